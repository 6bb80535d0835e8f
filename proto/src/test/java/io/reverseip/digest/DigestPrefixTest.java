package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestPrefixTest {
    private static final String HEX = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";

    @Property
    void beginsTheDigestsThatShareItsBits(
            @ForAll @Size(32) byte[] bytes,
            @ForAll @IntRange(min = DigestPrefix.MIN_BITS, max = DigestPrefix.MAX_BITS) int bits,
            @ForAll @IntRange(max = 255) int flipped) {
        byte[] other = bytes.clone();
        other[flipped / 8] ^= (byte) (0x80 >> flipped % 8);
        DigestPrefix prefix = DigestPrefix.of(bytes, bits);

        assertTrue(prefix.begins(Digest.of(bytes)));
        assertTrue(prefix.mayBegin(Digest.of(bytes).leadingBits()));
        assertTrue(prefix.begins(prefix.first()));
        assertEquals(flipped >= bits, prefix.begins(Digest.of(other)));
        assertEquals(
                flipped >= Math.min(32, bits), prefix.mayBegin(Digest.of(other).leadingBits()));
        assertEquals(Digest.of(bytes).hex().substring(0, bits / 4), prefix.hex());
    }

    @Property
    void hexReadsBack(@ForAll @Size(32) byte[] bytes, @ForAll @IntRange(min = 6, max = 63) int chars) {
        String hex = Digest.of(bytes).hex().substring(0, chars);

        assertEquals(hex, DigestPrefix.parse(hex.toUpperCase(Locale.ROOT)).hex());
        assertEquals(DigestPrefix.of(bytes, 4 * chars), DigestPrefix.parse(hex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "838c4", "838c4g", HEX, "0x838c4c", " 838c4c"})
    void refusesAnythingElseAndSaysWhatIsAllowed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> DigestPrefix.parse(text))
                .getMessage();

        assertTrue(message.contains("give 6 to 63 hexadecimal characters"), message);
        assertTrue(message.contains("these are " + text.length()), message);
    }

    @Test
    void refusesBitsThatAreNotKnown() {
        assertThrows(IllegalArgumentException.class, () -> new DigestPrefix(Digest.parse(HEX), 255));
        assertThrows(IllegalArgumentException.class, () -> DigestPrefix.of(new byte[32], 23));
        assertThrows(IllegalArgumentException.class, () -> DigestPrefix.of(new byte[32], 256));
    }

    @Test
    void countsWhatIsExpectedByChance() {
        assertEquals(256, DigestPrefix.parse("838c4c").byChance(1L << 32));
        assertEquals(1.0 / 256, DigestPrefix.parse("838c4c2573").byChance(1L << 32));
        assertFalse(DigestPrefix.parse("838c4d").begins(Digest.parse(HEX)));
    }
}
