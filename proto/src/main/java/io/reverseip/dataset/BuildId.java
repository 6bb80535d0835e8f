package io.reverseip.dataset;

import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Identifies a build: 12 characters of {@code [0-9a-z]}, 8 of the time in milliseconds, 4 random, so that ids sort by time.
 * Immutable.
 */
public record BuildId(String text) {
    private static final Pattern ALLOWED = Pattern.compile("[0-9a-z]{12}");
    private static final int RADIX = 36;
    private static final int TIME_CHARS = 8;
    private static final int RANDOM_CHARS = 4;

    public BuildId {
        if (!ALLOWED.matcher(text).matches()) {
            throw new IllegalArgumentException("Build id '%s' is not 12 of 0-9 and a-z.".formatted(text));
        }
    }

    /** A new id for a build that begins at the given time. */
    static BuildId at(Instant time, RandomGenerator random) {
        int bound = RADIX * RADIX * RADIX * RADIX;
        return new BuildId(padded(time.toEpochMilli(), TIME_CHARS) + padded(random.nextInt(bound), RANDOM_CHARS));
    }

    /** Whether this id was made before a time. */
    boolean isBefore(Instant time) {
        return Long.parseLong(text.substring(0, TIME_CHARS), RADIX) < time.toEpochMilli();
    }

    private static String padded(long number, int chars) {
        String digits = Long.toString(number, RADIX);
        return "0".repeat(chars - digits.length()) + digits;
    }

    @Override
    public String toString() {
        return text;
    }
}
