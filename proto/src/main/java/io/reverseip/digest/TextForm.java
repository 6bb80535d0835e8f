package io.reverseip.digest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
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
    RAW("raw", 4),

    /** The dotted text, a carriage return and a line feed. */
    DOTTED_CRLF("dotted-crlf", 17),

    /** Four octets of three digits, US-ASCII: {@code 008.008.008.008}. */
    PADDED("padded", 15),

    /** The address as 8 upper-case hexadecimal digits, US-ASCII: {@code 0A00007F}. */
    HEX_UPPER("hex-upper", 8),

    /** The 4 bytes of the address, little-endian. */
    RAW_LITTLE_ENDIAN("raw-little-endian", 4),

    /** The dotted text in UTF-16LE without a byte order mark. */
    UTF16LE("utf16le", 30),

    /** The address as dual-stack sockets write it, US-ASCII: {@code ::ffff:8.8.8.8}. */
    MAPPED("mapped", 22),

    /** The 16 bytes of the IPv6 address that an IPv4 address is mapped to. */
    MAPPED_RAW("mapped-raw", 16);

    /** The longest text of any form, in bytes. */
    public static final int MAX_LENGTH = 30;

    private static final byte[] MAPPED_PREFIX = "::ffff:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAPPED_RAW_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

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

    /** Whether version 1 of the formats knows this form. */
    boolean isOfVersionOne() {
        return switch (this) {
            case DOTTED, DOTTED_NEWLINE, DECIMAL, HEX, RAW -> true;
            case DOTTED_CRLF, PADDED, HEX_UPPER, RAW_LITTLE_ENDIAN, UTF16LE, MAPPED, MAPPED_RAW -> false;
        };
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
            case HEX -> writeHex(address, HexFormat.of(), target, offset);
            case RAW -> writeRaw(address, target, offset);
            case DOTTED_CRLF -> writeDottedCrLf(address, target, offset);
            case PADDED -> writePadded(address, target, offset);
            case HEX_UPPER -> writeHex(address, HexFormat.of().withUpperCase(), target, offset);
            case RAW_LITTLE_ENDIAN -> writeRaw(Integer.reverseBytes(address), target, offset);
            case UTF16LE -> writeUtf16(address, target, offset);
            case MAPPED -> writeMapped(address, target, offset);
            case MAPPED_RAW -> writeMappedRaw(address, target, offset);
        };
    }

    /** The number of bytes of the text of an address. */
    public int length(int address) {
        return write(address, new byte[MAX_LENGTH], 0);
    }

    private static int writeDottedCrLf(int address, byte[] target, int offset) {
        int end = writeDotted(address, target, offset);
        target[end] = '\r';
        target[end + 1] = '\n';
        return end + 2;
    }

    private static int writeMapped(int address, byte[] target, int offset) {
        System.arraycopy(MAPPED_PREFIX, 0, target, offset, MAPPED_PREFIX.length);
        return writeDotted(address, target, offset + MAPPED_PREFIX.length);
    }

    private static int writeMappedRaw(int address, byte[] target, int offset) {
        System.arraycopy(MAPPED_RAW_PREFIX, 0, target, offset, MAPPED_RAW_PREFIX.length);
        return writeRaw(address, target, offset + MAPPED_RAW_PREFIX.length);
    }

    private static int writePadded(int address, byte[] target, int offset) {
        int at = offset;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int octet = address >>> shift & 0xff;
            target[at++] = (byte) ('0' + octet / 100);
            target[at++] = (byte) ('0' + octet / 10 % 10);
            target[at++] = (byte) ('0' + octet % 10);
            if (shift > 0) {
                target[at++] = '.';
            }
        }
        return at;
    }

    private static int writeUtf16(int address, byte[] target, int offset) {
        int length = writeDotted(address, target, offset) - offset;
        for (int i = length - 1; i >= 0; i--) {
            target[offset + 2 * i] = target[offset + i];
            target[offset + 2 * i + 1] = 0;
        }
        return offset + 2 * length;
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

    private static int writeHex(int address, HexFormat format, byte[] target, int offset) {
        for (int digit = 0; digit < 8; digit++) {
            target[offset + digit] = (byte) format.toLowHexDigit(address >>> 28 - 4 * digit);
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
