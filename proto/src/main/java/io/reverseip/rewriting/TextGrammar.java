package io.reverseip.rewriting;

/** Rewrites digests anywhere. */
final class TextGrammar implements Grammar {
    private final LineScanner scanner = new LineScanner();

    @Override
    public void accept(byte[] piece, int from, int to, Edits edits) {
        scanner.accept(piece, from, to, edits::rewrite);
    }

    @Override
    public void end(Edits edits) {
        scanner.end(edits::rewrite);
    }

    @Override
    public long settled() {
        return scanner.settled();
    }
}
