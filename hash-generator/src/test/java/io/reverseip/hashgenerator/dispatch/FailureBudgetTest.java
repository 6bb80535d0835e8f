package io.reverseip.hashgenerator.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
    @Test
    void theLastFailureOfTheBudgetEndsTheRunWithTheRemedyAndTheCauses() {
        FailureBudget budget = new FailureBudget(3);

        assertEquals(Optional.empty(), budget.add("TableNotFound", "first"));
        assertEquals(Optional.empty(), budget.add("TableNotFound", "second"));
        String message = budget.add("TableNotFound", "third").orElseThrow();

        assertTrue(message.contains("A table is missing"), message);
        assertTrue(message.contains("first") && message.contains("second") && message.contains("third"), message);
        assertEquals(3, budget.failures());
    }

    @Test
    void noMoreThanFiveFailuresAreShown() {
        FailureBudget budget = new FailureBudget(7);
        for (int i = 0; i < 6; i++) {
            budget.add("any", "failure " + i);
            assertEquals(i < 5, budget.showsLast());
        }

        String message = budget.add("any", "failure 6").orElseThrow();

        assertTrue(message.contains("failure 4"), message);
        assertFalse(message.contains("failure 5"), message);
    }
}
