package io.reverseip.dataset;

import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.address.AddressRanges;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** The rows that hold the ranges of builds, see {@link RangeRows}. Thread-safe. */
final class RangeStore {
    /** A row is up to 512 KiB: few at a time, so that a million ranges are read within a small heap. */
    private static final int ROWS_PER_PAGE = 2;

    private final BuildTable table;

    RangeStore(BuildTable table) {
        this.table = table;
    }

    void write(DatasetName dataset, BuildId id, AddressRanges ranges) {
        RangeRows.encode(dataset, id, ranges).forEach(table::upsert);
    }

    /**
     * The ranges of a build, verified against the number of addresses and the SHA-256 in its record.
     *
     * @throws UnreadableBuildException if they are not the ranges that the build was started with
     */
    AddressRanges read(Build build) {
        List<byte[]> parts = new ArrayList<>();
        readParts(build, parts::add);
        requireIntact(build, parts);
        AddressRanges ranges = decode(build, parts);
        if (ranges.count() != build.records()) {
            throw UnreadableBuildException.ofRanges(
                    build, "they hold %,d addresses, but the build has %,d".formatted(ranges.count(), build.records()));
        }
        return ranges;
    }

    /**
     * Makes sure that the ranges of a build are recorded as it was started with: records them again if rows are missing or damaged.
     *
     * @param addresses the ranges of the build
     * @return whether they had to be recorded again
     */
    boolean restore(Build build, AddressRanges addresses) {
        MessageDigest sha256 = sha256();
        readParts(build, sha256::update);
        if (isRecorded(build, sha256)) {
            return false;
        }
        if (!RangesSummary.of(addresses).equals(build.parameters().ranges())) {
            throw new IllegalArgumentException(
                    "These are not the ranges of build %s: %s".formatted(build.id(), addresses));
        }
        delete(build.dataset(), build.id());
        write(build.dataset(), build.id(), addresses);
        return true;
    }

    private void readParts(Build build, Consumer<byte[]> consumer) {
        table.forEach(
                new ListEntitiesOptions()
                        .setFilter(filter(build.dataset(), build.id()))
                        .setTop(ROWS_PER_PAGE),
                row -> RangeRows.parts(row).forEach(consumer));
    }

    private static void requireIntact(Build build, List<byte[]> parts) {
        MessageDigest sha256 = sha256();
        parts.forEach(sha256::update);
        if (!isRecorded(build, sha256)) {
            throw UnreadableBuildException.ofRanges(
                    build,
                    "rows '%s-ranges-<number>' of table %s hold %,d of %,d bytes or other ones than recorded"
                            .formatted(
                                    build.id(),
                                    BuildTable.NAME,
                                    bytes(parts),
                                    8L * build.parameters().ranges().ranges()));
        }
    }

    private static boolean isRecorded(Build build, MessageDigest sha256) {
        return HexFormat.of()
                .formatHex(sha256.digest())
                .equals(build.parameters().ranges().sha256());
    }

    private static AddressRanges decode(Build build, List<byte[]> parts) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(bytes(parts)));
        parts.forEach(bytes::put);
        parts.clear();
        try {
            return AddressRanges.ofNormalised(bytes.array());
        } catch (IllegalArgumentException e) {
            throw UnreadableBuildException.ofRanges(build, e.getMessage());
        }
    }

    private static long bytes(List<byte[]> parts) {
        return parts.stream().mapToLong(part -> part.length).sum();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    void delete(DatasetName dataset, BuildId id) {
        List<TableEntity> rows = new ArrayList<>();
        table.forEach(keys().setFilter(filter(dataset, id)), rows::add);
        rows.forEach(table::delete);
    }

    /** The keys of the rows of builds started before a time, recorded or not. */
    List<TableEntity> startedBefore(Instant time) {
        List<TableEntity> rows = new ArrayList<>();
        table.forEach(keys(), row -> {
            if (RangeRows.buildOf(row).filter(id -> id.isBefore(time)).isPresent()) {
                rows.add(row);
            }
        });
        return rows;
    }

    private static ListEntitiesOptions keys() {
        return new ListEntitiesOptions().setSelect(List.of("PartitionKey", "RowKey"));
    }

    private static String filter(DatasetName dataset, BuildId id) {
        return "PartitionKey eq '%s' and RowKey ge '%s' and RowKey lt '%s-ranges-:'"
                .formatted(dataset, RangeRows.rowKey(id, 0), id);
    }
}
