package io.reverseip.hashgenerator.filling;

import io.reverseip.account.ServiceFault;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats what the table service refused for a reason that passes, beyond the repeats inside the SDK: an outage costs a run time, not
 * its life. Immutable.
 *
 * @param giveUpAfter how long to go on
 * @param pause between two attempts
 */
public record Patience(Duration giveUpAfter, Duration pause) {
    private static final Logger LOG = Logger.getLogger(Patience.class);

    /**
     * Asks until there is an answer.
     *
     * @param what for people: what is being asked for
     * @throws RuntimeException what the last attempt threw, if it cannot pass or has not for too long
     */
    public <T> T ask(String what, Supplier<T> request) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                return request.get();
            } catch (RuntimeException e) {
                ServiceFault fault = ServiceFault.of(e);
                if (!fault.passes() || System.nanoTime() - start > giveUpAfter.toNanos()) {
                    throw e;
                }
                LOG.warnf("%s failed, trying again: %s", what, fault);
                Thread.sleep(pause);
            }
        }
    }
}
