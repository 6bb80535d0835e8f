package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The build record, of the format version of its recipe: one entity of table {@value BuildTable#NAME}, PartitionKey dataset, RowKey build id. */
final class BuildRow {
    static final String STATE = "state";
    static final String READY_AT = "readyAt";
    static final String RETIRED_AT = "retiredAt";
    static final String REPAIRED_AT = "repairedAt";
    static final String TABLES_CREATED_AT = "tablesCreatedAt";
    static final String RECORDS_WRITTEN = "recordsWritten";
    static final String ENTITIES_WRITTEN = "entitiesWritten";
    static final String TRANSACTIONS = "transactions";
    static final String RETRIES = "retries";

    /** Finds the build records among the rows of the table: only they have it. */
    static final String VERSION = "formatVersion";

    private BuildRow() {}

    static TableEntity encode(Build build) {
        BuildParameters parameters = build.parameters();
        TableEntity row = new TableEntity(build.dataset().text(), build.id().text())
                .addProperty(VERSION, parameters.recipe().version())
                .addProperty(STATE, build.state().name())
                .addProperty("tableName", build.tableName())
                .addProperty("ranges", parameters.ranges().ranges())
                .addProperty("rangesSha256", parameters.ranges().sha256())
                .addProperty("records", parameters.ranges().addresses())
                .addProperty("textForm", parameters.recipe().textForm().recordedName())
                .addProperty("recipeCheck", build.recipeCheck())
                .addProperty("layout", parameters.layout().recordedName())
                .addProperty("partitionChars", parameters.keyScheme().partitionChars())
                .addProperty("bucketChars", parameters.keyScheme().bucketChars())
                .addProperty("units", build.units())
                .addProperty("accounts", String.join(",", parameters.accounts()))
                .addProperty("createdAt", time(build.created()));
        addRecipe(parameters.recipe(), row);
        return row;
    }

    private static void addRecipe(Recipe recipe, TableEntity row) {
        if (recipe.version() == Recipe.VERSION_1) {
            row.addProperty("prefixSecret", recipe.prefixSecret()).addProperty("suffixSecret", recipe.suffixSecret());
        } else {
            row.addProperty("digestFunction", recipe.function().recordedName())
                    .addProperty("template", recipe.template().text())
                    .addProperty("hmacSecret", recipe.hmacSecret());
        }
    }

    private static Recipe recipe(TableEntity row) {
        TextForm textForm = TextForm.ofRecordedName(property(row, "textForm", String.class));
        return switch (property(row, VERSION, Integer.class)) {
            case Recipe.VERSION_1 ->
                new Recipe(
                        textForm,
                        property(row, "prefixSecret", String.class),
                        property(row, "suffixSecret", String.class));
            default ->
                new Recipe(
                        DigestFunction.ofRecordedName(property(row, "digestFunction", String.class)),
                        textForm,
                        Template.parse(property(row, "template", String.class)),
                        property(row, "hmacSecret", String.class));
        };
    }

    /**
     * @throws UnreadableBuildException if the record is of another format version, or damaged
     */
    static Build decode(TableEntity row) {
        Object version = row.getProperty(VERSION);
        if (!Integer.valueOf(Recipe.VERSION_1).equals(version)
                && !Integer.valueOf(Recipe.VERSION_2).equals(version)) {
            throw new UnreadableBuildException(
                    row,
                    "its format version is %s, this program reads %d and %d"
                            .formatted(version, Recipe.VERSION_1, Recipe.VERSION_2));
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
                            recipe(row),
                            Layout.ofRecordedName(property(row, "layout", String.class)),
                            new KeyScheme(
                                    property(row, "partitionChars", Integer.class),
                                    property(row, "bucketChars", Integer.class)),
                            List.of(property(row, "accounts", String.class).split(","))),
                    property(row, "recipeCheck", String.class),
                    property(row, "units", Integer.class),
                    property(row, "createdAt", OffsetDateTime.class).toInstant(),
                    optionalTime(row, READY_AT),
                    optionalTime(row, REPAIRED_AT));
        } catch (IllegalArgumentException e) {
            throw new UnreadableBuildException(row, e.getMessage());
        }
    }

    /**
     * @throws UnreadableBuildException if the record is of another format version, or damaged
     */
    static BuildStatus decodeStatus(TableEntity row, boolean current) {
        Build build = decode(row);
        try {
            return new BuildStatus(
                    build,
                    current,
                    row.getProperty(RECORDS_WRITTEN) == null
                            ? Optional.empty()
                            : Optional.of(new Counts(
                                    property(row, RECORDS_WRITTEN, Long.class),
                                    property(row, ENTITIES_WRITTEN, Long.class),
                                    property(row, TRANSACTIONS, Long.class),
                                    property(row, RETRIES, Long.class))),
                    optionalTime(row, RETIRED_AT));
        } catch (IllegalArgumentException e) {
            throw new UnreadableBuildException(row, e.getMessage());
        }
    }

    /** The change of a record after the tables of the build were created. */
    static TableEntity creationOfTables(Build build, Instant at) {
        return new TableEntity(build.dataset().text(), build.id().text()).addProperty(TABLES_CREATED_AT, time(at));
    }

    /** The change of a record that makes a build {@code READY}. */
    static TableEntity publication(Build build, Counts counts, Instant at) {
        return new TableEntity(build.dataset().text(), build.id().text())
                .addProperty(STATE, BuildState.READY.name())
                .addProperty(READY_AT, time(at))
                .addProperty(RECORDS_WRITTEN, counts.records())
                .addProperty(ENTITIES_WRITTEN, counts.entities())
                .addProperty(TRANSACTIONS, counts.transactions())
                .addProperty(RETRIES, counts.retries());
    }

    /** The change of a record after entities of the build were repaired. */
    static TableEntity repair(Build build, Instant at) {
        return new TableEntity(build.dataset().text(), build.id().text()).addProperty(REPAIRED_AT, time(at));
    }

    /** The change of a record that makes a build {@code RETIRED}. */
    static TableEntity retirement(DatasetName dataset, String id, Instant at) {
        return new TableEntity(dataset.text(), id)
                .addProperty(STATE, BuildState.RETIRED.name())
                .addProperty(RETIRED_AT, time(at));
    }

    private static Optional<Instant> optionalTime(TableEntity row, String property) {
        return row.getProperty(property) == null
                ? Optional.empty()
                : Optional.of(property(row, property, OffsetDateTime.class).toInstant());
    }

    /** A time as records hold it: in UTC, to the millisecond. */
    static OffsetDateTime time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }

    /**
     * A property of a row.
     *
     * @throws IllegalArgumentException if it is missing or of another type
     */
    static <T> T property(TableEntity row, String property, Class<T> type) {
        Object value = row.getProperty(property);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "property '%s' is missing or no %s".formatted(property, type.getSimpleName()));
        }
        return type.cast(value);
    }
}
