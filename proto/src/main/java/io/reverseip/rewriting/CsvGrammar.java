package io.reverseip.rewriting;

import io.reverseip.digest.Digest;
import io.reverseip.spelling.DigestScanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rewrites the digests in the cells of a CSV, or adds a column with their addresses. */
final class CsvGrammar implements Grammar {
    private final CsvHead head;
    private final boolean addsColumn;
    private final CsvLexer lexer;
    private final LineScanner scanner = new LineScanner();
    private long position;

    /** Of the current row: the number of the cell, where it begins, whether there is anything but blanks in it, and its digests. */
    private int cell;

    private boolean blank = true;
    private final Set<Digest> digests = new LinkedHashSet<>();
    private long rows;

    CsvGrammar(CsvHead head, Enrichment enrichment) {
        this.head = head;
        this.addsColumn = enrichment == Enrichment.ANNOTATE;
        this.lexer = new CsvLexer(head.separator());
    }

    @Override
    public void accept(byte[] piece, int from, int to, Edits edits) {
        DigestScanner.Sink found = (start, end, digest) -> found(start, end, digest, edits);
        int scanned = from;
        for (int i = from; i < to; i++) {
            CsvLexer.Kind kind = lexer.accept(piece[i]);
            if (kind == CsvLexer.Kind.PART_OF_CELL) {
                blank &= piece[i] == ' ' || piece[i] == '\t';
                continue;
            }
            // A digest is found with the byte after it at the latest, before the cell ends.
            scanner.accept(piece, scanned, i + 1, found);
            scanned = i + 1;
            if (kind == CsvLexer.Kind.END_OF_CELL) {
                cell++;
            } else {
                endRow(position + i - from, edits);
            }
        }
        scanner.accept(piece, scanned, to, found);
        position += to - from;
    }

    private void found(long from, long to, Digest digest, Edits edits) {
        if (head.column().isPresent() && head.column().getAsInt() != cell) {
            return;
        }
        if (!addsColumn) {
            edits.rewrite(from, to, digest);
        } else if (digests.size() < Rewriting.MAX_DIGESTS) {
            digests.add(digest);
        }
    }

    private void endRow(long at, Edits edits) {
        if (addsColumn && !(blank && cell == 0)) {
            addCell(at, edits);
            rows++;
        }
        cell = 0;
        blank = true;
        digests.clear();
    }

    private void addCell(long at, Edits edits) {
        String separator = String.valueOf((char) head.separator());
        if (rows == 0 && head.added().isPresent()) {
            edits.insert(at, Enrichment.bytes(separator + head.added().get()));
        } else if (digests.isEmpty()) {
            edits.insert(at, Enrichment.bytes(separator));
        } else {
            edits.insert(
                    at, List.copyOf(digests), findings -> Enrichment.bytes(separator + Enrichment.addresses(findings)));
        }
    }

    @Override
    public void end(Edits edits) throws MalformedTextException {
        scanner.end((start, end, digest) -> found(start, end, digest, edits));
        if (addsColumn && lexer.isInQuotes()) {
            throw new MalformedTextException(String.format(
                    Locale.ROOT,
                    "A quotation mark in row %,d of the CSV is not closed, so what follows cannot be divided into rows. Close it, or double it and put the cell in quotation marks.",
                    rows + 1));
        }
        endRow(position, edits);
    }

    @Override
    public long settled() {
        return scanner.settled();
    }
}
