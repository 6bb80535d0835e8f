package io.reverseip.hashgenerator.progress;

import java.time.Duration;

/** Durations as people read them. */
public final class ClockText {
    private ClockText() {}

    /** Hours, minutes and seconds, as in {@code 1:02:03}; parts of a second are cut off. */
    public static String of(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
