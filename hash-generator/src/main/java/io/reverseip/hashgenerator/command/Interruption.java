package io.reverseip.hashgenerator.command;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C and SIGTERM into an interruption of the thread that works, and gives it time to end in order and to report it. Before a
 * command begins there is nothing to end in order: the process halts, since the platform fails with stack traces where its start and its
 * end overlap.
 */
final class Interruption implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;
    private static final AtomicBoolean STARTING = new AtomicBoolean();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile String message = FailureReport.interrupted(Optional.empty());

    private Interruption(Thread worker) {
        this.hook = new Thread(
                () -> {
                    worker.interrupt();
                    awaitEnd();
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Lets Ctrl-C and SIGTERM halt the process from now on, until a command begins. */
    static void haltWhileStarting() {
        STARTING.set(true);
        Runtime.getRuntime().addShutdownHook(new Thread(Interruption::haltIfStarting, "interruption of the start"));
    }

    private static void haltIfStarting() {
        if (STARTING.get()) {
            Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
        }
    }

    static Interruption ofThisThread() {
        try {
            Interruption interruption = new Interruption(Thread.currentThread());
            STARTING.set(false);
            return interruption;
        } catch (IllegalStateException endOfProcess) {
            haltIfStarting();
            throw endOfProcess;
        }
    }

    /** The subcommand that runs from now on. */
    void runs(Object command) {
        message = FailureReport.interrupted(Optional.of(command));
    }

    private void awaitEnd() {
        try {
            if (!ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(message);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already: this is what the hook was for.
        }
    }
}
