package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildState;
import io.reverseip.dataset.BuildStatus;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.Progress;
import io.reverseip.digest.Recipe;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line of the list of datasets.
 *
 * @param state {@code BUILDING}, {@code READY} or {@code RETIRED}
 * @param current whether look-ups use it
 * @param unitsDone of {@code units}; all of a build that is complete
 * @param ranges number of ranges
 * @param firstAddress first address of the ranges; empty if they cannot be read, such as while the build is being deleted
 * @param lastAddress last address of the ranges, likewise
 * @param formatVersion of the build's record
 * @param recipe the recipe, as the options that give it
 * @param buildRecords records when complete
 * @param records records written
 * @param entities entities written
 * @param created when it began
 * @param ready when it became complete, if it did
 * @param retired when it was replaced or dropped, if it was
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ListedBuild(
        String dataset,
        String build,
        String state,
        boolean current,
        int unitsDone,
        int units,
        int ranges,
        String rangesSha256,
        Optional<String> firstAddress,
        Optional<String> lastAddress,
        String textForm,
        String prefixSecret,
        String suffixSecret,
        int formatVersion,
        String recipe,
        String layout,
        int partitionChars,
        int bucketChars,
        List<String> accounts,
        String table,
        long buildRecords,
        long records,
        long entities,
        Instant created,
        Optional<Instant> ready,
        Optional<Instant> retired) {

    /**
     * Reads the progress of a build, which its record does not contain.
     *
     * @param ranges of the build; empty if they cannot be read
     */
    static ListedBuild of(BuildStatus status, Optional<AddressRanges> ranges, Progress progress) {
        Build build = status.build();
        Map<Integer, Counts> done = build.state() == BuildState.READY ? Map.of() : progress.done(build);
        Counts written = status.written().orElseGet(() -> done.values().stream().reduce(Counts.NONE, Counts::plus));
        return new ListedBuild(
                build.dataset().text(),
                build.id().text(),
                build.state().name(),
                status.current(),
                status.written().isPresent() ? build.units() : done.size(),
                build.units(),
                build.parameters().ranges().ranges(),
                build.parameters().ranges().sha256(),
                ranges.map(readable -> DottedDecimal.format(readable.first(0))),
                ranges.map(readable -> DottedDecimal.format(readable.last(readable.rangeCount() - 1))),
                build.parameters().recipe().textForm().recordedName(),
                build.parameters().recipe().prefixSecret(),
                build.parameters().recipe().suffixSecret(),
                build.parameters().recipe().version(),
                build.parameters().recipe().options(),
                build.layout().recordedName(),
                build.keyScheme().partitionChars(),
                build.keyScheme().bucketChars(),
                build.parameters().accounts(),
                build.tableName(),
                build.records(),
                written.records(),
                written.entities(),
                build.created(),
                build.ready(),
                status.retired());
    }

    /** The builds as a table for people, one a line. */
    static String table(List<ListedBuild> builds) {
        if (builds.isEmpty()) {
            return "There is no dataset yet.%n".formatted();
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("DATASET", "BUILD", "STATE", "PROGRESS", "RANGES", "RECIPE", "LAYOUT", "SIZE", "CREATED"));
        builds.forEach(build -> lines.add(build.cells()));
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                text.append(line.get(column))
                        .repeat(' ', widths[column] - line.get(column).length() + 2);
            }
            table.append(text.toString().stripTrailing()).append(System.lineSeparator());
        }
        return table.toString();
    }

    private List<String> cells() {
        return List.of(
                dataset,
                build,
                state,
                "%d %% (%d/%d)".formatted(100 * unitsDone / units, unitsDone, units),
                rangesText(),
                recipeText(),
                "%s %d+%d".formatted(layout, partitionChars, bucketChars),
                "%,d records, %,d entities".formatted(records, entities),
                created.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private String rangesText() {
        if (firstAddress.isEmpty() || lastAddress.isEmpty()) {
            return "%,d, not readable".formatted(ranges);
        }
        return ranges == 1
                ? firstAddress.get() + "-" + lastAddress.get()
                : "%,d from %s to %s".formatted(ranges, firstAddress.get(), lastAddress.get());
    }

    private String recipeText() {
        if (formatVersion != Recipe.VERSION_1) {
            return recipe;
        }
        StringBuilder text = new StringBuilder(textForm);
        if (!prefixSecret.isEmpty()) {
            text.insert(0, prefixSecret + " + ");
        }
        if (!suffixSecret.isEmpty()) {
            text.append(" + ").append(suffixSecret);
        }
        return text.toString();
    }
}
