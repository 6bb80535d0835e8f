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
 */
public record Patience(Duration giveUpAfter) {
    /**
     * Of a command that has not begun its work. Transactions whose answer is 202 with a refusal inside are not repeated by the SDK, so
     * without this any busy moment would end the command; but whoever waits for it has to hear soon that an account cannot be reached.
     */
    public static final Patience AT_THE_START = new Patience(Duration.ofSeconds(30));

    private static final Duration PAUSE = Duration.ofSeconds(2);
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
                Thread.sleep(PAUSE);
            }
        }
    }
}
