package io.reverseip.hashgenerator.command;

import io.quarkus.arc.Unremovable;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.Disposal;
import io.reverseip.hashgenerator.filling.Patience;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code datasets prune}: takes retired builds away. */
@Dependent
@Unremovable
@Command(
        name = "prune",
        description =
                "Deletes the tables of builds that were replaced at least 60 seconds ago, and all that is recorded of them.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class)
final class PruneCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    private final Provider<StorageAccounts> configuredAccounts;

    PruneCommand(Provider<StorageAccounts> configuredAccounts) {
        this.configuredAccounts = configuredAccounts;
    }

    @Override
    public Integer call() throws InterruptedException {
        Disposal disposal = new Disposal(configuredAccounts.get());
        List<Build> pruned = Patience.AT_THE_START.ask("Deleting builds that were replaced", disposal::prune);
        PrintWriter out = spec.commandLine().getOut();
        pruned.forEach(build -> out.printf(
                "Deleted build %s of dataset '%s': table %s.%n", build.id(), build.dataset(), build.tableName()));
        if (pruned.isEmpty()) {
            out.println("There is nothing to delete.");
        }
        out.flush();
        return ExitCodes.OK;
    }
}
