package io.reverseip.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnusableSecretException;
import io.reverseip.key.KeyScheme;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GroupTest {
    private static final KeyScheme KEYS = new KeyScheme(1, 1);
    private static final int[] NONE = {};

    /** printf 8.8.8.8 | sha256sum */
    private static final String HEX_OF_8888 = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";

    @Test
    void packedEntitiesAreBinaryAddressesUnderTheLeadingCharacters() {
        Group group = packed(0xa, "08080808ffffffff00000000", 14, 2, 1);

        List<TableEntity> entities = group.entities(Secrets.NONE);

        assertEquals(2, entities.size());
        assertEquals(Map.of("PartitionKey", "a", "RowKey", "ae"), keysOf(entities.get(0)));
        assertEquals(Map.of("PartitionKey", "a", "RowKey", "af"), keysOf(entities.get(1)));
        assertArrayEquals(hex("08080808ffffffff"), (byte[]) entities.get(0).getProperty("ips"));
        assertArrayEquals(hex("00000000"), (byte[]) entities.get(1).getProperty("ips"));
        // CRC-32C of "ae" and "af" in ASCII and the addresses.
        assertEquals(80261346, entities.get(0).getProperty("crc"));
        assertEquals(-1888164636, entities.get(1).getProperty("crc"));
        assertEquals(3, group.records());
    }

    @Test
    void rowEntitiesAreDottedDecimalUnderTheWholeDigest() {
        Group group = rows(new KeyScheme(4, 0), 0x838c, "08080808");

        List<TableEntity> entities = group.entities(Secrets.NONE);

        assertEquals(1, entities.size());
        assertEquals(
                Map.of("PartitionKey", "838c", "RowKey", HEX_OF_8888, "ip", "8.8.8.8"),
                entities.get(0).getProperties());
    }

    @Test
    void anEmptyBucketHasNoEntity() {
        List<TableEntity> entities =
                packed(0, "0808080808080809", 3, 0, 1, 0, 0, 1, 0).entities(Secrets.NONE);

        assertEquals(
                List.of("04", "07"),
                entities.stream().map(TableEntity::getRowKey).toList());
    }

    @Test
    void readsItsAddressesBigEndianWhateverTheBufferWasSetTo() {
        ByteBuffer buffer = ByteBuffer.wrap(hex("08080801")).order(ByteOrder.LITTLE_ENDIAN);
        // printf 8.8.8.1 | sha256sum: 729f07440727f6db107de7da81ad25bcd62c1a0fd8a1a90a0035b98d13f62e04
        Group group = new Group(Layout.ROWS, Recipe.PLAIN, new KeyScheme(2, 0), 0x72, buffer, 0, NONE);

        assertEquals("8.8.8.1", group.entities(Secrets.NONE).get(0).getProperty("ip"));
    }

    @Test
    void doesNotDependOnThePositionOfTheBufferItWasMadeOf() {
        ByteBuffer buffer = ByteBuffer.wrap(hex("ffff08080808ffff")).position(2).limit(6);
        Group group = new Group(Layout.PACKED, Recipe.PLAIN, KEYS, 0, buffer, 0, new int[] {1});

        buffer.clear();

        assertEquals(1, group.records());
        assertArrayEquals(
                hex("08080808"), (byte[]) group.entities(Secrets.NONE).get(0).getProperty("ips"));
    }

    @Test
    void refusesAPartitionThatTheSchemeDoesNotHave() {
        assertRefused("partition 16 is outside 0 to 15", () -> packed(16, "08080808", 0, 1));
        assertRefused("partition -1 is outside 0 to 15", () -> packed(-1, "08080808", 0, 1));
    }

    @Test
    void refusesBytesThatAreNotAddresses() {
        assertRefused("0 bytes of addresses", () -> packed(0, "", 0, 0));
        assertRefused("5 bytes of addresses", () -> packed(0, "0808080808", 0, 1));
    }

    @Test
    void refusesBucketsThatDoNotAddUp() {
        assertRefused("the buckets hold 2 addresses, but 4 bytes came", () -> packed(0, "08080808", 0, 1, 1));
        assertRefused("the buckets hold 0 addresses, but 4 bytes came", () -> packed(0, "08080808", 0));
        assertRefused("the buckets hold 1 addresses, but 8 bytes came", () -> packed(0, "0808080808080809", 0, 1));
    }

    @Test
    void refusesBucketsThatThePartitionDoesNotHave() {
        assertDoesNotThrow(() -> packed(0, "08080808", 15, 1));
        assertRefused("buckets 15 and 2 following", () -> packed(0, "08080808", 15, 1, 0));
        assertRefused("buckets -1", () -> packed(0, "08080808", -1, 1));
        assertRefused("buckets %d".formatted(Integer.MAX_VALUE), () -> packed(0, "08080808", Integer.MAX_VALUE, 1));
    }

    @Test
    void refusesBucketsThatNoEntityHolds() {
        assertDoesNotThrow(() -> packed(0, "08080808".repeat(16_384), 0, 16_384));
        assertRefused("a bucket of 16385 addresses", () -> packed(0, "08080808".repeat(16_385), 0, 16_385));
        assertRefused("a bucket of -1 addresses", () -> packed(0, "08080808", 0, 2, -1));
    }

    @Test
    void refusesMoreRowsThanAGroupTakes() {
        assertDoesNotThrow(() -> rows(new KeyScheme(1, 0), 0, "08080808".repeat(8_192)));
        assertRefused("8193 rows", () -> rows(new KeyScheme(1, 0), 0, "08080808".repeat(8_193)));
    }

    @Test
    void refusesRowsWithBuckets() {
        assertRefused(
                "layout rows has no buckets",
                () -> new Group(
                        Layout.ROWS, Recipe.PLAIN, new KeyScheme(1, 0), 0, buffer("08080808"), 0, new int[] {1}));
        assertRefused(
                "layout rows has no buckets",
                () -> new Group(Layout.ROWS, Recipe.PLAIN, new KeyScheme(1, 0), 0, buffer("08080808"), 1, NONE));
        assertRefused("layout rows has no buckets", () -> rows(KEYS, 0, "08080808"));
    }

    @Test
    void refusesRowsOfAnotherPartitionShowingTheAddressAndItsDigest() {
        Group group = rows(new KeyScheme(1, 0), 7, "08080808");

        String message = assertThrows(IllegalArgumentException.class, () -> group.entities(Secrets.NONE))
                .getMessage();

        assertTrue(
                message.contains("8.8.8.8") && message.contains(HEX_OF_8888) && message.contains("partition 7"),
                message);
    }

    @Test
    void rowsNeedTheSecretsOfTheirRecipeWhilePackedEntitiesNeedNoHash() {
        Recipe secret = new Recipe(TextForm.DOTTED, "pepper", "");
        Group rows = new Group(Layout.ROWS, secret, new KeyScheme(1, 0), 8, buffer("08080808"), 0, NONE);
        Group packed = new Group(Layout.PACKED, secret, KEYS, 8, buffer("08080808"), 3, new int[] {1});

        assertThrows(UnusableSecretException.class, () -> rows.entities(Secrets.NONE));
        assertEquals(1, packed.entities(Secrets.NONE).size());
    }

    @Test
    void layoutsAreFoundByTheirRecordedNames() {
        assertEquals("packed", Layout.PACKED.recordedName());
        assertEquals("rows", Layout.ROWS.recordedName());
        for (Layout layout : Layout.values()) {
            assertEquals(layout, Layout.ofRecordedName(layout.recordedName()));
        }
        String message = assertThrows(IllegalArgumentException.class, () -> Layout.ofRecordedName("columns"))
                .getMessage();
        assertEquals("Layout 'columns' is unknown; allowed are packed and rows.", message);
    }

    private static Group packed(int partition, String addresses, int firstBucket, int... sizes) {
        return new Group(Layout.PACKED, Recipe.PLAIN, KEYS, partition, buffer(addresses), firstBucket, sizes);
    }

    private static Group rows(KeyScheme keys, int partition, String addresses) {
        return new Group(Layout.ROWS, Recipe.PLAIN, keys, partition, buffer(addresses), 0, NONE);
    }

    private static Map<String, Object> keysOf(TableEntity entity) {
        Map<String, Object> properties = new HashMap<>(entity.getProperties());
        assertTrue(properties.remove("ips") instanceof byte[]);
        assertTrue(properties.remove("crc") instanceof Integer);
        return properties;
    }

    private static void assertRefused(String reason, Executable group) {
        String message = assertThrows(IllegalArgumentException.class, group).getMessage();
        assertTrue(message.startsWith("Not a group: "), message);
        assertTrue(message.contains(reason), message);
    }

    private static ByteBuffer buffer(String hex) {
        return ByteBuffer.wrap(hex(hex));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
