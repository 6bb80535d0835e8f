package io.reverseip.digest;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How an address is written down before it is hashed. Thread-safe. */
public enum TextForm {
    /** Dotted-decimal without leading zeros and without a newline, US-ASCII: {@code 8.8.8.8}. */
    DOTTED("dotted");

    /** The longest text of any form, in bytes. */
    public static final int MAX_LENGTH = 15;

    private final String recordedName;

    TextForm(String recordedName) {
        this.recordedName = recordedName;
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
     * @param target receives at most {@link #MAX_LENGTH} bytes
     * @param offset index of the first byte in {@code target}
     * @return the index behind the last byte written
     */
    public int write(int address, byte[] target, int offset) {
        int at = writeOctet(address >>> 24, target, offset);
        target[at++] = '.';
        at = writeOctet(address >>> 16 & 0xff, target, at);
        target[at++] = '.';
        at = writeOctet(address >>> 8 & 0xff, target, at);
        target[at++] = '.';
        return writeOctet(address & 0xff, target, at);
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
