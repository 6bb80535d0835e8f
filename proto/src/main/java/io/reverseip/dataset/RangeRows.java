package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.address.AddressRanges;
import io.reverseip.layout.AzureLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ranges of a build, in rows of the partition of its record: RowKey {@code <build id>-ranges-<nnnn>}, the normalised ranges cut into rows of
 * at most 512 KiB, each in binary properties {@code part0} to {@code part7} of at most 64 KiB.
 */
final class RangeRows {
    private static final int RANGES_PER_PART = AzureLimits.BINARY_PROPERTY_BYTES / AddressRanges.NORMALISED_BYTES;
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

    /** The rows of some ranges, made one at a time: a million ranges are 8 MiB. */
    static Stream<TableEntity> encode(DatasetName dataset, BuildId id, AddressRanges ranges) {
        int rows = Math.ceilDiv(ranges.rangeCount(), RANGES_PER_PART * PARTS);
        return IntStream.range(0, rows).mapToObj(number -> encode(dataset, id, ranges, number));
    }

    private static TableEntity encode(DatasetName dataset, BuildId id, AddressRanges ranges, int number) {
        TableEntity row = new TableEntity(dataset.text(), rowKey(id, number));
        int from = number * RANGES_PER_PART * PARTS;
        for (int part = 0; part < PARTS && from < ranges.rangeCount(); part++) {
            int to = Math.min(ranges.rangeCount(), from + RANGES_PER_PART);
            row.addProperty("part" + part, ranges.normalised(from, to));
            from = to;
        }
        return row;
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
