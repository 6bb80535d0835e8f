package io.reverseip.hashgenerator.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestCountsTest {
    /** Long runs, short ones, single addresses, both ends of the space. */
    private static final AddressRanges RANGES = AddressRanges.parse(
            List.of("0.0.0.0-0.0.0.9", "8.8.0.0/17", "9.9.9.9", "9.9.9.11", "255.255.255.200-255.255.255.255"),
            List.of("8.8.100.3"));

    @ParameterizedTest(name = "{0} bits, {1} threads")
    @CsvSource({"1, 1", "4, 3", "8, 2", "20, 5", "23, 2"})
    void countsAsTheDefinitionDoes(int bits, int threads) throws InterruptedException {
        Map<Integer, Integer> expected = new HashMap<>();
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        RANGES.forEachRun(0, RANGES.count(), (first, length) -> {
            for (int i = 0; i < length; i++) {
                expected.merge(digester.leadingBits(first + i) >>> 32 - bits, 1, Integer::sum);
            }
        });
        AtomicLong hashed = new AtomicLong();
        try (DigestCounts counts = DigestCounts.of(
                new HashingPass(RANGES, threads, new MessageDigestEngine(), UnsealedRecipe.PLAIN, hashed::addAndGet),
                bits)) {
            for (int leading = 0; leading < 1 << bits; leading++) {
                assertEquals(expected.getOrDefault(leading, 0), counts.count(leading));
            }
        }
        assertEquals(RANGES.count(), hashed.get());
    }
}
