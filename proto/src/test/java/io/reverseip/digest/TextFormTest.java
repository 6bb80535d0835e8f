package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        byte[] target = new byte[20];
        Arrays.fill(target, (byte) '#');

        int end = TextForm.DOTTED.write(0x0a00007f, target, 2);

        assertEquals(12, end);
        assertArrayEquals("##10.0.0.127########".getBytes(StandardCharsets.US_ASCII), target);
    }

    @ParameterizedTest
    @EnumSource(TextForm.class)
    void theLongestTextOfEachFormIsAsLongAsItSays(TextForm form) {
        assertEquals(form.maxLength(), form.write(-1, new byte[form.maxLength()], 0));
        assertTrue(form.maxLength() <= TextForm.MAX_LENGTH);
    }

    @Property
    void theOtherFormsAreTheUsualTextsOfAnyAddress(@ForAll int address) {
        assertEquals(reference(address) + "\n", text(TextForm.DOTTED_NEWLINE, address));
        assertEquals(Integer.toUnsignedString(address), text(TextForm.DECIMAL, address));
        assertEquals(String.format("%08x", address), text(TextForm.HEX, address));
        assertEquals(
                reference(address),
                text(TextForm.RAW, address).chars().mapToObj(Integer::toString).collect(Collectors.joining(".")));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 9, 10, 99, 100, 999, 1_000, 999_999_999, 1_000_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void decimalHasNoLeadingZeros(int address) {
        assertEquals(Integer.toUnsignedString(address), text(TextForm.DECIMAL, address));
    }

    @Test
    void isFoundByItsRecordedName() {
        assertEquals("dotted", TextForm.DOTTED.recordedName());
        for (TextForm form : TextForm.values()) {
            assertSame(form, TextForm.ofRecordedName(form.recordedName()));
        }
    }

    @Test
    void refusesAnUnknownNameShowingTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> TextForm.ofRecordedName("DOTTED"))
                .getMessage();

        assertTrue(message.contains("'DOTTED'") && message.contains("known: dotted"), message);
    }

    private static String dotted(int address) {
        return text(TextForm.DOTTED, address);
    }

    private static String text(TextForm form, int address) {
        byte[] text = new byte[form.maxLength()];
        return new String(text, 0, form.write(address, text, 0), StandardCharsets.ISO_8859_1);
    }

    private static String reference(int address) {
        return String.format(
                "%d.%d.%d.%d", address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff);
    }
}
