package io.reverseip.hashgenerator.filling;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether to hash the next slice while one is being sent. The memory is two buffers. Filling both in one pass, and then sending
 * both, takes half as many passes; filling one while the other is sent hides hashing behind sending, where sending leaves the
 * processors idle (an Azure transaction is mostly waiting). With p the time of a pass, s the time to send one buffer and i the idle
 * share of the processors meanwhile, one buffer takes max(s, p + s (1 - i)) when hashing is hidden: what the processors do for both
 * adds up. It takes p / 2 + s when hashing is not hidden. Not thread-safe.
 */
public final class OverlapRule {
    private Optional<Duration> pass = Optional.empty();
    private Optional<Duration> sending = Optional.empty();
    private double idle = 1;

    /** A pass took so long while nothing was sent. */
    void passTook(Duration time) {
        pass = Optional.of(time);
    }

    /** Sending a buffer takes so long while nothing is hashed, and leaves such a share of the processors idle. */
    void sendingTook(Duration time, double idleShare) {
        sending = Optional.of(time);
        idle = idleShare;
    }

    /** The better way by what is known; not to overlap while nothing is. */
    boolean overlapPays() {
        if (pass.isEmpty() || sending.isEmpty()) {
            return false;
        }
        return pays(pass.get().toNanos(), sending.get().toNanos(), idle);
    }

    /**
     * Whether one buffer takes less time when hashing is hidden behind sending.
     *
     * @param pass p, in any unit of time
     * @param sendingOne s, in the same unit
     * @param idle i, 0 to 1
     */
    public static boolean pays(double pass, double sendingOne, double idle) {
        double hidden = Math.max(sendingOne, pass + sendingOne * (1 - idle));
        return hidden < pass / 2 + sendingOne;
    }
}
