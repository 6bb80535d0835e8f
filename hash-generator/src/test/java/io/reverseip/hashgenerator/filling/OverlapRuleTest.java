package io.reverseip.hashgenerator.filling;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverlapRuleTest {
    private static OverlapRule rule(int passSeconds, int sendingSeconds, double idle) {
        OverlapRule rule = new OverlapRule();
        rule.passTook(Duration.ofSeconds(passSeconds));
        rule.sendingTook(Duration.ofSeconds(sendingSeconds), idle);
        return rule;
    }

    @Test
    void slowSendingHidesHashing() {
        assertTrue(rule(60, 600, 0.95).overlapPays());
    }

    @Test
    void fastSendingIsNotWorthTwiceThePasses() {
        assertFalse(rule(60, 10, 0.95).overlapPays());
    }

    @Test
    void whatSendingLeavesIdleIsUsed() {
        assertTrue(rule(28, 39, 0.47).overlapPays());
    }

    @Test
    void busyProcessorsHideNothing() {
        assertFalse(rule(60, 60, 0.05).overlapPays());
    }

    @Test
    void nothingOverlapsBeforeAnythingIsMeasured() {
        assertFalse(new OverlapRule().overlapPays());
    }
}
