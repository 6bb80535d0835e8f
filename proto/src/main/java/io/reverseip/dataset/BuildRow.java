package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.TextForm;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The build record, format version 1: one entity of table {@value Builds#TABLE}, PartitionKey dataset, RowKey build id. */
final class BuildRow {
    static final int FORMAT_VERSION = 1;
    static final String STATE = "state";
    static final String READY_AT = "readyAt";

    private BuildRow() {}

    static TableEntity encode(Build build) {
        BuildParameters parameters = build.parameters();
        return new TableEntity(build.dataset().text(), build.id().text())
                .addProperty("formatVersion", FORMAT_VERSION)
                .addProperty(STATE, build.state().name())
                .addProperty("tableName", build.tableName())
                .addProperty("ranges", parameters.ranges().ranges())
                .addProperty("rangesSha256", parameters.ranges().sha256())
                .addProperty("records", parameters.ranges().addresses())
                .addProperty("textForm", parameters.recipe().textForm().recordedName())
                .addProperty("prefixSecret", parameters.recipe().prefixSecret())
                .addProperty("suffixSecret", parameters.recipe().suffixSecret())
                .addProperty("recipeCheck", build.recipeCheck())
                .addProperty("layout", parameters.layout().recordedName())
                .addProperty("partitionChars", parameters.keyScheme().partitionChars())
                .addProperty("bucketChars", parameters.keyScheme().bucketChars())
                .addProperty("units", build.units())
                .addProperty("accounts", String.join(",", parameters.accounts()))
                .addProperty("createdAt", time(build.created()));
    }

    /**
     * @throws UnreadableBuildException if the record is of another format version, or damaged
     */
    static Build decode(TableEntity row) {
        Object version = row.getProperty("formatVersion");
        if (!Integer.valueOf(FORMAT_VERSION).equals(version)) {
            throw new UnreadableBuildException(
                    row, "its format version is %s, this program reads %d".formatted(version, FORMAT_VERSION));
        }
        try {
            return new Build(
                    new DatasetName(row.getPartitionKey()),
                    new BuildId(row.getRowKey()),
                    BuildState.valueOf(property(row, STATE, String.class)),
                    new BuildParameters(
                            new RangesSummary(
                                    property(row, "ranges", Integer.class),
                                    property(row, "records", Long.class),
                                    property(row, "rangesSha256", String.class)),
                            new Recipe(
                                    TextForm.ofRecordedName(property(row, "textForm", String.class)),
                                    property(row, "prefixSecret", String.class),
                                    property(row, "suffixSecret", String.class)),
                            Layout.ofRecordedName(property(row, "layout", String.class)),
                            new KeyScheme(
                                    property(row, "partitionChars", Integer.class),
                                    property(row, "bucketChars", Integer.class)),
                            List.of(property(row, "accounts", String.class).split(","))),
                    property(row, "recipeCheck", String.class),
                    property(row, "units", Integer.class),
                    property(row, "createdAt", OffsetDateTime.class).toInstant(),
                    row.getProperty(READY_AT) == null
                            ? Optional.empty()
                            : Optional.of(property(row, READY_AT, OffsetDateTime.class)
                                    .toInstant()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableBuildException(row, e.getMessage());
        }
    }

    /** A time as records hold it: in UTC, to the millisecond. */
    static OffsetDateTime time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }

    private static <T> T property(TableEntity row, String property, Class<T> type) {
        Object value = row.getProperty(property);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "property '%s' is missing or no %s".formatted(property, type.getSimpleName()));
        }
        return type.cast(value);
    }
}
