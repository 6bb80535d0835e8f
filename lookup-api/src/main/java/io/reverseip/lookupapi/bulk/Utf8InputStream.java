package io.reverseip.lookupapi.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** Characters as bytes of UTF-8. */
final class Utf8InputStream extends InputStream {
    private final Reader reader;
    private final char[] characters = new char[4 * 1024];

    /** Characters at the beginning that belong to the next bytes: the first half of a surrogate pair, or none. */
    private int kept;

    private byte[] bytes = {};
    private int position;

    Utf8InputStream(Reader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        return position < bytes.length || fill() ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == bytes.length && !fill()) {
            return -1;
        }
        int copied = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, target, offset, copied);
        position += copied;
        return copied;
    }

    private boolean fill() throws IOException {
        int read = reader.read(characters, kept, characters.length - kept);
        int count = kept + Math.max(0, read);
        if (count == 0) {
            return false;
        }
        boolean splitsPair = read > 0 && Character.isHighSurrogate(characters[count - 1]);
        int complete = splitsPair ? count - 1 : count;
        bytes = new String(characters, 0, complete).getBytes(StandardCharsets.UTF_8);
        position = 0;
        kept = splitsPair ? 1 : 0;
        characters[0] = splitsPair ? characters[complete] : characters[0];
        return bytes.length > 0 || fill();
    }
}
