package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.TextForm;

/**
 * How the texts of consecutive addresses end: the part that differs between addresses which share all before it. These are runs of 256
 * addresses, which share three octets, or of 1,000, which share all but three decimal digits. Made from the {@linkplain TextForm text
 * form} itself, so that it says in one place how an address is written. Immutable.
 */
final class Endings {
    private final TextForm form;
    private final int count;
    private final int firstOfRun;
    private final int start;

    Endings(TextForm form) {
        this.form = form;
        this.count = form == TextForm.DECIMAL ? 1_000 : 256;
        // A run whose texts have a beginning; the shortest there is.
        this.firstOfRun = form == TextForm.DECIMAL ? 1_000 : 0;
        this.start = switch (form) {
            case DOTTED, DOTTED_NEWLINE, DOTTED_CRLF -> "0.0.0.".length();
            case PADDED -> "000.000.000.".length();
            case MAPPED -> "::ffff:0.0.0.".length();
            case UTF16LE -> 2 * "0.0.0.".length();
            case DECIMAL -> "1".length();
            case HEX, HEX_UPPER -> "000000".length();
            case RAW -> 3;
            case MAPPED_RAW -> 15;
            case RAW_LITTLE_ENDIAN -> 0;
        };
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** The number of an address's ending. */
    int of(int address) {
        return Integer.remainderUnsigned(address, count);
    }

    /** How many addresses from this one on share its beginning. */
    int after(int address) {
        return count - of(address);
    }

    /**
     * Whether the text of an address is a beginning and an ending: decimal numbers below 1,000 have no zeros before them, and little-endian
     * bytes begin with what differs.
     */
    boolean haveOneLengthFor(int address) {
        return form != TextForm.RAW_LITTLE_ENDIAN && Integer.compareUnsigned(address, firstOfRun) >= 0;
    }

    /** Length of an ending in bytes. */
    int length(int ending) {
        return form.write(firstOfRun + ending, new byte[TextForm.MAX_LENGTH], 0) - start;
    }

    /**
     * Writes an ending.
     *
     * @return the index behind its last byte
     */
    int write(int ending, byte[] target, int offset) {
        byte[] text = new byte[TextForm.MAX_LENGTH];
        int length = form.write(firstOfRun + ending, text, 0) - start;
        System.arraycopy(text, start, target, offset, length);
        return offset + length;
    }
}
