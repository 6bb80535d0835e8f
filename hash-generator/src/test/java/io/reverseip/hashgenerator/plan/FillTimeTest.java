package io.reverseip.hashgenerator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.filling.SliceBuffers;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Layout;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of all of IPv4, packed: 65,536 partitions of 256 entities, 16,777,216 in 196,608 transactions. */
class FillTimeTest {
    private static final double HASHES_PER_SECOND = 50e6;
    private static final Build BUILD = PlannedBuilds.of(Layout.PACKED, AddressRanges.ALL);
    private static final LayoutCounts COUNTS = LayoutCounts.expected(BUILD);
    private static final SliceBuffers WHOLE = new SliceBuffers(1, 256, 1, 1);

    private static Means means(int accounts, int cores, int writers, int writerCores, int inFlight, int millis) {
        return means(
                accounts,
                cores,
                writers,
                writerCores,
                inFlight,
                millis,
                AzureLimits.Region.STANDARD,
                OptionalInt.empty());
    }

    private static Means means(
            int accounts,
            int cores,
            int writers,
            int writerCores,
            int inFlight,
            int millis,
            AzureLimits.Region region,
            OptionalInt accountRate) {
        return new Means(
                accounts,
                1,
                cores,
                writers,
                writerCores,
                inFlight,
                region,
                accountRate,
                Duration.ofMillis(millis),
                1,
                PlannedBuilds.DISPATCH,
                8);
    }

    private static FillTime time(Means means, SliceBuffers buffers) {
        return FillTime.of(BUILD, COUNTS, buffers, means, HASHES_PER_SECOND);
    }

    @Test
    void oneAccountTakesTwentyThousandASecond() {
        FillTime time = time(means(1, 2, 1, 64, 128, 300), WHOLE);

        assertEquals("account", time.limit());
        assertEquals((1 << 24) / 20_000.0, time.accountLimit(), 0.1);
        assertEquals(time.hashing() + time.accountLimit() + time.rampUp() + time.bookkeeping(), time.seconds(), 1e-9);
    }

    @Test
    void anAccountOfALargeRegionTakesHalfTheTime() {
        FillTime time = time(means(1, 2, 1, 64, 128, 300, AzureLimits.Region.LARGE, OptionalInt.empty()), WHOLE);

        assertEquals((1 << 24) / 40_000.0, time.accountLimit(), 0.1);
    }

    /** Addresses of 4 bytes, in base64, over 25 Gbit/s. */
    @Test
    void bandwidthLimitsAnAccountThatAcceptsMoreEntities() {
        Means fast = means(1, 2, 1, 64, 128, 300, AzureLimits.Region.STANDARD, OptionalInt.of(100_000_000));

        double seconds = time(fast, WHOLE).accountLimit();

        assertEquals(COUNTS.bytesSent().value() * 4 / 3 * 8 / 25e9, seconds, 0.01);
        assertTrue(seconds > COUNTS.entities().value() / 100_000_000, () -> seconds + " s");
    }

    @Test
    void latencyLimitsByWhatIsInFlight() {
        FillTime time = time(means(4, 2, 1, 64, 8, 300), WHOLE);

        assertEquals("latency", time.limit());
        assertEquals(196_608 / (4 * 8.0) * 0.3, time.latencyLimit(), 0.1);
    }

    @Test
    void whatAGeneratorHoldsWithoutReceiptLimitsWhatIsInFlight() {
        // 16 MiB are 64 groups of 256 KiB, 3 transactions each.
        FillTime time = time(means(4, 2, 8, 64, 128, 300), WHOLE);

        assertEquals(196_608 / (64 * 3.0) * 0.3, time.latencyLimit(), 0.5);
    }

    @Test
    void processorsLimitManyAccounts() {
        FillTime time = time(means(16, 2, 4, 1, 128, 10), WHOLE);

        assertEquals("cpu", time.limit());
        assertEquals((1 << 24) * Measured.WRITING_MICROS / 1e6 / 4, time.cpuLimit(), 0.1);
    }

    @Test
    void writersWithoutCoresOfTheirOwnShareTheGenerators() {
        double writing = (1 << 24) * Measured.WRITING_MICROS / 1e6;
        double grouping = (1L << 32) * Measured.GROUPING_NANOS / 1e9;

        assertEquals(
                (writing + grouping) / 2,
                time(means(16, 2, 4, 0, 128, 10), WHOLE).cpuLimit(),
                0.1);
    }

    @Test
    void firstPassIsBeforeAllSending() {
        double hashing = (1L << 32) * (1 / HASHES_PER_SECOND + Measured.KEEPING_NANOS / 1e9) / 2;

        assertEquals(hashing, time(means(1, 2, 1, 64, 128, 300), WHOLE).hashing(), 0.1);
    }

    @Test
    void furtherPassesAreHiddenWhereSendingLeavesTheProcessorsIdle() {
        FillTime time = time(means(1, 2, 1, 64, 128, 300), new SliceBuffers(2, 32, 8, 1));

        assertEquals(7, time.passes());
        double onePass = (1L << 32) / HASHES_PER_SECOND / 2;
        assertTrue(time.hashing() < onePass + (1L << 32) * Measured.KEEPING_NANOS / 1e9, time.toString());
        assertEquals("account", time.limit());
    }

    @Test
    void bothBuffersAreFilledInAPassWhereSendingTakesTheProcessors() {
        FillTime time = time(means(16, 2, 4, 0, 128, 1), new SliceBuffers(2, 32, 8, 1));

        assertEquals(4, time.passes());
        assertTrue(time.hashing() > 4 * (1L << 32) / HASHES_PER_SECOND / 2, time.toString());
    }

    /** What the writer's own throttle loses against a simulated account of this rate, at a round trip of 30 ms. */
    @ParameterizedTest
    @CsvSource({"1, 20000, 1.83", "1, 5000, 0.26", "1, 2000, 0", "16, 20000, 0"})
    void rampUpIsWhatTheThrottleLoses(int writers, double rate, double lost) {
        assertEquals(lost, WriterPace.rampUpSeconds(1e7, writers, rate), 0.25);
    }

    @Test
    void fewEntitiesAreWrittenBeforeTheRateIsReached() {
        // 2,000 a second, doubling: 2,000 / ln 2 in the first second.
        double inASecond = 2_000 / Math.log(2);

        assertEquals(1 - inASecond / 20_000, WriterPace.rampUpSeconds(inASecond, 1, 20_000), 1e-9);
    }
}
