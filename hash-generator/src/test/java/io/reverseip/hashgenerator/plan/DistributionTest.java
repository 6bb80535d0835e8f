package io.reverseip.hashgenerator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.7, 1, 16, 4_096, 65_536})
    void poissonHasItsMeanAsItsVariance(double mean) {
        Estimate estimate = Distribution.poisson(mean, k -> k);

        assertEquals(mean, estimate.value(), 1e-9 * mean);
        assertEquals(Math.sqrt(mean), estimate.deviation(), 1e-6 * Math.sqrt(mean));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.3, 0.5, 0.999})
    void binomialHasItsMeanAndVariance(double probability) {
        Estimate estimate = Distribution.binomial(256, probability, k -> k);

        assertEquals(256 * probability, estimate.value(), 1e-9 * 256);
        assertEquals(Math.sqrt(256 * probability * (1 - probability)), estimate.deviation(), 1e-6);
    }

    @Test
    void certaintyIsExact() {
        assertEquals(Estimate.exact(3), Distribution.binomial(256, 1, k -> Math.ceilDiv(k, 100)));
    }

    @Test
    void functionIsAveragedOverTheCounts() {
        // P(0) of a Poisson distribution.
        assertEquals(Math.exp(-2), Distribution.poisson(2, k -> k == 0 ? 1 : 0).value(), 1e-12);
    }
}
