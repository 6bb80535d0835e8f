package io.reverseip.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.key.KeyScheme;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PointReadTest {
    /** printf 8.8.8.8 | sha256sum */
    private static final String HEX_OF_8888 = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";

    private static final Digest DIGEST = Digest.parse(HEX_OF_8888);

    @Test
    void packedReadsTheBucketOfTheDigest() {
        assertEquals(
                new PointRead(Layout.PACKED, "838c", "838c4c", "ips"),
                PointRead.of(Layout.PACKED, new KeyScheme(4, 2), DIGEST));
    }

    @Test
    void rowsReadsTheWholeDigest() {
        assertEquals(
                new PointRead(Layout.ROWS, "838c", HEX_OF_8888, "ip"),
                PointRead.of(Layout.ROWS, new KeyScheme(4, 0), DIGEST));
    }

    @Test
    void packedAddressesAreUnsignedBigEndianInTheirOrder() {
        byte[] bytes = {8, 8, 8, 8, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xfe};

        assertArrayEquals(new int[] {0x08080808, -2}, read(Layout.PACKED).addresses(entity("ips", bytes)));
    }

    @Test
    void packedAddressesAreReadWithTheirChecksumWithoutOneAndNotWithAnother() {
        TableEntity written = new Group(
                        Layout.PACKED,
                        Recipe.PLAIN,
                        new KeyScheme(4, 0),
                        0x838c,
                        ByteBuffer.wrap(new byte[] {8, 8, 8, 8}),
                        0,
                        new int[] {1})
                .entities(Secrets.NONE)
                .getFirst();
        assertArrayEquals(new int[] {0x08080808}, read(Layout.PACKED).addresses(written));

        written.addProperty("ips", new byte[] {8, 8, 8, 9});

        String message = assertThrows(
                        UnreadableEntityException.class,
                        () -> read(Layout.PACKED).addresses(written))
                .getMessage();
        assertTrue(message.contains("property 'crc' is not the checksum of property 'ips'"), message);
        written.getProperties().remove("crc");
        assertArrayEquals(new int[] {0x08080809}, read(Layout.PACKED).addresses(written));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void refusesAnEntityOfAnotherProgramNamingIt(Layout layout, TableEntity entity) {
        String message = assertThrows(
                        UnreadableEntityException.class, () -> read(layout).addresses(entity))
                .getMessage();

        assertTrue(message.contains("(838c, its-row-key)"), message);
        assertTrue(message.contains("property '%s'".formatted(read(layout).property())), message);
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of(Layout.PACKED, entity("other", new byte[4])),
                Arguments.of(Layout.PACKED, entity("ips", "8.8.8.8")),
                Arguments.of(Layout.PACKED, entity("ips", new byte[0])),
                Arguments.of(Layout.PACKED, entity("ips", new byte[5])),
                Arguments.of(Layout.ROWS, entity("other", "8.8.8.8")),
                Arguments.of(Layout.ROWS, entity("ip", new byte[4])),
                Arguments.of(Layout.ROWS, entity("ip", 134744072)),
                Arguments.of(Layout.ROWS, entity("ip", "")),
                Arguments.of(Layout.ROWS, entity("ip", "dns.google")),
                Arguments.of(Layout.ROWS, entity("ip", "8.8.8.08")),
                Arguments.of(Layout.ROWS, entity("ip", "8.8.8.0/24")),
                Arguments.of(Layout.ROWS, entity("ip", "::1")));
    }

    private static PointRead read(Layout layout) {
        return PointRead.of(layout, new KeyScheme(4, 0), DIGEST);
    }

    private static TableEntity entity(String property, Object value) {
        return new TableEntity("838c", "its-row-key").addProperty(property, value);
    }
}
