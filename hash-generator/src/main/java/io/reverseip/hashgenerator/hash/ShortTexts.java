package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.TextForm;
import java.util.HexFormat;

/**
 * The texts of scattered addresses, 16 bytes each in two {@code long}s, left-aligned, zeros or a terminating bit and zeros behind: by tables and shifts, without a branch
 * that the processor could guess wrong. Belongs to one thread.
 */
final class ShortTexts {
    /** The longest text. */
    static final int MAX_BYTES = 2 * Long.BYTES;

    private static final int HIGH_BYTES = Long.BYTES;
    private static final long[] POWERS_OF_TEN = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
    private static final int MAX_DECIMAL = 10;

    private final TextForm form;
    private final long[] high;
    private final long[] low;
    private final int[] lengths;
    private final long[] pieces;
    private final long[] lastPieces;
    private final int[] pieceLengths;
    private final int newline;
    private final long end;

    /**
     * @param ended whether the terminating bit of SHA-256 stands behind each text; 16 bytes have room for it except with a newline
     */
    ShortTexts(TextForm form, boolean ended, int capacity) {
        this.form = form;
        this.end = ended ? 0x80 : 0;
        this.high = new long[capacity];
        this.low = new long[capacity];
        this.lengths = new int[capacity];
        this.newline = form == TextForm.DOTTED_NEWLINE ? 1 : 0;
        int count = form == TextForm.DECIMAL ? 1_000 : 256;
        this.pieces = new long[count];
        this.lastPieces = new long[count];
        this.pieceLengths = new int[count];
        for (int number = 0; number < count; number++) {
            String digits = form == TextForm.PADDED ? "%03d".formatted(number) : Integer.toString(number);
            pieceLengths[number] = digits.length();
            switch (form) {
                case DOTTED, DOTTED_NEWLINE, PADDED -> {
                    pieces[number] = leftAligned(digits + ".");
                    lastPieces[number] = leftAligned(digits + "\n".repeat(newline) + (char) end);
                }
                case DECIMAL ->
                    pieces[number] = leftAligned("0".repeat(3 - digits.length()) + digits) >>> Byte.SIZE * 5;
                case HEX -> pieces[number] = leftAligned(HexFormat.of().toHexDigits((byte) number)) >>> Byte.SIZE * 6;
                case HEX_UPPER ->
                    pieces[number] =
                            leftAligned(HexFormat.of().withUpperCase().toHexDigits((byte) number)) >>> Byte.SIZE * 6;
                case RAW, RAW_LITTLE_ENDIAN -> pieces[number] = number;
                default -> throw unknown(form);
            }
        }
    }

    /** Whether texts of a form are written here: those that are not are written one by one, or lowered to one that is. */
    static boolean canWrite(TextForm form) {
        return switch (form) {
            case DOTTED, DOTTED_NEWLINE, PADDED, DECIMAL, HEX, HEX_UPPER, RAW, RAW_LITTLE_ENDIAN -> true;
            case DOTTED_CRLF, UTF16LE, MAPPED, MAPPED_RAW -> false;
        };
    }

    private static IllegalArgumentException unknown(TextForm form) {
        return new IllegalArgumentException("it does not write texts of form " + form.recordedName());
    }

    private static long leftAligned(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            bytes |= (long) text.charAt(i) << Byte.SIZE * (HIGH_BYTES - 1 - i);
        }
        return bytes;
    }

    /** Lengths of the texts in bytes. */
    int[] lengths() {
        return lengths;
    }

    /**
     * Puts a word of each text, which are shifted to the right.
     *
     * @param word 0 to 4
     * @param shift bits, 0 to 24
     * @param shared bits that all words get besides
     * @param target receives the words from index {@code offset} on
     */
    void putWord(int word, int shift, int shared, int[] target, int offset, int count) {
        // Two shifts where one would be by 64, which is none.
        switch (word) {
            case 0 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = shared | (int) (high[i] >>> 32 + shift);
                }
            }
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = shared | (int) (high[i] >>> shift);
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = shared | (int) ((high[i] << 63 - shift << 1 | low[i] >>> shift) >>> 32);
                }
            }
            case 3 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = shared | (int) (low[i] >>> shift);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = shared | (int) (low[i] << 63 - shift << 1 >>> 32);
                }
            }
        }
    }

    /** Writes the texts of the addresses at indexes {@code from} to {@code from + count - 1}. */
    void write(int[] addresses, int from, int count) {
        switch (form) {
            case DOTTED, DOTTED_NEWLINE, PADDED -> writeDotted(addresses, from, count);
            case DECIMAL -> writeDecimal(addresses, from, count);
            case HEX, HEX_UPPER -> writeHex(addresses, from, count);
            case RAW -> writeRaw(addresses, from, count);
            case RAW_LITTLE_ENDIAN -> writeRawLittleEndian(addresses, from, count);
            default -> throw unknown(form);
        }
    }

    private void writeDotted(int[] addresses, int from, int count) {
        for (int i = 0; i < count; i++) {
            int address = addresses[from + i];
            int first = address >>> 24;
            int second = address >>> 16 & 0xff;
            int third = address >>> 8 & 0xff;
            int fourth = address & 0xff;
            int firstBits = 8 * pieceLengths[first] + 8;
            int firstTwoBits = firstBits + 8 * pieceLengths[second] + 8;
            int thirdBits = 8 * pieceLengths[third] + 8;
            long firstTwo = pieces[first] | pieces[second] >>> firstBits;
            long lastTwo = pieces[third] | lastPieces[fourth] >>> thirdBits;
            high[i] = firstTwo | lastTwo >>> (firstTwoBits >>> 1) >>> (firstTwoBits >>> 1);
            low[i] = lastTwo << 64 - firstTwoBits;
            lengths[i] = (firstTwoBits + thirdBits >>> 3) + pieceLengths[fourth] + newline;
        }
    }

    private void writeDecimal(int[] addresses, int from, int count) {
        for (int i = 0; i < count; i++) {
            long number = Integer.toUnsignedLong(addresses[from + i]);
            int thousands = (int) (number / 1_000);
            int millions = thousands / 1_000;
            int billions = millions / 1_000;
            long last = pieces[(int) (number - thousands * 1_000L)];
            long tenDigitsHigh = ('0' + (long) billions) << 56
                    | pieces[millions - billions * 1_000] << 32
                    | pieces[thousands - millions * 1_000] << 8
                    | last >>> 16;
            long tenDigitsLow = last << 48 | end << 40;
            int digits = digits(number);
            int shift = Byte.SIZE * (MAX_DECIMAL - digits);
            if (shift < Long.SIZE) {
                high[i] = tenDigitsHigh << shift | tenDigitsLow >>> 63 - shift >>> 1;
                low[i] = tenDigitsLow << shift;
            } else {
                high[i] = tenDigitsLow << shift - Long.SIZE;
                low[i] = 0;
            }
            lengths[i] = digits;
        }
    }

    private static int digits(long number) {
        int nearly = (Long.SIZE - Long.numberOfLeadingZeros(number | 1)) * 1_233 >>> 12;
        return number < POWERS_OF_TEN[nearly] ? Math.max(1, nearly) : nearly + 1;
    }

    private void writeHex(int[] addresses, int from, int count) {
        for (int i = 0; i < count; i++) {
            int address = addresses[from + i];
            high[i] = pieces[address >>> 24] << 48
                    | pieces[address >>> 16 & 0xff] << 32
                    | pieces[address >>> 8 & 0xff] << 16
                    | pieces[address & 0xff];
            low[i] = end << 56;
            lengths[i] = 8;
        }
    }

    private void writeRaw(int[] addresses, int from, int count) {
        for (int i = 0; i < count; i++) {
            high[i] = (long) addresses[from + i] << 32 | end << 24;
            lengths[i] = 4;
        }
    }

    private void writeRawLittleEndian(int[] addresses, int from, int count) {
        for (int i = 0; i < count; i++) {
            high[i] = (long) Integer.reverseBytes(addresses[from + i]) << 32 | end << 24;
            lengths[i] = 4;
        }
    }
}
