package io.reverseip.hashgenerator.command;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C and SIGTERM into an interruption of the thread that works, and gives it time to end in order and to report it. */
final class Interruption implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;

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

    static Interruption ofThisThread() {
        return new Interruption(Thread.currentThread());
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
