package io.reverseip.lookupapi.lookup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.lookupapi.LogLines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AccountReadsTest {
    private static final int MAX = 4;
    private static final Deadline FAR = Deadline.in(Duration.ofHours(1));
    private static final Deadline PAST = Deadline.in(Duration.ZERO);

    private final AccountReads reads = new AccountReads("main", MAX, Runnable::run);
    private final List<CompletableFuture<int[]>> sent = new ArrayList<>();

    private CompletableFuture<int[]> submit(Priority priority, Deadline deadline) {
        return reads.submit(
                () -> {
                    CompletableFuture<int[]> answer = new CompletableFuture<>();
                    sent.add(answer);
                    return answer;
                },
                priority,
                deadline);
    }

    private CompletableFuture<int[]> submit(Priority priority) {
        return submit(priority, FAR);
    }

    private void submit(int number, Priority priority) {
        for (int i = 0; i < number; i++) {
            submit(priority);
        }
    }

    private static int[] answer(int address) {
        return new int[] {address};
    }

    private void failSent(int first, int end) {
        List.copyOf(sent.subList(first, end))
                .forEach(request -> request.completeExceptionally(new IOException("reset")));
    }

    @Test
    void noMoreRequestsThanAllowedAreInFlightAndTheOthersFollowInOrder() {
        submit(MAX, Priority.INTERACTIVE);
        CompletableFuture<int[]> fifth = submit(Priority.INTERACTIVE);
        CompletableFuture<int[]> sixth = submit(Priority.INTERACTIVE);
        assertEquals(MAX, sent.size());
        assertEquals(2, reads.queued());

        sent.get(1).complete(answer(1));

        assertEquals(MAX + 1, sent.size());
        sent.get(MAX).complete(answer(5));
        assertArrayEquals(answer(5), fifth.join());
        assertEquals(MAX + 2, sent.size());
        assertFalse(sixth.isDone());
        assertEquals(MAX, reads.inFlight());
        assertEquals(0, reads.queued());
    }

    @Test
    void bulkRequestsLeaveAQuarterToInteractiveOnes() {
        submit(10, Priority.BULK);
        assertEquals(3, reads.inFlight());

        submit(Priority.INTERACTIVE);

        assertEquals(4, reads.inFlight());
    }

    @Test
    void interactiveRequestsAreSentBeforeBulkRequestsThatCameEarlier() {
        submit(MAX, Priority.INTERACTIVE);
        CompletableFuture<int[]> bulk = submit(Priority.BULK);
        CompletableFuture<int[]> interactive = submit(Priority.INTERACTIVE);

        sent.getFirst().complete(answer(0));
        sent.get(MAX).complete(answer(4));

        assertTrue(interactive.isDone());
        assertFalse(bulk.isDone());
    }

    @Test
    void aSingleRequestAtATimeIsEnoughForBoth() {
        AccountReads narrow = new AccountReads("main", 1, Runnable::run);
        CompletableFuture<int[]> first = new CompletableFuture<>();
        narrow.submit(() -> first, Priority.BULK, FAR);
        CompletableFuture<int[]> second =
                narrow.submit(() -> CompletableFuture.completedFuture(answer(2)), Priority.BULK, FAR);
        first.complete(answer(1));
        assertArrayEquals(answer(2), second.join());
    }

    @Test
    void aRequestThatNoCallerWaitsForIsNotSent() {
        submit(MAX, Priority.INTERACTIVE);
        CompletableFuture<int[]> late = submit(Priority.INTERACTIVE, PAST);
        CompletableFuture<int[]> next = submit(Priority.INTERACTIVE);

        sent.getFirst().complete(answer(0));

        assertInstanceOf(AbandonedReadException.class, late.exceptionNow());
        assertEquals(MAX + 1, sent.size());
        sent.get(MAX).complete(answer(4));
        assertArrayEquals(answer(4), next.join());
    }

    @Test
    void aCallerThatJoinsHasItsOwnWaitingTimeAndPriority() {
        submit(MAX, Priority.INTERACTIVE);
        CompletableFuture<int[]> earlier = submit(Priority.INTERACTIVE);
        CompletableFuture<int[]> joined = submit(Priority.BULK, PAST);
        CompletableFuture<int[]> later = submit(Priority.INTERACTIVE);
        reads.join(joined, Priority.INTERACTIVE, FAR);

        sent.get(0).complete(answer(0));
        sent.get(1).complete(answer(1));
        sent.get(2).complete(answer(2));
        assertEquals(MAX + 3, sent.size());
        sent.get(MAX + 2).complete(answer(6));

        assertArrayEquals(answer(6), joined.join());
        assertFalse(earlier.isDone());
        assertFalse(later.isDone());
    }

    @Test
    void aBulkRequestThatAnInteractiveCallerJoinsIsNotHeldBackByTheShareOfBulkRequests() {
        submit(3, Priority.BULK);
        CompletableFuture<int[]> fourth = submit(Priority.BULK);
        assertEquals(3, sent.size());

        reads.join(fourth, Priority.INTERACTIVE, FAR);

        assertEquals(4, sent.size());
    }

    @Test
    void whateverARequestThrowsItsPermitIsReturned() {
        for (int i = 0; i < 2 * MAX; i++) {
            Error thrown = new LinkageError("broken by a test");
            CompletableFuture<int[]> failed = reads.submit(
                    () -> {
                        throw thrown;
                    },
                    Priority.INTERACTIVE,
                    FAR);
            assertSame(thrown, failed.exceptionNow());
        }
        assertEquals(0, reads.inFlight());
        assertEquals(Optional.empty(), reads.silence());
    }

    @Test
    void requestsWithoutAnAnswerOpenTheCircuitBreakerForAllOthers() {
        submit(MAX, Priority.INTERACTIVE);
        CompletableFuture<int[]> queued = submit(Priority.BULK);
        submit(MAX, Priority.INTERACTIVE);
        failSent(0, AccountReads.UNANSWERED_UNTIL_OPEN - 1);
        assertFalse(queued.isDone());

        failSent(AccountReads.UNANSWERED_UNTIL_OPEN - 1, AccountReads.UNANSWERED_UNTIL_OPEN);

        assertTrue(reads.silence().orElseThrow().contains("reset"), reads.silence()::toString);
        assertInstanceOf(SilentAccountException.class, queued.exceptionNow());
        assertInstanceOf(
                SilentAccountException.class, submit(Priority.INTERACTIVE).exceptionNow());
        assertEquals(0, reads.queued());
    }

    @Test
    void anAnswerInBetweenKeepsTheCircuitBreakerClosed() {
        for (int round = 0; round < 3; round++) {
            int first = sent.size();
            submit(MAX, Priority.INTERACTIVE);
            failSent(first, first + MAX - 1);
            sent.get(first + MAX - 1).complete(answer(1));
        }
        assertEquals(Optional.empty(), reads.silence());
    }

    @Test
    void requestsInFlightFailWhenTheCheckOpensTheCircuitBreakerButKeepTheirPermits() {
        CompletableFuture<int[]> inFlight = submit(Priority.INTERACTIVE);

        reads.open("no answer to the check");

        SilentAccountException failure = assertInstanceOf(SilentAccountException.class, inFlight.exceptionNow());
        assertTrue(failure.getMessage().contains("no answer to the check"), failure::getMessage);
        assertEquals(1, reads.inFlight());
        sent.getFirst().complete(answer(1));
        assertEquals(0, reads.inFlight());
    }

    @Test
    void requestsAreSentAgainAfterTheCircuitBreakerHasClosed() {
        reads.open("no answer to the check");
        reads.close();

        CompletableFuture<int[]> read = submit(Priority.INTERACTIVE);
        sent.getFirst().complete(answer(1));

        assertArrayEquals(answer(1), read.join());
    }

    @Test
    void thatAnAccountDoesNotAnswerAndThatItAnswersAgainIsLoggedOnceEach() {
        try (LogLines log = new LogLines(AccountReads.class.getName())) {
            submit(MAX, Priority.INTERACTIVE);
            failSent(0, MAX);
            submit(Priority.INTERACTIVE);
            failSent(MAX, MAX + 1);
            reads.open("found by the check");
            reads.open("found by the next check");
            reads.close();
            reads.close();

            assertEquals(
                    1,
                    log.with("'main' does not answer").size(),
                    () -> log.all().toString());
            assertEquals(
                    1,
                    log.with("5 consecutive requests without an answer").size(),
                    () -> log.all().toString());
            assertEquals(
                    1, log.with("'main' answers again").size(), () -> log.all().toString());
            assertEquals(2, log.all().size(), () -> log.all().toString());
        }
    }
}
