package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextFormTest {
    private static final int[] OCTETS_AT_BOUNDARIES = {0, 1, 9, 10, 11, 99, 100, 101, 199, 200, 249, 250, 254, 255};

    @Test
    void dottedIsTheUsualTextAtEveryBoundaryOfEveryOctet() {
        for (int a : OCTETS_AT_BOUNDARIES) {
            for (int b : OCTETS_AT_BOUNDARIES) {
                for (int c : OCTETS_AT_BOUNDARIES) {
                    for (int d : OCTETS_AT_BOUNDARIES) {
                        assertEquals(reference(a << 24 | b << 16 | c << 8 | d), dotted(a << 24 | b << 16 | c << 8 | d));
                    }
                }
            }
        }
    }

    @Test
    void dottedIsTheUsualTextOfEveryOctet() {
        for (int octet = 0; octet < 256; octet++) {
            assertEquals(reference(octet * 0x01010101), dotted(octet * 0x01010101));
        }
    }

    @Property
    void dottedIsTheUsualTextOfAnyAddress(@ForAll int address) {
        assertEquals(reference(address), dotted(address));
    }

    @Test
    void writesBehindTheOffsetAndNothingElse() {
        byte[] target = new byte[TextForm.MAX_LENGTH + 4];
        Arrays.fill(target, (byte) '#');

        int end = TextForm.DOTTED.write(0x0a00007f, target, 2);

        assertEquals(12, end);
        assertArrayEquals("##10.0.0.127#######".getBytes(StandardCharsets.US_ASCII), target);
    }

    @Test
    void theLongestTextFits() {
        assertEquals(TextForm.MAX_LENGTH, TextForm.DOTTED.write(-1, new byte[TextForm.MAX_LENGTH], 0));
    }

    @Test
    void isFoundByItsRecordedName() {
        assertEquals("dotted", TextForm.DOTTED.recordedName());
        assertSame(TextForm.DOTTED, TextForm.ofRecordedName("dotted"));
    }

    @Test
    void refusesAnUnknownNameShowingTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> TextForm.ofRecordedName("DOTTED"))
                .getMessage();

        assertTrue(message.contains("'DOTTED'") && message.contains("known: dotted"), message);
    }

    private static String dotted(int address) {
        byte[] text = new byte[TextForm.MAX_LENGTH];
        return new String(text, 0, TextForm.DOTTED.write(address, text, 0), StandardCharsets.US_ASCII);
    }

    private static String reference(int address) {
        return String.format(
                "%d.%d.%d.%d", address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff);
    }
}
