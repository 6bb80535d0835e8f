package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.address.AddressRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ranges of a build, in rows of the partition of its record: RowKey {@code <build id>-ranges-<nnnn>}, the normalised ranges cut into rows of
 * at most 512 KiB, each in binary properties {@code part0} to {@code part7} of at most 64 KiB (Azure's limit for one).
 */
final class RangeRows {
    private static final int PART_BYTES = 64 * 1024;
    private static final int PARTS = 8;
    private static final Pattern ROW_KEY = Pattern.compile("([0-9a-z]{12})-ranges-[0-9]{4}");

    private RangeRows() {}

    static String rowKey(BuildId id, int number) {
        return String.format(Locale.ROOT, "%s-ranges-%04d", id, number);
    }

    /** The build whose ranges a row holds; empty if it holds something else. */
    static Optional<BuildId> buildOf(TableEntity row) {
        Matcher matcher = ROW_KEY.matcher(row.getRowKey());
        return matcher.matches() ? Optional.of(new BuildId(matcher.group(1))) : Optional.empty();
    }

    static List<TableEntity> encode(DatasetName dataset, BuildId id, AddressRanges ranges) {
        byte[] bytes = ranges.normalised();
        List<TableEntity> rows = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += PARTS * PART_BYTES) {
            TableEntity row = new TableEntity(dataset.text(), rowKey(id, rows.size()));
            int end = Math.min(bytes.length, start + PARTS * PART_BYTES);
            for (int from = start; from < end; from += PART_BYTES) {
                row.addProperty(
                        "part" + (from - start) / PART_BYTES,
                        Arrays.copyOfRange(bytes, from, Math.min(end, from + PART_BYTES)));
            }
            rows.add(row);
        }
        return rows;
    }

    /** The bytes of normalised ranges in a row, in the order of its parts. */
    static List<byte[]> parts(TableEntity row) {
        List<byte[]> parts = new ArrayList<>();
        for (int part = 0; part < PARTS && row.getProperty("part" + part) instanceof byte[] bytes; part++) {
            parts.add(bytes);
        }
        return parts;
    }
}
