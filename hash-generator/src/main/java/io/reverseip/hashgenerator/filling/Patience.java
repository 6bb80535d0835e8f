package io.reverseip.hashgenerator.filling;

import io.reverseip.account.ServiceFault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats what the table service refused for a reason that passes, beyond the repeats inside the SDK: an outage costs a run time, not
 * its life. Times count from the first failure. Immutable.
 *
 * @param giveUpAfter how long an outage may last; zero: nothing is repeated
 * @param accessGiveUpAfter how long refusals may last that end when a new role assignment or network rule is in effect; zero: they are
 *     not repeated
 */
public record Patience(Duration giveUpAfter, Duration accessGiveUpAfter) {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Logger LOG = Logger.getLogger(Patience.class);

    /**
     * Of work that has begun: its account could be used before, so a refusal is final.
     *
     * @param giveUpAfter how long an outage may last
     */
    public Patience(Duration giveUpAfter) {
        this(giveUpAfter, Duration.ZERO);
    }

    /**
     * Sends a request until there is an answer.
     *
     * @param what for people: what is requested
     * @throws RuntimeException what the last attempt threw, if it cannot pass or has not for too long
     */
    public <T> T ask(String what, Supplier<T> request) throws InterruptedException {
        OptionalLong firstFailure = OptionalLong.empty();
        while (true) {
            try {
                return request.get();
            } catch (RuntimeException e) {
                ServiceFault fault = ServiceFault.of(e);
                long now = System.nanoTime();
                firstFailure = OptionalLong.of(firstFailure.orElse(now));
                Duration elapsed = Duration.ofNanos(now - firstFailure.getAsLong());
                Duration left = limit(fault).orElseThrow(() -> e).minus(elapsed);
                if (!left.isPositive()) {
                    throw e;
                }
                LOG.warnf("%s failed, trying again: %s", what, fault.explained());
                Thread.sleep(left.compareTo(PAUSE) < 0 ? left : PAUSE);
            }
        }
    }

    /** How long a fault may last; empty if it does not pass. */
    private Optional<Duration> limit(ServiceFault fault) {
        if (fault.passes()) {
            return Optional.of(giveUpAfter);
        }
        return fault.mayPassWithNewAccess() ? Optional.of(accessGiveUpAfter) : Optional.empty();
    }
}
