package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String HEX = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";

    @Test
    void readsUpperAndLowerCaseAndAnyMixture() {
        Digest digest = Digest.parse(HEX);

        assertEquals(HEX, digest.hex());
        assertEquals(digest, Digest.parse(HEX.toUpperCase(Locale.ROOT)));
        assertEquals(digest, Digest.parse(HEX.substring(0, 32).toUpperCase(Locale.ROOT) + HEX.substring(32)));
    }

    @ParameterizedTest
    @MethodSource("notDigests")
    void refusesAnythingElseShowingItAndWhatIsAllowed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Digest.parse(text))
                .getMessage();

        assertTrue(message.startsWith("'" + text + "' is not a SHA-256 digest"), message);
        assertTrue(message.contains("64 hexadecimal characters"), message);
        assertTrue(message.contains("these are " + text.length()), message);
    }

    static Stream<String> notDigests() {
        return Stream.of(
                "",
                HEX.substring(1),
                HEX + "0",
                HEX.substring(1) + "g",
                HEX.substring(1) + "G",
                " " + HEX,
                HEX + "\n",
                " " + HEX.substring(1),
                "0x" + HEX.substring(2),
                HEX.replaceFirst("5$", "\uff15"),
                HEX.replaceFirst("5$", "\u0665"),
                HEX.replaceFirst("a", "\uff41"));
    }

    @Test
    void abbreviatesALongTextInItsRefusal() {
        String message = assertThrows(IllegalArgumentException.class, () -> Digest.parse("a".repeat(100_000)))
                .getMessage();

        assertTrue(message.length() < 300, message);
        assertTrue(message.contains("these are 100000"), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void refusesAnyOtherNumberOfBytes(int bytes) {
        assertThrows(IllegalArgumentException.class, () -> Digest.of(new byte[bytes]));
    }

    @Property
    void hexReadsBackToTheSameDigest(@ForAll @Size(32) byte[] bytes) {
        Digest digest = Digest.of(bytes);

        assertEquals(HexFormat.of().formatHex(bytes), digest.hex());
        assertEquals(digest, Digest.parse(digest.hex()));
        assertEquals(digest.hashCode(), Digest.parse(digest.hex()).hashCode());
    }

    @Property
    void leadingBitsAreTheFirstEightHexCharacters(@ForAll @Size(32) byte[] bytes) {
        Digest digest = Digest.of(bytes);

        assertEquals(digest.hex().substring(0, 8), String.format("%08x", digest.leadingBits()));
    }

    @Test
    void isNotChangedThroughTheBytesItWasMadeOf() {
        byte[] bytes = HexFormat.of().parseHex(HEX);
        Digest digest = Digest.of(bytes);

        bytes[0] = 0;

        assertEquals(HEX, digest.hex());
    }

    @Test
    void differsFromADigestThatDiffersInTheLastBitOnly() {
        assertNotEquals(Digest.parse(HEX), Digest.parse(HEX.replaceFirst("5$", "4")));
    }
}
