package io.reverseip.hashgenerator.plan;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A figure that is known, or expected with a spread. Immutable.
 *
 * @param value the figure, or its expected value
 * @param deviation its standard deviation; 0 if it is known
 */
@RegisterForReflection
public record Estimate(double value, double deviation) {
    /** A figure that is known. */
    public static Estimate exact(double value) {
        return new Estimate(value, 0);
    }

    /** The sum of this many independent figures of the same distribution. */
    Estimate times(double count) {
        return new Estimate(value * count, deviation * Math.sqrt(count));
    }

    /** A linear function of the figure. */
    Estimate linear(double factor, double constant) {
        return new Estimate(value * factor + constant, deviation * Math.abs(factor));
    }

    /** The sum of two independent figures. */
    Estimate plus(Estimate other) {
        return new Estimate(value + other.value, Math.hypot(deviation, other.deviation));
    }

    /** Whether another figure is what was expected, give or take so many standard deviations. */
    public boolean covers(double other, double deviations) {
        return Math.abs(other - value) <= deviations * deviation;
    }

    /** {@code 16,777,216}, or {@code 16,777,216 +- 12}. */
    public String text() {
        return deviation == 0 ? "%,.0f".formatted(value) : "%,.0f +- %,.0f".formatted(value, Math.ceil(deviation));
    }
}
