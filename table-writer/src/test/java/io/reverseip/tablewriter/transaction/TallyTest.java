package io.reverseip.tablewriter.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.account.ServiceFault;
import io.reverseip.tablewriter.throttle.Attempted;
import io.reverseip.tablewriter.transaction.GroupOutcome.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final ServiceFault BUSY = new ServiceFault(503, "ServerBusy", "The server is busy.");
    private static final ServiceFault NO_TABLE = new ServiceFault(404, "TableNotFound", "The table does not exist.");

    @Test
    void aGroupIsWrittenWhenAllItsTransactionsAreCommitted() {
        Tally tally = new Tally(2);
        tally.add(new Attempted.Done(0), 100);
        assertInstanceOf(GroupOutcome.Returned.class, tally.outcome());

        tally.add(new Attempted.Done(3), 56);

        assertEquals(new GroupOutcome.Written(new Effort(2, 156, 3)), tally.outcome());
    }

    @Test
    void aTransactionThatWasDividedCountsAsTwo() {
        Tally tally = new Tally(1);
        tally.divided();
        tally.add(new Attempted.Done(0), 50);
        assertInstanceOf(GroupOutcome.Returned.class, tally.outcome());

        tally.add(new Attempted.Done(0), 50);

        assertEquals(new GroupOutcome.Written(new Effort(2, 100, 0)), tally.outcome());
    }

    @Test
    void aGroupWithAStoppedTransactionIsReturnedWithTheCountAndTheLastFault() {
        Tally tally = new Tally(3);
        tally.add(new Attempted.Done(1), 100);
        tally.add(new Attempted.Stopped(NO_TABLE, 0), 100);
        tally.add(new Attempted.Stopped(BUSY, 4), 100);

        GroupOutcome.Returned returned = assertInstanceOf(GroupOutcome.Returned.class, tally.outcome());

        assertEquals(new Effort(1, 100, 5), returned.effort());
        assertTrue(returned.cause().startsWith("1 of 3 transactions"), returned.cause());
        assertTrue(returned.cause().contains(BUSY.toString()), returned.cause());
        assertFalse(returned.cause().contains(NO_TABLE.code()), returned.cause());
        assertFalse(tally.hasFailed());
    }

    @Test
    void theFirstFailureDecidesWhateverFollows() {
        Tally tally = new Tally(3);
        tally.add(new Attempted.Failed(NO_TABLE, 1), 100);
        assertTrue(tally.hasFailed());

        tally.fail("InvalidGroup", "a later failure");
        tally.add(new Attempted.Stopped(BUSY, 1), 100);
        tally.add(new Attempted.Done(1), 100);

        assertEquals(
                new GroupOutcome.Failed(new Effort(1, 100, 3), "TableNotFound", NO_TABLE.toString()), tally.outcome());
    }

    @Test
    void concurrentTransactionsAreAllCounted() throws Exception {
        int threads = 4;
        int each = 10_000;
        Tally tally = new Tally(threads * each);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                running.add(executor.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        tally.add(new Attempted.Done(1), 2);
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        assertEquals(
                new GroupOutcome.Written(new Effort(threads * each, 2 * threads * each, threads * each)),
                tally.outcome());
    }
}
