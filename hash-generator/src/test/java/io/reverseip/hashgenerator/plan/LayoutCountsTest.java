package io.reverseip.hashgenerator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.HashingPass;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutCountsTest {
    /** About 1 of 15,000 correct estimates would be farther off; digests do not change, so neither does the outcome. */
    private static final double DEVIATIONS = 4;

    @ParameterizedTest
    @CsvSource({
        "packed, 8.8.0.0/16, 1, 1",
        "packed, 8.8.0.0/16, 2, 2",
        "packed, 8.8.0.0/16, 3, 2",
        "packed, 8.8.0.0/16, 1, 5",
        "packed, 8.8.0.0/16, 4, 4",
        "packed, 8.8.0.0/13, 2, 4",
        "packed, 8.8.8.0/24, 1, 1",
        "packed, 8.8.8.0/24, 4, 2",
        "packed, 8.8.8.8, 2, 1",
        "packed, 8.0.0.0/13, 1, 2",
        "packed, 8.0.0.0/13, 1, 4",
        "packed, 8.0.0.0/10, 1, 5",
        "rows, 8.8.0.0/16, 1, 0",
        "rows, 8.8.0.0/16, 3, 0",
        "rows, 8.8.8.0/24, 4, 0",
        "rows, 8.0.0.0/13, 1, 0",
        "rows, 8.0.0.0/13, 2, 0"
    })
    void whatIsExpectedIsWhatComes(String layout, String text, int partitionChars, int bucketChars) {
        AddressRanges ranges = PlannedBuilds.ranges(text);
        Build build =
                PlannedBuilds.of(Layout.ofRecordedName(layout), new KeyScheme(partitionChars, bucketChars), ranges);

        LayoutCounts expected = LayoutCounts.expected(build);
        LayoutCounts exact = LayoutCounts.exact(build, DigestCells.sorted(ranges, UnsealedRecipe.PLAIN));

        assertCovers("partitions", expected.partitions(), exact.partitions(), 1);
        assertCovers("entities", expected.entities(), exact.entities(), 1);
        assertCovers("groups", expected.groups(), exact.groups(), 1);
        assertCovers("transactions", expected.transactions(), exact.transactions(), 1);
        // Lengths of lengths are averaged.
        assertCovers(
                "bytes",
                expected.bytesSent(),
                exact.bytesSent(),
                4 * exact.groups().value() + 16);
    }

    private static void assertCovers(String what, Estimate expected, Estimate exact, double rounding) {
        assertEquals(0, exact.deviation());
        assertEquals(
                expected.value(),
                exact.value(),
                DEVIATIONS * expected.deviation() + rounding,
                () -> "%s: expected %s, came %s".formatted(what, expected, exact));
    }

    @Test
    void countingInAPassBringsTheSameAsSorting() throws InterruptedException {
        AddressRanges ranges = PlannedBuilds.ranges("8.8.0.0/18");
        DigestCells sorted = DigestCells.sorted(ranges, UnsealedRecipe.PLAIN);
        DigestCells counted = DigestCells.counted(
                new HashingPass(ranges, 2, new MessageDigestEngine(), UnsealedRecipe.PLAIN, count -> {}), 16);

        for (Layout layout : Layout.values()) {
            Build build = PlannedBuilds.of(layout, ranges);
            assertEquals(LayoutCounts.exact(build, sorted), LayoutCounts.exact(build, counted));
        }
    }

    @Test
    void moreBucketsThanFitIntoMemoryAreNotCounted() {
        assertTrue(LayoutCounts.canBeExact(new KeyScheme(4, 2)));
        assertEquals(false, LayoutCounts.canBeExact(new KeyScheme(1, 7)));
    }
}
