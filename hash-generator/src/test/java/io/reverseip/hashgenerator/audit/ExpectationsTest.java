package io.reverseip.hashgenerator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.HashingPass;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.key.KeyScheme;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationsTest {
    private static final AddressRanges RANGES =
            AddressRanges.parse(List.of("0.0.0.0-0.0.0.9", "8.8.0.0/19", "9.9.9.9", "255.255.255.200/29"), List.of());

    private static Expectations expectations(KeyScheme keys, int threads, long seed) throws InterruptedException {
        return Expectations.of(
                new HashingPass(RANGES, threads, new MessageDigestEngine(), UnsealedRecipe.PLAIN, count -> {}),
                keys,
                seed);
    }

    /** With 5 characters more than two threads share tables. */
    @ParameterizedTest(name = "{0} + {1}, {2} threads")
    @CsvSource({"1, 1, 1", "1, 7, 2", "2, 2, 3", "5, 0, 5", "5, 3, 2"})
    void fingerprintsOfWhatIsReadAddUpToThoseExpected(int partitionChars, int bucketChars, int threads)
            throws InterruptedException {
        KeyScheme keys = new KeyScheme(partitionChars, bucketChars);
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        Map<Integer, Integer> counts = new HashMap<>();
        Map<Integer, Long> fingerprints = new HashMap<>();
        try (Expectations expected = expectations(keys, threads, 42)) {
            RANGES.forEachRun(0, RANGES.count(), (first, length) -> {
                for (int i = 0; i < length; i++) {
                    int bits = digester.leadingBits(first + i);
                    int partition = keys.partition(bits);
                    counts.merge(partition, 1, Integer::sum);
                    fingerprints.merge(
                            partition,
                            expected.fingerprint(partition, keys.bucket(bits), new int[] {first + i}),
                            Long::sum);
                }
            });
            for (int partition = 0; partition < keys.partitions(); partition++) {
                assertEquals(counts.getOrDefault(partition, 0), expected.count(partition));
                assertEquals(fingerprints.getOrDefault(partition, 0L), expected.fingerprint(partition));
            }
        }
    }

    @Test
    void anotherBucketAddressOrSeedMakesAnotherFingerprint() throws InterruptedException {
        KeyScheme keys = new KeyScheme(1, 1);
        int[] addresses = {1, 2, 3};
        try (Expectations one = expectations(keys, 1, 1);
                Expectations other = expectations(keys, 1, 2)) {
            assertEquals(one.fingerprint(3, 4, addresses), one.fingerprint(3, 4, new int[] {3, 2, 1}));
            assertNotEquals(one.fingerprint(3, 4, addresses), one.fingerprint(3, 5, addresses));
            assertNotEquals(one.fingerprint(3, 4, addresses), one.fingerprint(4, 4, addresses));
            assertNotEquals(one.fingerprint(3, 4, addresses), one.fingerprint(3, 4, new int[] {1, 2, 4}));
            assertNotEquals(one.fingerprint(3, 4, addresses), other.fingerprint(3, 4, addresses));
        }
    }
}
