package io.reverseip.hashgenerator.command;

import io.quarkus.arc.Unremovable;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Disposal;
import io.reverseip.dataset.Disposal.Deletion;
import io.reverseip.hashgenerator.GeneratorConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code datasets prune}: deletes retired builds. */
@Dependent
@Unremovable
@Command(
        name = "prune",
        description = {
            "Deletes the tables of builds that were replaced at least 60 seconds ago, and all that is recorded of them.",
            "Exit code 1: something could not be deleted; the rest is deleted, and the same command can be run again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExample:%n",
        footer = "  reverse-ip datasets prune")
final class PruneCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--forget-account",
            paramLabel = "NAME",
            description = {
                "Leaves out tables in an account that is not configured because it does not exist any more, so that the builds",
                "that have tables there can be deleted. May be given several times."
            })
    Set<String> forgottenAccounts = Set.of();

    private final Provider<StorageAccounts> configuredAccounts;
    private final GeneratorConfig config;

    PruneCommand(Provider<StorageAccounts> configuredAccounts, GeneratorConfig config) {
        this.configuredAccounts = configuredAccounts;
        this.config = config;
    }

    @Override
    public Integer call() throws InterruptedException {
        Disposal disposal = new Disposal(configuredAccounts.get());
        List<Deletion> deletions = StartPatience.of(config)
                .ask("Reading the builds that were replaced", () -> disposal.prunable(forgottenAccounts));
        PrintWriter out = spec.commandLine().getOut();
        DeletionFailures failures = new DeletionFailures(spec.commandLine().getErr());
        for (Deletion deletion : deletions) {
            if (failures.attempt(deletion.what(), deletion.action())
                    && deletion.build().isPresent()) {
                out.printf("Deleted %s.%n", deletion.what());
                out.flush();
            }
        }
        if (deletions.stream().allMatch(deletion -> deletion.build().isEmpty()) && failures.none()) {
            out.println("There is nothing to delete.");
        }
        out.flush();
        return failures.none() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
