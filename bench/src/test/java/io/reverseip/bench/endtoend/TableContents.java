package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.layout.PointRead;
import java.util.BitSet;

/** Reads a build's table whole and holds it against the addresses it should have. */
final class TableContents {
    private TableContents() {}

    /** Asserts that each address stands once, under the key of its digest, and nothing else does. */
    static void assertComplete(StorageAccounts accounts, JsonNode summary, AddressRanges ranges) {
        assertComplete(accounts, summary, ranges, UnsealedRecipe.PLAIN);
    }

    /** The same for digests by a recipe. */
    static void assertComplete(
            StorageAccounts accounts, JsonNode summary, AddressRanges ranges, UnsealedRecipe recipe) {
        assertComplete(
                accounts.table(LocalSystem.ACCOUNT, summary.get("table").asText()),
                Layout.ofRecordedName(summary.get("layout").asText()),
                new KeyScheme(
                        summary.get("partitionChars").asInt(),
                        summary.get("bucketChars").asInt()),
                ranges,
                recipe);
    }

    /** The same for a build as it is recorded. */
    static void assertComplete(StorageAccounts accounts, Build build, AddressRanges ranges, UnsealedRecipe recipe) {
        assertComplete(
                accounts.table(LocalSystem.ACCOUNT, build.tableName()),
                build.layout(),
                build.keyScheme(),
                ranges,
                recipe);
    }

    private static void assertComplete(
            TableClient table, Layout layout, KeyScheme keys, AddressRanges ranges, UnsealedRecipe recipe) {
        Digester digester = new Digester(recipe);
        BitSet found = new BitSet();
        for (TableEntity entity : table.listEntities()) {
            PointRead any = new PointRead(layout, entity.getPartitionKey(), entity.getRowKey(), "");
            for (int address : any.addresses(entity)) {
                PointRead right = PointRead.of(layout, keys, digester.digest(address));
                assertEquals(right.partitionKey(), entity.getPartitionKey(), () -> DottedDecimal.format(address));
                assertEquals(right.rowKey(), entity.getRowKey(), () -> DottedDecimal.format(address));
                int ordinal = (int) ranges.countBelow(Integer.toUnsignedLong(address));
                assertFalse(found.get(ordinal), () -> "twice: " + DottedDecimal.format(address));
                found.set(ordinal);
            }
        }
        assertEquals(ranges.count(), found.cardinality());
    }
}
