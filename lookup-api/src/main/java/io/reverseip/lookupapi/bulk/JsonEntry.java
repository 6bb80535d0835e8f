package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.reverseip.digest.Digest;
import io.reverseip.rewriting.MemberPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a JSON value asks for. A string is a digest, an array of 32 numbers its bytes, any other array the digests in it. Of an object it is
 * the member that is named, also a nested one ({@code client.ip_hash} or {@code client>ip_hash}, through arrays, too); where none is named,
 * the member {@code sha256}, or else all whole digests anywhere in it. {@code {"type":"Buffer","data":[…]}} is the bytes of a digest.
 *
 * @param column name of the member, if one is named
 */
record JsonEntry(Optional<MemberPath> column) {
    /** Digests of one value: they are held until the value ends. */
    private static final int MAX_DIGESTS = 1_000;

    /** Shorter texts contain no whole digest. */
    private static final int MIN_CHARS_ELSEWHERE = 43;

    private static final MemberPath DEFAULT = new MemberPath(Bulk.DEFAULT_COLUMN);
    private static final MemberPath NONE = new MemberPath("");

    private static final String BYTES_OF_BUFFER = "data";

    /** Reads the value that the parser stands on, to its end. */
    Asked read(long line, JsonParser parser) throws IOException {
        Gathered gathered = new Gathered(line);
        value(parser, true, path(), gathered);
        return gathered.asked(path());
    }

    /** Name of the member, with the names of those that contain it. */
    MemberPath path() {
        return column.orElse(DEFAULT);
    }

    /**
     * Reads a value.
     *
     * @param wanted whether the value itself is asked for
     * @param path of what is asked for in an object
     */
    private void value(JsonParser parser, boolean wanted, MemberPath path, Gathered gathered) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> gathered.text(parser.getText(), wanted);
            case START_ARRAY -> array(parser, wanted, wanted, path, gathered);
            case START_OBJECT -> object(parser, wanted, path, gathered);
            case null, default -> {}
        }
    }

    private void array(JsonParser parser, boolean textsWanted, boolean bytesWanted, MemberPath path, Gathered gathered)
            throws IOException {
        parser.nextToken();
        restOfArray(parser, textsWanted, bytesWanted, path, gathered);
    }

    /** Reads an array from its first element on, which the parser stands on. */
    private void restOfArray(
            JsonParser parser, boolean textsWanted, boolean bytesWanted, MemberPath path, Gathered gathered)
            throws IOException {
        Bytes bytes = new Bytes();
        while (parser.currentToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
            bytes.add(parser);
            value(parser, textsWanted, path, gathered);
            parser.nextToken();
        }
        bytes.digest().ifPresent(digest -> gathered.digest(digest, bytesWanted));
    }

    /** Reads an array that is a member of an object which is wanted, from its first element on. */
    void restOfArray(JsonParser parser, String name, Gathered gathered) throws IOException {
        Optional<MemberPath> inside = path().inside(name);
        boolean wanted = inside.filter(MemberPath::isEnd).isPresent();
        restOfArray(parser, wanted, wanted || isBuffer(name), inside.orElse(NONE), gathered);
    }

    private void object(JsonParser parser, boolean wanted, MemberPath path, Gathered gathered) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member(parser, name, wanted, path, gathered);
        }
    }

    /** Reads the value of a member of an object which is wanted. */
    void member(JsonParser parser, String name, Gathered gathered) throws IOException {
        member(parser, name, true, path(), gathered);
    }

    private void member(JsonParser parser, String name, boolean wanted, MemberPath path, Gathered gathered)
            throws IOException {
        Optional<MemberPath> inside = path.inside(name);
        if (inside.isPresent()) {
            value(parser, inside.get().isEnd(), inside.get(), gathered);
        } else if (wanted && isBuffer(name) && parser.currentToken() == JsonToken.START_ARRAY) {
            array(parser, false, true, NONE, gathered);
        } else if (column.isEmpty()) {
            value(parser, false, NONE, gathered);
        } else {
            parser.skipChildren();
        }
    }

    private static boolean isBuffer(String name) {
        return name.equals(BYTES_OF_BUFFER);
    }

    /** What is wrong with the text, without quoting it. */
    static String reason(IOException e) {
        return e instanceof JsonProcessingException parsing ? parsing.getOriginalMessage() : e.getMessage();
    }

    /** The numbers of an array, as long as they can be the bytes of a digest: 0 to 255, or -128 to 127. */
    private static final class Bytes {
        private final byte[] bytes = new byte[Digest.BYTES];
        private int count;
        private boolean others;

        void add(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || count == bytes.length
                    || parser.getNumberType() != JsonParser.NumberType.INT
                    || parser.getIntValue() < Byte.MIN_VALUE
                    || parser.getIntValue() > 255) {
                others = true;
            } else {
                bytes[count++] = (byte) parser.getIntValue();
            }
        }

        Optional<Digest> digest() {
            return others || count < bytes.length ? Optional.empty() : Optional.of(Digest.of(bytes));
        }
    }

    /** What was found in a value so far. */
    static final class Gathered {
        private final long line;
        private final List<Asked> wanted = new ArrayList<>();
        private final List<Asked> elsewhere = new ArrayList<>();

        Gathered(long line) {
            this.line = line;
        }

        void text(String text, boolean isWanted) {
            if (isWanted) {
                add(wanted, Asked.of(line, text));
            } else if (wanted.isEmpty() && text.length() >= MIN_CHARS_ELSEWHERE) {
                Asked asked = Asked.of(line, text);
                if (asked instanceof Asked.ForDigest || asked instanceof Asked.Several) {
                    add(elsewhere, asked);
                }
            }
        }

        void digest(Digest digest, boolean isWanted) {
            add(isWanted ? wanted : elsewhere, new Asked.ForDigest(line, digest));
        }

        private void add(List<Asked> list, Asked asked) {
            if (list.size() < MAX_DIGESTS) {
                list.add(asked);
            } else if (list.size() == MAX_DIGESTS) {
                list.add(new Asked.Malformed(
                        line, "Only the first %,d digests of a JSON value are answered.".formatted(MAX_DIGESTS)));
            }
        }

        boolean isEmpty() {
            return wanted.isEmpty() && elsewhere.isEmpty();
        }

        Asked asked(MemberPath path) {
            List<Asked> found = wanted.isEmpty() ? elsewhere : wanted;
            return switch (found.size()) {
                case 0 ->
                    new Asked.Malformed(
                            line,
                            "Give a digest as a string, or an object with the member '%s'; ?column= names another, such as client.ip_hash."
                                    .formatted(path.text()));
                case 1 -> found.getFirst();
                default -> new Asked.Several(line, found);
            };
        }
    }
}
