package io.reverseip.tablewriter.throttle;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class AccountProbeTest {
    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final List<Runnable> questions = new ArrayList<>();
    private Optional<String> answer = Optional.empty();
    private int asked;
    private long nanos;

    @Test
    void answerCountsForAWhile() {
        AccountProbe probe = probe(Runnable::run, Duration.ofSeconds(30));
        probe.unusable().join();
        nanos += MAX_AGE.toNanos() - 1;
        probe.unusable().join();

        assertEquals(1, asked);
    }

    @Test
    void oldAnswerIsAskedForAgain() {
        AccountProbe probe = probe(Runnable::run, Duration.ofSeconds(30));
        probe.unusable().join();
        nanos += MAX_AGE.toNanos();
        answer = Optional.of("HTTP 403");

        assertEquals(answer, probe.unusable().join());
    }

    @Test
    void questionUnderWayIsNotAskedTwice() {
        AccountProbe probe = probe(questions::add, Duration.ofSeconds(30));
        probe.unusable();
        nanos += 10 * MAX_AGE.toNanos();
        probe.unusable();

        assertEquals(1, questions.size());
    }

    @Test
    void accountThatDoesNotAnswerIsUnusable() throws Exception {
        AccountProbe probe = probe(questions::add, Duration.ofMillis(1));

        assertTrue(probe.unusable().get(30, SECONDS).isPresent());
    }

    @Test
    void lateAnswerCountsForTheNextProbe() throws Exception {
        AccountProbe probe = probe(questions::add, Duration.ofMillis(1));
        probe.unusable().get(30, SECONDS);
        questions.forEach(Runnable::run);

        assertEquals(Optional.empty(), probe.unusable().join());
    }

    private AccountProbe probe(Executor executor, Duration maxWait) {
        return new AccountProbe(
                () -> {
                    asked++;
                    return answer;
                },
                MAX_AGE,
                maxWait,
                executor,
                () -> nanos);
    }
}
