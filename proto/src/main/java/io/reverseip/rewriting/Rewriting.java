package io.reverseip.rewriting;

import io.reverseip.digest.Digest;
import io.reverseip.spelling.DigestScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/**
 * A text of any length with the addresses of the digests in it, as an {@link Enrichment} puts them there; all other bytes stay as they are.
 * The text is read in pieces and given as {@link Part}s as soon as they are certain: with each end of a line at the latest, or else
 * {@value #MAX_HELD} bytes later. So memory depends neither on the length of the text nor on that of its lines. Only whole digests count, as
 * {@link DigestScanner} finds them; text is UTF-8 or another superset of ASCII.
 *
 * <p>Belongs to one thread at a time.
 */
public final class Rewriting {
    /** Maximum number of digests of one row or one string: they are held until it ends. Further ones have no address in its annotation. */
    static final int MAX_DIGESTS = 1_000;

    /** Maximum number of bytes that can be rewritten still: each byte of a digest can be an escape sequence of six characters. */
    static final int MAX_HELD = 6 * DigestScanner.MAX_BYTES + 6;

    private static final int BUFFER = 8 * 1024;

    private final InputStream stream;
    private final Enrichment enrichment;
    private final Grammar grammar;
    private final Queue<Part> parts = new ArrayDeque<>();
    private final Edits edits = new BufferEdits();
    private final byte[] buffer = new byte[BUFFER];

    /** What is certain and belongs to the next part. */
    private final ByteArrayOutputStream certain = new ByteArrayOutputStream();

    /** Position in the text of the first byte in the buffer. */
    private long first;

    private int filled;

    /** Position in the text: what stands before it is in parts, or certain. */
    private long settled;

    private boolean ended;

    private Rewriting(InputStream stream, Enrichment enrichment, Grammar grammar) {
        this.stream = stream;
        this.enrichment = enrichment;
        this.grammar = grammar;
    }

    /** Any text: digests anywhere in it are rewritten where they stand. */
    public static Rewriting ofText(InputStream stream, Enrichment enrichment) {
        return new Rewriting(stream, enrichment, new TextGrammar());
    }

    /**
     * Comma-, semicolon- or tab-separated values (RFC 4180), whose first row is read. {@link Enrichment#ANNOTATE} adds a column {@code ip} at
     * the end, with the addresses of the digests of the row.
     *
     * @param column name of the column that has the digests; if empty, all are searched
     * @param separator that is certain, such as the tabulator of tab-separated values; if empty, the most frequent one on the first line
     * @throws MalformedTextException if there is no such column, or the first row is too long
     */
    public static Rewriting ofCsv(
            InputStream stream, Enrichment enrichment, Optional<String> column, Optional<Character> separator)
            throws IOException {
        CsvHead head = CsvHead.read(stream, column, separator);
        return new Rewriting(head.whole(), enrichment, new CsvGrammar(head, enrichment));
    }

    /**
     * A JSON text. {@link Enrichment#ANNOTATE} adds a member after each one whose string has digests; other strings are annotated in place.
     * Whether it is JSON is not checked.
     *
     * @param member path of the member that has the digests; if empty, all strings are searched
     */
    public static Rewriting ofJson(InputStream stream, Enrichment enrichment, Optional<MemberPath> member) {
        return new Rewriting(stream, enrichment, new JsonGrammar(enrichment, member, false));
    }

    /** The same, of a JSON value on each line. */
    public static Rewriting ofJsonLines(InputStream stream, Enrichment enrichment, Optional<MemberPath> member) {
        return new Rewriting(stream, enrichment, new JsonGrammar(enrichment, member, true));
    }

    /**
     * The next part; empty behind the last.
     *
     * @throws MalformedTextException if the text ends too early
     * @throws IOException if it cannot be read
     */
    public Optional<Part> next() throws IOException {
        while (parts.isEmpty() && !ended) {
            int read = stream.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                ended = true;
                grammar.end(edits);
                settle(first + filled);
            } else {
                filled += read;
                grammar.accept(buffer, filled - read, filled, edits);
                settle(Math.max(settled, grammar.settled()));
                removeSettled();
            }
            if (certain.size() > 0) {
                parts.add(Part.of(takeCertain()));
            }
        }
        return Optional.ofNullable(parts.poll());
    }

    /** Takes what stands before a position in the text as it is. */
    private void settle(long to) {
        certain.write(buffer, (int) (settled - first), (int) (to - settled));
        settled = to;
    }

    private byte[] takeCertain() {
        byte[] taken = certain.toByteArray();
        certain.reset();
        return taken;
    }

    /** Makes room in the buffer. */
    private void removeSettled() {
        int removed = (int) (settled - first);
        System.arraycopy(buffer, removed, buffer, 0, filled - removed);
        filled -= removed;
        first = settled;
    }

    /** Changes the text in the buffer. */
    private final class BufferEdits implements Edits {
        @Override
        public void rewrite(long from, long to, Digest digest) {
            settle(from);
            byte[] spelled = Arrays.copyOfRange(buffer, (int) (from - first), (int) (to - first));
            settled = to;
            parts.add(new Part(
                    takeCertain(), List.of(digest), findings -> enrichment.inPlace(spelled, findings.getFirst())));
        }

        @Override
        public void insert(long at, List<Digest> digests, Function<List<Finding>, byte[]> inserted) {
            settle(at);
            parts.add(new Part(takeCertain(), digests, inserted));
        }

        @Override
        public void insert(long at, byte[] inserted) {
            settle(at);
            certain.writeBytes(inserted);
        }
    }
}
