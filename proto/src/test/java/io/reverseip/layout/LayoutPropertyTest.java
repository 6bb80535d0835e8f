package io.reverseip.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.SetArbitrary;

class LayoutPropertyTest {
    private final Digester digester = new Digester(UnsealedRecipe.PLAIN);

    private record Key(String partitionKey, String rowKey) {}

    @Property(tries = 100)
    void packedEntitiesHoldExactlyTheAddressesOfTheirBuckets(
            @ForAll("packedKeys") KeyScheme keys, @ForAll("addresses") Set<Integer> addresses) {
        Map<Key, TableEntity> table = table(Groups.packed(keys, addresses));
        Set<Integer> found = new HashSet<>();

        table.forEach((key, entity) -> {
            int[] ofBucket = PackedEntities.decode(entity);
            assertTrue(ofBucket.length > 0);
            int[] sorted = Arrays.stream(ofBucket)
                    .boxed()
                    .sorted(Integer::compareUnsigned)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertArrayEquals(sorted, ofBucket);
            for (int address : ofBucket) {
                assertTrue(digester.digest(address).hex().startsWith(key.rowKey()));
                assertTrue(found.add(address));
            }
            assertTrue(key.rowKey().startsWith(key.partitionKey()));
            assertEquals(keys.partitionChars(), key.partitionKey().length());
            assertEquals(
                    keys.partitionChars() + keys.bucketChars(), key.rowKey().length());
        });

        assertEquals(addresses, found);
    }

    @Property(tries = 100)
    void rowEntitiesAreOneForEachAddressUnderItsWholeDigest(
            @ForAll("rowsKeys") KeyScheme keys, @ForAll("addresses") Set<Integer> addresses) {
        Map<Key, TableEntity> table = table(Groups.rows(keys, addresses));
        Set<Integer> found = new HashSet<>();

        table.forEach((key, entity) -> {
            int[] one = RowEntities.decode(entity);
            assertEquals(1, one.length);
            assertEquals(digester.digest(one[0]).hex(), key.rowKey());
            assertEquals(key.rowKey().substring(0, keys.partitionChars()), key.partitionKey());
            assertTrue(found.add(one[0]));
        });

        assertEquals(addresses, found);
    }

    @Property(tries = 100)
    void aPointReadOfADigestLeadsToTheEntityWithItsAddress(
            @ForAll("layoutAndKeys") Filled filled, @ForAll("addresses") Set<Integer> addresses) {
        Map<Key, TableEntity> table = table(filled.groups(addresses));

        for (int address : addresses) {
            PointRead read = PointRead.of(filled.layout(), filled.keys(), digester.digest(address));
            TableEntity entity = table.get(new Key(read.partitionKey(), read.rowKey()));
            assertNotNull(entity);
            assertNotNull(entity.getProperty(read.property()));
            assertTrue(Arrays.stream(read.addresses(entity)).anyMatch(candidate -> candidate == address));
        }
    }

    @Property(tries = 100)
    void aPointReadOfAForeignDigestFindsNothingThatProvesIt(
            @ForAll("layoutAndKeys") Filled filled, @ForAll("addresses") Set<Integer> addresses, @ForAll int foreign) {
        Set<Integer> others = new HashSet<>(addresses);
        others.remove(foreign);
        Map<Key, TableEntity> table = table(filled.groups(others));
        Digest digest = digester.digest(foreign);

        PointRead read = PointRead.of(filled.layout(), filled.keys(), digest);
        TableEntity entity = table.get(new Key(read.partitionKey(), read.rowKey()));

        assertTrue(entity == null
                || Arrays.stream(read.addresses(entity)).noneMatch(candidate -> digester.proves(candidate, digest)));
    }

    private static Map<Key, TableEntity> table(List<Group> groups) {
        Map<Key, TableEntity> table = new HashMap<>();
        for (Group group : groups) {
            for (TableEntity entity : group.entities(Secrets.NONE)) {
                assertEquals(null, table.put(new Key(entity.getPartitionKey(), entity.getRowKey()), entity));
            }
        }
        return table;
    }

    /** A layout with a key scheme that it takes. */
    record Filled(Layout layout, KeyScheme keys) {
        List<Group> groups(Set<Integer> addresses) {
            return switch (layout) {
                case PACKED -> Groups.packed(keys, addresses);
                case ROWS -> Groups.rows(keys, addresses);
            };
        }
    }

    @Provide
    Arbitrary<KeyScheme> packedKeys() {
        // A group's buckets fit into one message only if they are not too many.
        return Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(0, 3))
                .as(KeyScheme::new);
    }

    @Provide
    Arbitrary<KeyScheme> rowsKeys() {
        return Arbitraries.integers().between(1, 5).map(partitionChars -> new KeyScheme(partitionChars, 0));
    }

    @Provide
    Arbitrary<Filled> layoutAndKeys() {
        return Arbitraries.oneOf(
                packedKeys().map(keys -> new Filled(Layout.PACKED, keys)),
                rowsKeys().map(keys -> new Filled(Layout.ROWS, keys)));
    }

    @Provide
    SetArbitrary<Integer> addresses() {
        Arbitrary<Integer> neighbours = Arbitraries.integers().between(0x08080800, 0x08080fff);
        Arbitrary<Integer> anywhere = Arbitraries.integers();
        return Arbitraries.oneOf(neighbours, anywhere).set().ofMaxSize(200);
    }
}
