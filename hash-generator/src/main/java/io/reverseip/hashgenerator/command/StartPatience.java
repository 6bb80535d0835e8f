package io.reverseip.hashgenerator.command;

import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.hashgenerator.filling.Patience;
import java.time.Duration;

/** The patience of a command that has not begun its work: its user waits to see whether the accounts can be used. */
final class StartPatience {
    private StartPatience() {}

    /**
     * As configured.
     *
     * @throws IllegalArgumentException if a duration is negative
     */
    static Patience of(GeneratorConfig config) {
        return new Patience(
                notNegative("give-up-after", config.start().giveUpAfter()),
                notNegative("access-give-up-after", config.start().accessGiveUpAfter()));
    }

    private static Duration notNegative(String property, Duration given) {
        if (given.isNegative()) {
            throw new IllegalArgumentException("reverseip.start.%s is %s; set 0s, or a positive duration, such as 30s."
                    .formatted(property, given));
        }
        return given;
    }
}
