package io.reverseip.digest;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How an address is written down before it is hashed. Thread-safe. */
public enum TextForm {
    /** Dotted-decimal without leading zeros and without a newline, US-ASCII: {@code 8.8.8.8}. */
    DOTTED("dotted", 15),

    /** The same and a newline, as {@code echo 8.8.8.8 | sha256sum} would have it. */
    DOTTED_NEWLINE("dotted-newline", 16),

    /** The address as an unsigned decimal integer without leading zeros, US-ASCII: {@code 134744072}. */
    DECIMAL("decimal", 10),

    /** The address as 8 lower-case hexadecimal digits, US-ASCII: {@code 08080808}. */
    HEX("hex", 8),

    /** The 4 bytes of the address, big-endian. */
    RAW("raw", 4);

    /** The longest text of any form, in bytes. */
    public static final int MAX_LENGTH = 16;

    private static final int[] POWERS_OF_TEN = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
    };

    private final String recordedName;
    private final int maxLength;

    TextForm(String recordedName, int maxLength) {
        this.recordedName = recordedName;
        this.maxLength = maxLength;
    }

    /** The longest text of this form, in bytes. */
    public int maxLength() {
        return maxLength;
    }

    /** The name in build records and on the wire. */
    public String recordedName() {
        return recordedName;
    }

    /**
     * Finds a form by the name in a build record or on the wire.
     *
     * @throws IllegalArgumentException if this version knows no such form
     */
    public static TextForm ofRecordedName(String name) {
        for (TextForm form : values()) {
            if (form.recordedName.equals(name)) {
                return form;
            }
        }
        throw new IllegalArgumentException(
                "Text form '%s' is unknown here; known: %s. Was it written by a newer version?"
                        .formatted(
                                name,
                                Arrays.stream(values())
                                        .map(TextForm::recordedName)
                                        .collect(Collectors.joining(", "))));
    }

    /**
     * Writes the text of an address.
     *
     * @param address the address, read as unsigned
     * @param target receives at most {@link #maxLength} bytes
     * @param offset index of the first byte in {@code target}
     * @return the index behind the last byte written
     */
    public int write(int address, byte[] target, int offset) {
        return switch (this) {
            case DOTTED -> writeDotted(address, target, offset);
            case DOTTED_NEWLINE -> {
                int end = writeDotted(address, target, offset);
                target[end] = '\n';
                yield end + 1;
            }
            case DECIMAL -> writeDecimal(Integer.toUnsignedLong(address), target, offset);
            case HEX -> writeHex(address, target, offset);
            case RAW -> writeRaw(address, target, offset);
        };
    }

    private static int writeDotted(int address, byte[] target, int offset) {
        int at = writeOctet(address >>> 24, target, offset);
        target[at++] = '.';
        at = writeOctet(address >>> 16 & 0xff, target, at);
        target[at++] = '.';
        at = writeOctet(address >>> 8 & 0xff, target, at);
        target[at++] = '.';
        return writeOctet(address & 0xff, target, at);
    }

    private static int writeDecimal(long address, byte[] target, int offset) {
        int at = offset;
        long rest = address;
        for (int power : POWERS_OF_TEN) {
            int digit = (int) (rest / power);
            rest -= (long) digit * power;
            if (digit > 0 || at > offset || power == 1) {
                target[at++] = (byte) ('0' + digit);
            }
        }
        return at;
    }

    private static int writeHex(int address, byte[] target, int offset) {
        for (int digit = 0; digit < 8; digit++) {
            target[offset + digit] = (byte) Character.forDigit(address >>> 28 - 4 * digit & 0xf, 16);
        }
        return offset + 8;
    }

    private static int writeRaw(int address, byte[] target, int offset) {
        for (int octet = 0; octet < 4; octet++) {
            target[offset + octet] = (byte) (address >>> 24 - 8 * octet);
        }
        return offset + 4;
    }

    private static int writeOctet(int octet, byte[] target, int offset) {
        int at = offset;
        if (octet >= 100) {
            target[at++] = (byte) ('0' + octet / 100);
        }
        if (octet >= 10) {
            target[at++] = (byte) ('0' + octet / 10 % 10);
        }
        target[at++] = (byte) ('0' + octet % 10);
        return at;
    }
}
