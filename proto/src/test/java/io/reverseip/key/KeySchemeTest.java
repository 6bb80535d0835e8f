package io.reverseip.key;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.layout.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySchemeTest {
    @ParameterizedTest
    @CsvSource({
        "PACKED, 4294967296, 4, 2",
        "PACKED, 16777216, 2, 2",
        "PACKED, 65536, 1, 1",
        "PACKED, 1, 1, 1",
        "PACKED, 131072, 1, 1",
        "PACKED, 131073, 1, 2",
        "PACKED, 2097152, 1, 2",
        "PACKED, 2097153, 2, 2",
        "ROWS, 4294967296, 4, 0",
        "ROWS, 16777216, 2, 0",
        "ROWS, 65536, 1, 0",
        "ROWS, 1, 1, 0",
        "ROWS, 1048576, 1, 0",
        "ROWS, 1048577, 2, 0",
    })
    void suitsTheNumberOfRecords(Layout layout, long records, int partitionChars, int bucketChars) {
        assertEquals(new KeyScheme(partitionChars, bucketChars), layout.automaticKeyScheme(records));
    }

    @Test
    void theWholeSpacePackedHas65536PartitionsOf256BucketsIn256Units() {
        KeyScheme keys = Layout.PACKED.automaticKeyScheme(1L << 32);

        assertEquals(65_536, keys.partitions());
        assertEquals(256, keys.buckets());
        assertEquals(256, keys.units());
    }

    @Test
    void theDigestOf8888ChoosesPartition838cAndBucket4c() {
        KeyScheme keys = new KeyScheme(4, 2);
        int leadingBits = 0x838c4c25;

        assertEquals(0x838c, keys.partition(leadingBits));
        assertEquals(0x4c, keys.bucket(leadingBits));
        assertEquals("838c", keys.partitionKey(0x838c));
        assertEquals("838c4c", keys.bucketKey(0x838c, 0x4c));
    }

    @Test
    void keysKeepTheirLeadingZeros() {
        assertEquals("0000a", new KeyScheme(5, 3).partitionKey(10));
        assertEquals("0000a00b", new KeyScheme(5, 3).bucketKey(10, 11));
        assertEquals("f0000000", new KeyScheme(1, 7).bucketKey(15, 0));
    }

    @Test
    void withoutBucketCharactersABucketIsItsPartition() {
        KeyScheme keys = new KeyScheme(5, 0);

        assertEquals(1, keys.buckets());
        assertEquals(0, keys.bucket(-1));
        assertEquals("fffff", keys.bucketKey(keys.partition(-1), 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, Partition characters must be 1 to 5",
        "-1, 2, Partition characters must be 1 to 5",
        "6, 0, Partition characters must be 1 to 5",
        "1, -1, Bucket characters must be 0 to 7",
        "1, 8, Bucket characters must be 0 to 7",
        "2, 7, together must be at most 8",
        "5, 4, together must be at most 8",
    })
    void refusesCharactersOutsideTheLimits(int partitionChars, int bucketChars, String reason) {
        String message = assertThrows(IllegalArgumentException.class, () -> new KeyScheme(partitionChars, bucketChars))
                .getMessage();

        assertTrue(message.contains(reason), message);
        assertTrue(message.contains(Integer.toString(partitionChars == 1 ? bucketChars : partitionChars)), message);
    }

    @Test
    void takesPackedBucketsOf4096AddressesAndNotOneMore() {
        KeyScheme keys = new KeyScheme(1, 1);

        assertDoesNotThrow(() -> Layout.PACKED.requireFits(keys, 4_096 * 256));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Layout.PACKED.requireFits(keys, 4_096 * 256 + 1))
                .getMessage();
        assertTrue(message.startsWith("1 + 1 characters"), message);
        assertTrue(message.contains("(automatic: 1 + 2)"), message);
    }

    @Test
    void aRefusalNeverShowsANumberThatWouldBeAllowed() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Layout.PACKED.requireFits(new KeyScheme(1, 1), 4_096 * 256 + 1))
                .getMessage();

        assertTrue(message.contains("%,d addresses".formatted(4_097)), message);
    }

    @Test
    void refusesBucketCharactersInLayoutRows() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Layout.ROWS.requireFits(new KeyScheme(4, 2), 1))
                .getMessage();

        assertEquals("Layout rows has no buckets: bucket characters must be 0, not 2.", message);
    }

    @Test
    void rowsTakeAnyNumberOfRecords() {
        assertDoesNotThrow(() -> Layout.ROWS.requireFits(new KeyScheme(1, 0), 1L << 32));
    }
}
