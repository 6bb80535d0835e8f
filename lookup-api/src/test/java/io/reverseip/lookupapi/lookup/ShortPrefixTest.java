package io.reverseip.lookupapi.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.lookupapi.TestDatasets;
import io.reverseip.lookupapi.lookup.PrefixAnswer.Match;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prefixes that are shorter than, as long as, or longer than the key of a bucket. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortPrefixTest {
    private static final Digester DIGESTER = new Digester(UnsealedRecipe.PLAIN);

    private final Vertx vertx = Vertx.vertx();

    /** Two addresses whose digests share the first 24 bits, and neither the first 28 nor more. */
    private int one;

    private int other;
    private TestLookup parts;
    private Lookup lookup;

    @BeforeAll
    void fillOneDatasetOfEachKind() throws Exception {
        Map<Integer, Integer> addresses = new HashMap<>();
        for (int address = 0x0a000000; other == 0; address++) {
            int bits = DIGESTER.leadingBits(address);
            Integer before = addresses.put(bits >>> 8, address);
            if (before != null && (DIGESTER.leadingBits(before) ^ bits) >>> 4 != 0) {
                one = before;
                other = address;
            }
        }
        StorageAccounts accounts = Accounts.of(
                vertx,
                Map.of("accounts.main.connection-string", AzuriteAccount.take().connectionString()));
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        AddressRanges ranges = AddressRanges.parse(
                List.of(DottedDecimal.format(one), DottedDecimal.format(other), "8.8.8.8"), List.of());
        for (KeyScheme keys : List.of(new KeyScheme(4, 2), new KeyScheme(4, 3), new KeyScheme(5, 3))) {
            datasets.publish(datasets.fill(
                    "packed-%d-%d".formatted(keys.partitionChars(), keys.bucketChars()),
                    Layout.PACKED,
                    keys,
                    "main",
                    ranges));
        }
        datasets.publish(datasets.fill("rows", Layout.ROWS, new KeyScheme(1, 0), "main", ranges));
        parts = new TestLookup(accounts, 64);
        lookup = parts.lookup(TestLookup.LONG);
    }

    @AfterAll
    void close() {
        parts.close();
        vertx.close();
    }

    @ParameterizedTest
    @CsvSource({"packed-4-2", "packed-4-3", "packed-5-3", "rows"})
    void findsAllAddressesInAllBuckets(String dataset) {
        assertEquals(Set.of(one, other), matches(dataset, 24));
        for (int bits = 25; bits <= 28; bits++) {
            boolean shared = DigestPrefix.of(bytes(one), bits).begins(DIGESTER.digest(other));
            assertEquals(shared ? Set.of(one, other) : Set.of(one), matches(dataset, bits));
        }
        assertEquals(Set.of(one), matches(dataset, 32));
        assertEquals(Set.of(one), matches(dataset, 90));
    }

    private Set<Integer> matches(String dataset, int bits) {
        PrefixAnswer.Matches found = assertInstanceOf(
                PrefixAnswer.Matches.class,
                lookup.matches(DigestPrefix.of(bytes(one), bits), Optional.of(dataset), Priority.INTERACTIVE));
        return found.matches().stream().map(Match::address).collect(Collectors.toSet());
    }

    private static byte[] bytes(int address) {
        return HexFormat.of().parseHex(DIGESTER.digest(address).hex());
    }
}
