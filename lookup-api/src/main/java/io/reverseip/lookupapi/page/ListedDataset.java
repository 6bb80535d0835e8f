package io.reverseip.lookupapi.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;

/**
 * A dataset, or its next build while that is being filled, as people see it.
 *
 * @param name of the dataset
 * @param build id of the build
 * @param state {@code ready} or {@code building}
 * @param layout {@code packed} or {@code rows}
 * @param records how many there are, or will be
 * @param done how many of them are in finished units
 * @param recordsPerSecond how fast it is being filled lately, where that is known
 * @param secondsLeft how long that will go on at this rate, where that is known
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ListedDataset(
        String name,
        String build,
        String state,
        String layout,
        long records,
        long done,
        Optional<Long> recordsPerSecond,
        Optional<Long> secondsLeft) {
    static final String READY = "ready";
    static final String BUILDING = "building";

    /** Whether it is being filled. */
    public boolean building() {
        return state.equals(BUILDING);
    }

    /** Whole per cent done. */
    public long percent() {
        return records == 0 ? 100 : 100 * done / records;
    }

    /** Rate and time left, for people. */
    public String pace() {
        return recordsPerSecond
                .map(rate -> "%,d records/s%s"
                        .formatted(rate, secondsLeft.map(ListedDataset::left).orElse("")))
                .orElse("rate not known yet");
    }

    /** {@code , about 1 h 5 min left} */
    private static String left(long seconds) {
        if (seconds < 60) {
            return ", about %d s left".formatted(seconds);
        }
        long minutes = Math.ceilDiv(seconds, 60);
        return minutes < 60
                ? ", about %d min left".formatted(minutes)
                : ", about %d h %d min left".formatted(minutes / 60, minutes % 60);
    }

    /** How many addresses it has, or will have. */
    public String size() {
        return records == 1 ? "1 address" : "%,d addresses".formatted(records);
    }
}
