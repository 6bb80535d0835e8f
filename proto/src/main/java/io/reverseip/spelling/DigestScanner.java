package io.reverseip.spelling;

import static io.reverseip.spelling.Alphabet.BASE64;
import static io.reverseip.spelling.Alphabet.HEX;

import io.reverseip.digest.Digest;
import java.util.Optional;

/**
 * Finds whole digests in a text of any length that arrives in pieces: log lines, CSV, JSON, prose, in UTF-8 or another superset of ASCII.
 * What is found does not depend on how the text is cut. A digest is bounded by characters that cannot belong to it; a {@code =} before it
 * is such a character. An escape sequence before it ({@code %22}, {@code \x22}, {@code \u0022}) is no part of it.
 *
 * <p>One pass with constant memory. Each byte extends or ends a run of hexadecimal characters and a run of base64 characters; only runs of
 * the right length are decoded, from a ring of the last {@value #RECENT} bytes, which holds the longest spelling and what precedes it.
 * Pairs of hexadecimal characters with a separator after them form a chain, which is a digest if it ends after 32 pairs.
 *
 * <p>Belongs to one thread at a time.
 */
public final class DigestScanner {
    /** Maximum length of what is reported, in bytes: nothing that is found later begins earlier than so many bytes before the end. */
    public static final int MAX_BYTES = 112;

    private static final int RECENT = 128;
    private static final byte BOUNDARY = '\n';

    /** What a byte can belong to; hexadecimal characters are base64, too. */
    private static final byte[] KINDS = new byte[256];

    private static final byte HEX_CHARACTER = 2;
    private static final byte BASE64_CHARACTER = 1;

    static {
        for (int i = 0; i < KINDS.length; i++) {
            KINDS[i] = HEX.has((byte) i) ? HEX_CHARACTER : BASE64.has((byte) i) ? BASE64_CHARACTER : 0;
        }
    }

    /** What makes an escape sequence, and how many hexadecimal characters follow. */
    private enum Escape {
        PERCENT("%", 2),
        BYTE("\\x", 2),
        UTF_16("\\u", 4);

        private final String text;
        private final int chars;

        Escape(String text, int chars) {
            this.text = text;
            this.chars = chars;
        }
    }

    private final Sink sink;
    private final byte[] recent = new byte[RECENT];

    /** Number of bytes that were read. */
    private long position;

    /** Lengths of the runs that end with the last byte. */
    private long hexRun;

    private long base64Run;

    /** Of the chain of pairs: the separator is 0 where no chain is open, and stands last before the chain's end. */
    private long chainStart;

    private long chainEnd;
    private long chainPairs;
    private byte chainSeparator;

    /** A digest in base64 or base32, which is complete once its padding has ended. */
    private Optional<Digest> unpadded = Optional.empty();

    private long unpaddedStart;
    private long unpaddedEnd;
    private boolean unpaddedIsBase64;

    /** Receives what is found, in the order of the text. */
    @FunctionalInterface
    public interface Sink {
        /**
         * A digest was found.
         *
         * @param from position of its first byte in the text, from 0; a prefix such as {@code sha256:} or {@code 0x} belongs to it
         * @param to position after its last byte; padding belongs to it
         */
        void found(long from, long to, Digest digest);
    }

    public DigestScanner(Sink sink) {
        this.sink = sink;
    }

    /** Reads the next piece of the text. */
    public void accept(byte[] piece, int from, int to) {
        for (int i = from; i < to; i++) {
            byte next = piece[i];
            step(next);
            recent[(int) position & RECENT - 1] = next;
            position++;
        }
    }

    /** Ends the text. Another one may follow; its positions begin at 0. */
    public void end() {
        step(BOUNDARY);
        chainSeparator = 0;
        position = 0;
    }

    private void step(byte next) {
        if (unpadded.isPresent() && next != Alphabet.PADDING) {
            endPadding();
        }
        byte kind = KINDS[next & 0xff];
        if (kind == HEX_CHARACTER) {
            hexRun++;
            base64Run++;
            if (hexRun == 3 && chainSeparator != 0) {
                // No pair: the chain ended with the pair before.
                endChain();
            }
            return;
        }
        if (hexRun > 0) {
            endHexRun(next);
            hexRun = 0;
        } else if (chainSeparator != 0) {
            endChain();
        }
        if (kind == BASE64_CHARACTER) {
            base64Run++;
        } else if (base64Run > 0) {
            endBase64Run();
            base64Run = 0;
            if (next != Alphabet.PADDING) {
                endPadding();
            }
        }
    }

    private void endHexRun(byte next) {
        if (hexRun == 2 && !(next >= 0 && Character.isLetterOrDigit(next))) {
            endPair(next);
            return;
        }
        if (chainSeparator != 0) {
            endChain();
        }
        if (hexRun == Digest.HEX_CHARS || hexRun > Digest.HEX_CHARS && escapes(hexRun - Digest.HEX_CHARS)) {
            found(position - Digest.HEX_CHARS, position, HEX);
        }
    }

    /** Whether so many hexadecimal characters at the beginning of the run belong to an escape sequence. */
    private boolean escapes(long chars) {
        for (Escape escape : Escape.values()) {
            if (chars == escape.chars && isBefore(position - hexRun, escape.text)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBefore(long at, String text) {
        if (at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (recentAt(at - text.length() + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A pair continues the open chain; a separator after it keeps the chain open, and another than before begins a new one. */
    private void endPair(byte next) {
        if (chainSeparator != 0) {
            chainPairs++;
            chainEnd = position;
            if (next == chainSeparator || endChain()) {
                return;
            }
        }
        chainStart = position - 2;
        chainEnd = position;
        chainPairs = 1;
        chainSeparator = Spellings.isSeparator(next) ? next : 0;
    }

    /** Whether the chain was a digest. */
    private boolean endChain() {
        boolean whole = chainPairs == Digest.BYTES;
        if (whole) {
            report(chainStart, chainEnd, Optional.of(digestOfChain()));
        }
        chainSeparator = 0;
        return whole;
    }

    private Digest digestOfChain() {
        byte[] text = copy(chainStart, chainEnd);
        return Digest.of(Spellings.separated(text, 0, text.length));
    }

    private void endBase64Run() {
        if (base64Run < Spellings.BASE64_CHARS || base64Run > Spellings.BASE32_CHARS + Prefix.MAX_CHARS) {
            return;
        }
        byte[] run = copy(position - base64Run, position);
        int start = Prefix.startOf(run, 0, run.length)
                .filter(prefix -> prefix.other().isEmpty())
                .map(Prefix::length)
                .orElse(0);
        for (int from : new int[] {0, start}) {
            int chars = run.length - from;
            if (unpadded.isEmpty() && (chars == Spellings.BASE64_CHARS || chars == Spellings.BASE32_CHARS)) {
                unpaddedIsBase64 = chars == Spellings.BASE64_CHARS;
                unpadded = unpaddedIsBase64
                        ? Spellings.base64(run, from, run.length)
                        : Spellings.base32(run, from, run.length);
                unpaddedStart = position - chars;
                unpaddedEnd = position;
            }
        }
    }

    private void endPadding() {
        long padding = position - unpaddedEnd;
        if (padding == 0 || padding == (unpaddedIsBase64 ? 1 : Spellings.BASE32_PADDING)) {
            report(unpaddedStart, position, unpadded);
        }
        unpadded = Optional.empty();
    }

    private void found(long from, long to, Alphabet alphabet) {
        byte[] text = copy(from, to);
        report(from, to, Optional.of(Digest.of(alphabet.decode(text, 0, text.length))));
    }

    private void report(long from, long to, Optional<Digest> digest) {
        digest.ifPresent(found -> sink.found(from - prefixLength(from), to, found));
    }

    private int prefixLength(long at) {
        byte[] before = copy(Math.max(0, at - Prefix.MAX_CHARS - 1), at);
        return Prefix.endOf(before).map(Prefix::length).orElse(0);
    }

    private byte recentAt(long at) {
        return recent[(int) at & RECENT - 1];
    }

    private byte[] copy(long from, long to) {
        byte[] copy = new byte[(int) (to - from)];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = recentAt(from + i);
        }
        return copy;
    }
}
