package io.reverseip.bench.results;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as the page shows them. */
final class Numbers {
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    /** From here on all digits before the point are shown. */
    private static final double WHOLE = 1_000;

    private Numbers() {}

    /** Whole from a thousand on, with four significant digits below; the same in each locale. */
    static String text(double value) {
        if (Math.abs(value) >= WHOLE) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
