package io.reverseip.hashgenerator.plan;

import java.util.function.LongToDoubleFunction;

/**
 * Functions of counts that are binomially or Poisson distributed: mean and standard deviation, summed up from the mode outwards until what
 * is left is negligible.
 */
final class Distribution {
    private static final double NEGLIGIBLE = 1e-18;

    private Distribution() {}

    /** Of a Poisson distributed count. */
    static Estimate poisson(double mean, LongToDoubleFunction function) {
        return sum((long) mean, Long.MAX_VALUE, k -> mean / (k + 1), function);
    }

    /** Of the number of successes of independent trials. */
    static Estimate binomial(long trials, double probability, LongToDoubleFunction function) {
        double odds = probability / (1 - probability);
        if (!Double.isFinite(odds) || 1 - probability < NEGLIGIBLE) {
            return Estimate.exact(function.applyAsDouble(trials));
        }
        return sum(
                Math.min(trials, (long) ((trials + 1) * probability)),
                trials,
                k -> odds * (trials - k) / (k + 1),
                function);
    }

    /** @param ratio the probability of {@code k + 1} over that of {@code k} */
    private static Estimate sum(long mode, long most, LongToDoubleFunction ratio, LongToDoubleFunction function) {
        double weights = 0;
        double first = 0;
        double second = 0;
        double weight = 1;
        for (long k = mode; k <= most && weight > NEGLIGIBLE; weight *= ratio.applyAsDouble(k), k++) {
            double value = function.applyAsDouble(k);
            weights += weight;
            first += weight * value;
            second += weight * value * value;
        }
        weight = 1;
        for (long k = mode - 1; k >= 0; k--) {
            weight /= ratio.applyAsDouble(k);
            if (weight < NEGLIGIBLE) {
                break;
            }
            double value = function.applyAsDouble(k);
            weights += weight;
            first += weight * value;
            second += weight * value * value;
        }
        double mean = first / weights;
        return new Estimate(mean, Math.sqrt(Math.max(0, second / weights - mean * mean)));
    }
}
