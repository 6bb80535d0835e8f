package io.reverseip.lookupapi.lookup;

/**
 * What is known of an account that lookups need. Immutable.
 *
 * @param kind how it responds
 * @param reason why it cannot be used, for operators; empty if it can
 */
record AccountState(Kind kind, String reason) {
    static final AccountState ANSWERING = new AccountState(Kind.ANSWERING, "");

    enum Kind {
        /** It can be used; throttling counts as an answer. */
        ANSWERING,
        /** It answers, but refuses access, or it is not configured. */
        REFUSING,
        /** It gives no answer. */
        SILENT
    }

    boolean isUsable() {
        return kind == Kind.ANSWERING;
    }

    /** For operators. */
    String text() {
        return isUsable() ? "answers" : reason;
    }
}
