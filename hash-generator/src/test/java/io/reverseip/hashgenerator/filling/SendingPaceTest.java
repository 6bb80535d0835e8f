package io.reverseip.hashgenerator.filling;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.dataset.Counts;
import io.reverseip.hashgenerator.progress.RunProgress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendingPaceTest {
    private static final long BUFFER = 1000;

    private long nanos;
    private double idle = 1;
    private final RunProgress progress = new RunProgress(10 * BUFFER, () -> nanos);
    private final OverlapRule rule = new OverlapRule();

    private SendingPace waiting() {
        rule.passTook(Duration.ofSeconds(10));
        return new SendingPace(progress, () -> idle, () -> nanos);
    }

    private void pass(Duration time, long recordsWritten) {
        nanos += time.toNanos();
        progress.written(new Counts(recordsWritten, 0, 0, 0));
    }

    @Test
    void aBufferTakesAsLongAsItsReceipts() {
        SendingPace pace = waiting();
        pass(Duration.ofSeconds(2), 100);
        pace.tell(rule, BUFFER);
        assertTrue(rule.overlapPays(), "20 s of sending hide 10 s of hashing");
    }

    @Test
    void fastReceiptsHideNothing() {
        SendingPace pace = waiting();
        pass(Duration.ofSeconds(2), 1000);
        pace.tell(rule, BUFFER);
        assertFalse(rule.overlapPays(), "2 s of sending hide a fifth of 10 s of hashing");
    }

    @Test
    void idlenessIsTheMeanOfTheWait() {
        SendingPace pace = waiting();
        idle = 0;
        pass(Duration.ofSeconds(3), 150);
        pace.tell(rule, BUFFER);
        assertFalse(rule.overlapPays(), "nothing is idle");
        idle = 1;
        pass(Duration.ofSeconds(1), 50);
        pace.tell(rule, BUFFER);
        assertFalse(rule.overlapPays(), "a quarter of 20 s is as much as half a pass");
        pass(Duration.ofSeconds(4), 200);
        pace.tell(rule, BUFFER);
        assertTrue(rule.overlapPays(), "five eighths are idle");
    }

    @Test
    void aMomentAndNoReceiptTellNothing() {
        SendingPace pace = waiting();
        pass(Duration.ofMillis(900), 10);
        pace.tell(rule, BUFFER);
        assertFalse(rule.overlapPays());
        SendingPace without = waiting();
        pass(Duration.ofSeconds(5), 0);
        without.tell(rule, BUFFER);
        assertFalse(rule.overlapPays());
    }
}
