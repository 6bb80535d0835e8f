package io.reverseip.hashgenerator.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    @Test
    void theLastFailureOfTheBudgetEndsTheRunWithTheRemedyAndTheCauses() {
        FailureBudget budget = budget(3);

        assertEquals(Optional.empty(), budget.add("TableNotFound", "first", 0));
        assertEquals(Optional.empty(), budget.add("TableNotFound", "second", 0));
        String message = budget.add("TableNotFound", "third", 0).orElseThrow();

        assertTrue(message.contains("A table is missing"), message);
        assertTrue(message.contains("first") && message.contains("second") && message.contains("third"), message);
        assertEquals(3, budget.failures());
    }

    @Test
    void noMoreThanFiveFailuresAreShown() {
        FailureBudget budget = budget(7);
        for (int i = 0; i < 6; i++) {
            budget.add("any", "failure " + i, 0);
            assertEquals(i < 5, budget.showsLast());
        }

        String message = budget.add("any", "failure 6", 0).orElseThrow();

        assertTrue(message.contains("failure 4"), message);
        assertFalse(message.contains("failure 5"), message);
    }

    @Test
    void failuresCountWithinTheWindowOnly() {
        FailureBudget budget = budget(3);
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.empty(), budget.add("any", "failure", i * WINDOW.toNanos() * 2 / 3));
        }
        assertEquals(100, budget.failures());

        long now = WINDOW.toNanos() * 100;
        budget.add("any", "one", now);
        budget.add("any", "two", now + 1);
        String message = budget.add("any", "three", now + WINDOW.toNanos()).orElseThrow();

        assertFalse(message.contains("failure"), message);
    }

    private static FailureBudget budget(int groups) {
        return new FailureBudget(new DispatchSettings.FailureLimit(groups, WINDOW));
    }
}
