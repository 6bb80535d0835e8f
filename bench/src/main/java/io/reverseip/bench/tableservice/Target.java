package io.reverseip.bench.tableservice;

import java.net.URI;
import java.util.Optional;

/**
 * What a request's path names: the tables of an account, one table, its entities, one entity, or {@code $batch}.
 *
 * @param resource {@code Tables}, {@code $batch}, or the name of a table
 * @param name the table in {@code Tables('name')}
 * @param partitionKey in {@code table(PartitionKey='p',RowKey='r')}
 * @param rowKey in the same
 */
record Target(
        String account,
        String resource,
        Optional<String> name,
        Optional<String> partitionKey,
        Optional<String> rowKey) {
    private static final String PARTITION_KEY = "PartitionKey='";
    private static final String ROW_KEY = "RowKey='";

    /** @param address a path, or the whole address, percent-encoded */
    static Target of(String address) {
        String path = path(address);
        int slash = path.indexOf('/', 1);
        if (path.isEmpty() || slash < 0) {
            throw ServiceError.INVALID_INPUT.raised("The path is /<account>/<resource>.");
        }
        String account = path.substring(1, slash);
        String rest = path.substring(slash + 1);
        int bracket = rest.indexOf('(');
        if (bracket < 0) {
            return new Target(account, rest, Optional.empty(), Optional.empty(), Optional.empty());
        }
        String resource = rest.substring(0, bracket);
        String inside = rest.substring(bracket + 1, rest.length() - 1);
        if (inside.startsWith("'")) {
            return new Target(account, resource, Optional.of(quoted(inside, 1)), Optional.empty(), Optional.empty());
        }
        return new Target(account, resource, Optional.empty(), key(inside, PARTITION_KEY), key(inside, ROW_KEY));
    }

    private static String path(String address) {
        String path = address;
        if (!path.startsWith("/")) {
            int host = path.indexOf("//");
            int slash = path.indexOf('/', host + 2);
            path = host < 0 || slash < 0 ? "" : path.substring(slash);
        }
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        if (bare.contains("//")) {
            throw ServiceError.INVALID_INPUT.raised("The path has an empty segment.");
        }
        try {
            return bare.indexOf('%') < 0 ? bare : URI.create(bare).getPath();
        } catch (IllegalArgumentException e) {
            throw ServiceError.INVALID_INPUT.raised("The path cannot be read.");
        }
    }

    private static Optional<String> key(String text, String name) {
        int at = text.indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(quoted(text, at + name.length()));
    }

    /** A quote inside stands twice. */
    private static String quoted(String text, int from) {
        int end = text.indexOf('\'', from);
        while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == '\'') {
            end = text.indexOf('\'', end + 2);
        }
        if (end < 0) {
            throw ServiceError.INVALID_INPUT.raised("A quote is not closed.");
        }
        return text.substring(from, end).replace("''", "'");
    }

    boolean isEntity() {
        return partitionKey.isPresent() && rowKey.isPresent();
    }
}
