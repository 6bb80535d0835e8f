package io.reverseip.tablewriter.transaction;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodyMemoryTest {
    private static final int MEBIBYTE = 1 << 20;

    private final BodyMemory memory = new BodyMemory(4 * MEBIBYTE);

    @Test
    void aTransactionWaitsForMemoryUntilAnEarlierOneEnds() throws Exception {
        Runnable first = memory.prepare(3 * MEBIBYTE, () -> () -> {});
        AtomicBoolean prepared = new AtomicBoolean();
        CompletableFuture<Runnable> second = new CompletableFuture<>();
        Thread thread = Thread.startVirtualThread(() -> second.complete(memory.prepare(2 * MEBIBYTE, () -> {
            prepared.set(true);
            return () -> {};
        })));
        await().until(() -> thread.getState() == Thread.State.WAITING);
        assertFalse(prepared.get(), "Nothing is encoded before there is memory for it");

        first.run();
        second.get(30, TimeUnit.SECONDS).run();

        assertTrue(prepared.get());
        assertEquals(4 * MEBIBYTE, memory.freeBytes());
    }

    @Test
    void memoryIsFreeAgainWhateverIsThrown() {
        assertThrows(
                OutOfMemoryError.class,
                () -> memory.prepare(MEBIBYTE, () -> {
                    throw new OutOfMemoryError("Java heap space");
                }));
        Runnable request = memory.prepare(MEBIBYTE, () -> () -> {
            throw new StackOverflowError();
        });
        assertThrows(StackOverflowError.class, request::run);

        assertEquals(4 * MEBIBYTE, memory.freeBytes());
    }

    @Test
    void aBodyThatIsLargerThanAllMemoryIsMadeAlone() {
        Runnable large = memory.prepare(100 * MEBIBYTE, () -> () -> {});
        assertEquals(0, memory.freeBytes());

        large.run();

        assertEquals(4 * MEBIBYTE, memory.freeBytes());
    }

    @Test
    void anInterruptedThreadDoesNotWait() throws Exception {
        Runnable all = memory.prepare(4 * MEBIBYTE, () -> () -> {});
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = Thread.startVirtualThread(() ->
                thrown.complete(assertThrows(UncheckedIOException.class, () -> memory.prepare(1, () -> () -> {}))));

        thread.interrupt();

        thrown.get(30, TimeUnit.SECONDS);
        all.run();
        assertEquals(4 * MEBIBYTE, memory.freeBytes());
    }
}
