package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Progress;
import io.reverseip.hashgenerator.filling.Patience;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.util.List;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code datasets}: lists what there is. */
@Dependent
@Unremovable
@Command(
        name = "datasets",
        description = "Lists all datasets with their builds.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        subcommands = PruneCommand.class)
final class DatasetsCommand implements Callable<Integer> {
    private static final Logger LOG = Logger.getLogger(DatasetsCommand.class);

    @Spec
    CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the list. Default: ${DEFAULT-VALUE}.")
    OutputForm output;

    private final Provider<StorageAccounts> configuredAccounts;
    private final ObjectMapper json;

    DatasetsCommand(Provider<StorageAccounts> configuredAccounts, ObjectMapper json) {
        this.configuredAccounts = configuredAccounts;
        this.json = json;
    }

    @Override
    public Integer call() throws Exception {
        StorageAccounts accounts = configuredAccounts.get();
        Builds builds = new Builds(accounts);
        Progress progress = new Progress(accounts);
        Builds.All all = Patience.AT_THE_START.ask("Reading the builds", builds::all);
        all.unreadable().forEach(LOG::warn);
        List<ListedBuild> listed = Patience.AT_THE_START.ask(
                "Reading the progress",
                () -> all.readable().stream()
                        .map(status -> ListedBuild.of(status, builds, progress))
                        .toList());
        output.print(listed, ListedBuild::table, json, spec.commandLine().getOut());
        return all.unreadable().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
