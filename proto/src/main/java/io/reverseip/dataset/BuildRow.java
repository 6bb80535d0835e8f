package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.TextForm;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
                    BuildState.valueOf(text(row, STATE)),
                    new BuildParameters(
                            new RangesSummary(
                                    (int) row.getProperty("ranges"),
                                    (long) row.getProperty("records"),
                                    text(row, "rangesSha256")),
                            new Recipe(
                                    TextForm.ofRecordedName(text(row, "textForm")),
                                    text(row, "prefixSecret"),
                                    text(row, "suffixSecret")),
                            Layout.ofRecordedName(text(row, "layout")),
                            new KeyScheme(
                                    (int) row.getProperty("partitionChars"), (int) row.getProperty("bucketChars")),
                            List.of(text(row, "accounts").split(","))),
                    text(row, "recipeCheck"),
                    (int) row.getProperty("units"),
                    instant(row, "createdAt").orElseThrow(),
                    instant(row, READY_AT));
        } catch (RuntimeException e) {
            throw new UnreadableBuildException(row, String.valueOf(e.getMessage()));
        }
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String text(TableEntity row, String property) {
        if (row.getProperty(property) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("property '%s' is missing or no text".formatted(property));
    }

    private static Optional<Instant> instant(TableEntity row, String property) {
        return Optional.ofNullable((OffsetDateTime) row.getProperty(property)).map(OffsetDateTime::toInstant);
    }
}
