package io.reverseip.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildIdTest {
    private static final long YEAR_2059 = 2_821_109_907_455L;

    @Property
    void sortsByTime(
            @ForAll @LongRange(min = 0, max = YEAR_2059 - 1) long earlier,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long between,
            @ForAll long seed) {
        long later = Math.min(YEAR_2059, earlier + between);
        Random random = new Random(seed);

        BuildId first = BuildId.at(Instant.ofEpochMilli(earlier), random);
        BuildId second = BuildId.at(Instant.ofEpochMilli(later), random);

        assertTrue(first.text().compareTo(second.text()) < 0);
    }

    @Test
    void isEightCharactersOfTimeAndFourRandomOnes() {
        BuildId id = BuildId.at(Instant.parse("2026-03-04T05:06:07.089Z"), new Random(1));

        // 1,772,600,767,089 to the base 36
        assertEquals("mmbkq9gx", id.text().substring(0, 8));
        assertTrue(id.text().substring(8).matches("[0-9a-z]{4}"));
        assertEquals("00000000", BuildId.at(Instant.EPOCH, new Random(1)).text().substring(0, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "00000000000", "0000000000000", "00000000000A", "00000000000-", "00000000000\n", "building"})
    void refusesAnyOtherText(String text) {
        assertThrows(IllegalArgumentException.class, () -> new BuildId(text));
    }
}
