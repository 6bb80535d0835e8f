package io.reverseip.rewriting;

import io.reverseip.digest.Digest;
import io.reverseip.spelling.DigestScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites the digests in the strings of JSON, or adds members with their addresses. Only strings and brackets are recognised, so that no
 * other byte changes; what is no JSON stays as it is. Strings are searched without their escape sequences, and each of their characters
 * keeps the position where it is spelled: a digest may be spelled with escape sequences ({@code \/} in base64), and none is cut in two.
 */
final class JsonGrammar implements Grammar {
    /** Strings that are nested deeper are not searched. */
    private static final int MAX_DEPTH = 100;

    /** End of the name of a member that is added. */
    private static final String ADDED = "_ip";

    private static final byte NO_ASCII = (byte) 0x80;

    /** At least one more than {@link DigestScanner#MAX_BYTES}, and a power of two. */
    private static final int RING = 128;

    private final boolean addsMembers;
    private final Optional<MemberPath> member;
    private final boolean isLines;
    private final DigestScanner scanner = new DigestScanner((from, to, digest) -> found(from, to, digest));

    private Edits edits;
    private long position;

    private final Deque<Level> levels = new ArrayDeque<>();
    private long levelsBeyond;
    private Value value;
    private boolean nameFollows;

    /** Of the last member: the blanks before its name, the name as it is spelled, and what stands between it and the value. */
    private final ShortText lead = new ShortText();

    private final ShortText name = new ShortText();
    private final ShortText gap = new ShortText();
    private boolean inGap;

    /** Of the current string. */
    private boolean inString;

    private boolean isName;
    private boolean isSearched;
    private Escape escape = Escape.NONE;
    private int codeUnit;
    private int hexDigits;
    private final Set<Digest> digests = new LinkedHashSet<>();

    /** Number of characters, as bytes without escape sequences, and where each of the last begins in the text. */
    private long characters;

    private final long[] positions = new long[RING];
    private final byte[] single = new byte[1];

    private enum Escape {
        NONE,
        AFTER_BACKSLASH,
        /** In the four digits of {@code \u0022}. */
        IN_CODE_UNIT
    }

    /**
     * An array or an object.
     *
     * @param values what the values in it are, as long as no name says more
     */
    private record Level(boolean isObject, Value values) {}

    /**
     * What is known of a value before it begins.
     *
     * @param isSearched whether digests in it are rewritten
     * @param path of the members in it that are searched; empty if none is, or all are
     * @param isMember whether it has a name
     */
    private record Value(boolean isSearched, Optional<MemberPath> path, boolean isMember) {}

    /** Bytes that are kept as long as there are few. */
    private static final class ShortText {
        private static final int MAX = 1_024;

        private final byte[] bytes = new byte[MAX];
        private int length;

        void clear() {
            length = 0;
        }

        void add(byte next) {
            if (length < MAX) {
                bytes[length] = next;
            }
            length = Math.min(length + 1, MAX + 1);
        }

        boolean isComplete() {
            return length <= MAX;
        }

        String text() {
            return isComplete() ? new String(bytes, 0, length, StandardCharsets.UTF_8) : "";
        }
    }

    /**
     * @param member path of the member that is searched; all strings are if empty
     * @param isLines whether each line has a value of its own
     */
    JsonGrammar(Enrichment enrichment, Optional<MemberPath> member, boolean isLines) {
        this.addsMembers = enrichment == Enrichment.ANNOTATE;
        this.member = member;
        this.isLines = isLines;
        this.value = root();
    }

    private Value root() {
        return new Value(member.isEmpty(), member, false);
    }

    @Override
    public void accept(byte[] piece, int from, int to, Edits edits) {
        this.edits = edits;
        for (int i = from; i < to; i++) {
            byte next = piece[i];
            if (isLines && (next == '\n' || next == '\r')) {
                endLine();
            } else if (inString) {
                inString(next);
            } else {
                outsideStrings(next);
            }
            position++;
        }
    }

    @Override
    public void end(Edits edits) {
        this.edits = edits;
        endLine();
    }

    @Override
    public long settled() {
        return inString && isSearched ? spelledAt(Math.max(0, characters - DigestScanner.MAX_BYTES)) : position;
    }

    /** The next value does not depend on what stands before. */
    private void endLine() {
        if (inString) {
            endSearch();
            digests.clear();
        }
        inString = false;
        inGap = false;
        nameFollows = false;
        levels.clear();
        levelsBeyond = 0;
        value = root();
    }

    private void outsideStrings(byte next) {
        switch (next) {
            case '"' -> beginString();
            case '{', '[' -> open(next == '{');
            case '}', ']' -> close();
            case ',' -> beginElement();
            case ':', ' ', '\t', '\n', '\r' -> {
                if (nameFollows) {
                    lead.add(next);
                } else if (inGap) {
                    gap.add(next);
                }
            }
            default -> inGap = false;
        }
    }

    private void open(boolean isObject) {
        inGap = false;
        if (levels.size() == MAX_DEPTH) {
            levelsBeyond++;
            return;
        }
        // The elements of an array in the outermost object are entries like those of an outermost array.
        boolean hasEntries = !isObject
                && !isLines
                && levels.size() == 1
                && levels.getFirst().isObject()
                && value.path().isEmpty();
        Value values = new Value(
                value.isSearched() && (!isObject || member.isEmpty()), hasEntries ? member : value.path(), false);
        levels.push(new Level(isObject, values));
        beginElement();
    }

    private void close() {
        inGap = false;
        nameFollows = false;
        if (levelsBeyond > 0) {
            levelsBeyond--;
        } else {
            levels.poll();
        }
    }

    private void beginElement() {
        inGap = false;
        if (levelsBeyond == 0 && !levels.isEmpty()) {
            value = levels.getFirst().values();
            nameFollows = levels.getFirst().isObject();
            lead.clear();
        }
    }

    private void beginString() {
        inString = true;
        inGap = false;
        isName = nameFollows && levelsBeyond == 0;
        isSearched = levelsBeyond == 0 && (isName ? member.isEmpty() : value.isSearched());
        escape = Escape.NONE;
        characters = 0;
        positions[0] = position + 1;
        if (isName) {
            name.clear();
        }
    }

    private void inString(byte next) {
        if (escape == Escape.NONE && next == '"') {
            endString();
            return;
        }
        if (isName) {
            name.add(next);
        }
        switch (escape) {
            case NONE -> {
                if (next == '\\') {
                    escape = Escape.AFTER_BACKSLASH;
                } else {
                    character(next);
                }
            }
            case AFTER_BACKSLASH -> {
                if (next == 'u') {
                    escape = Escape.IN_CODE_UNIT;
                    codeUnit = 0;
                    hexDigits = 0;
                } else {
                    character(unescaped(next));
                }
            }
            case IN_CODE_UNIT -> {
                codeUnit = codeUnit << 4 | Math.max(0, Character.digit(next, 16));
                if (++hexDigits == 4) {
                    character(codeUnit <= Byte.MAX_VALUE ? (byte) codeUnit : NO_ASCII);
                }
            }
        }
    }

    private void character(byte character) {
        escape = Escape.NONE;
        if (isSearched) {
            single[0] = character;
            scanner.accept(single, 0, 1);
            characters++;
            positions[(int) characters & RING - 1] = position + 1;
        }
    }

    private static byte unescaped(byte character) {
        return (byte)
                switch (character) {
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> character;
                };
    }

    private long spelledAt(long character) {
        return positions[(int) character & RING - 1];
    }

    private void found(long from, long to, Digest digest) {
        if (!getsMember()) {
            edits.rewrite(spelledAt(from), spelledAt(to), digest);
        } else if (digests.size() < Rewriting.MAX_DIGESTS) {
            digests.add(digest);
        }
    }

    /** Whether a member is added after the one whose value the current string is. */
    private boolean getsMember() {
        return addsMembers && !isName && value.isMember() && name.isComplete();
    }

    private void endSearch() {
        if (isSearched) {
            scanner.end();
        }
        isSearched = false;
    }

    private void endString() {
        endSearch();
        inString = false;
        if (isName) {
            nameFollows = false;
            inGap = true;
            gap.clear();
            value = ofMember(levels.getFirst().values());
        } else if (!digests.isEmpty()) {
            String blanks = lead.text();
            String addedName = name.text() + ADDED;
            String between = gap.text();
            edits.insert(position + 1, List.copyOf(digests), findings -> {
                String addresses = Enrichment.addresses(findings);
                return Enrichment.bytes(
                        addresses.isEmpty()
                                ? ""
                                : ",%s\"%s\"%s\"%s\"".formatted(blanks, addedName, between, addresses));
            });
        }
        digests.clear();
    }

    /** What the value of the member is whose name was read. */
    private Value ofMember(Value values) {
        if (member.isEmpty()) {
            return new Value(true, Optional.empty(), true);
        }
        Optional<MemberPath> inside =
                name.isComplete() ? values.path().flatMap(path -> path.inside(unescapedName())) : Optional.empty();
        return new Value(inside.filter(MemberPath::isEnd).isPresent(), inside, true);
    }

    private String unescapedName() {
        String spelled = name.text();
        StringBuilder unescaped = new StringBuilder();
        for (int i = 0; i < spelled.length(); i++) {
            char next = spelled.charAt(i);
            if (next != '\\' || i + 1 == spelled.length()) {
                unescaped.append(next);
            } else if (spelled.charAt(++i) != 'u' || i + 4 >= spelled.length()) {
                unescaped.append((char) unescaped((byte) spelled.charAt(i)));
            } else {
                int unit = 0;
                for (int end = i + 4; i < end; ) {
                    unit = unit << 4 | Math.max(0, Character.digit(spelled.charAt(++i), 16));
                }
                unescaped.append((char) unit);
            }
        }
        return unescaped.toString();
    }
}
