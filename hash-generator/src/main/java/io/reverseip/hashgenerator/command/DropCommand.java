package io.reverseip.hashgenerator.command;

import io.quarkus.arc.Unremovable;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildId;
import io.reverseip.dataset.BuildStatus;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.Disposal;
import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.hashgenerator.filling.Patience;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drop}: deletes a dataset or one of its builds. */
@Dependent
@Unremovable
@Command(
        name = "drop",
        description = {
            "Deletes a dataset, or one of its builds, for good.",
            "Exit code 1: something could not be deleted. Lookups do not use it any more, and 'datasets prune' deletes the rest."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExample:%n",
        footer = "  reverse-ip drop all-of-ipv4")
final class DropCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "Name of the dataset.")
    String dataset;

    @Option(
            names = "--build",
            paramLabel = "ID",
            description = "Only this build, such as one that is being filled. Default: all of the dataset.")
    Optional<String> build;

    @Option(names = "--yes", description = "Ask no question.")
    boolean yes;

    private final Provider<StorageAccounts> configuredAccounts;
    private final GeneratorConfig config;

    DropCommand(Provider<StorageAccounts> configuredAccounts, GeneratorConfig config) {
        this.configuredAccounts = configuredAccounts;
        this.config = config;
    }

    @Override
    public Integer call() throws InterruptedException {
        DatasetName name = new DatasetName(dataset);
        Disposal disposal = new Disposal(configuredAccounts.get());
        Optional<BuildId> only = build.map(BuildId::new);
        Patience patience = StartPatience.of(config);
        List<Build> builds = patience.ask("Reading the builds", () -> disposal.droppable(name, only)).stream()
                .map(BuildStatus::build)
                .toList();
        requireConfirmation(builds);
        if (only.isEmpty()) {
            patience.ask("Recording the drop", () -> {
                disposal.recordDrop(name);
                return name;
            });
        }
        PrintWriter out = spec.commandLine().getOut();
        DeletionFailures failures = new DeletionFailures(spec.commandLine().getErr());
        for (Build dropped : builds) {
            String what = "build %s of dataset '%s': table %s".formatted(dropped.id(), name, dropped.tableName());
            if (failures.attempt(what, dropping(disposal, dropped, patience))) {
                out.printf("Dropped %s.%n", what);
                out.flush();
            }
        }
        failures.attempt(
                "rows that name builds without a record",
                () -> disposal.dropPointers(name, only)
                        .forEach(id -> out.printf(
                                "Dropped what was left of build %s of dataset '%s', of which there was no record.%n",
                                id, name)));
        out.flush();
        return failures.none() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** Lookups do not use a build any more as soon as this has begun; 'datasets prune' deletes what this leaves. */
    private Runnable dropping(Disposal disposal, Build build, Patience patience) {
        return () -> {
            try {
                patience.ask("Dropping build " + build.id(), () -> {
                    disposal.drop(build);
                    return build;
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
        };
    }

    private void requireConfirmation(List<Build> builds) {
        if (yes) {
            return;
        }
        String what = builds.isEmpty()
                ? "what is left"
                : builds.stream()
                        .map(dropped -> "build %s (%s, %,d records)"
                                .formatted(dropped.id(), dropped.state(), dropped.records()))
                        .collect(Collectors.joining(", "));
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new IllegalArgumentException(
                    "Nothing was dropped: this would delete %s of dataset '%s' for good. Add --yes to do so."
                            .formatted(what, dataset));
        }
        String answer = console.readLine(
                "This deletes %s of dataset '%s' for good. Type the dataset's name to do so: ", what, dataset);
        if (!dataset.equals(answer)) {
            throw new IllegalArgumentException("Nothing was dropped: that was not the name of the dataset.");
        }
    }
}
