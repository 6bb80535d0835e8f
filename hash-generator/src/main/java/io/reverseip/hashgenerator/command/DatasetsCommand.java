package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildDroppedException;
import io.reverseip.dataset.BuildStatus;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Progress;
import io.reverseip.dataset.UnreadableBuildException;
import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.hashgenerator.filling.Patience;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code datasets}: lists all builds. */
@Dependent
@Unremovable
@Command(
        name = "datasets",
        description = "Lists all datasets with their builds.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExample:%n",
        footer = "  reverse-ip datasets --output json",
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
    private final GeneratorConfig config;
    private final ObjectMapper json;

    DatasetsCommand(Provider<StorageAccounts> configuredAccounts, GeneratorConfig config, ObjectMapper json) {
        this.configuredAccounts = configuredAccounts;
        this.config = config;
        this.json = json;
    }

    @Override
    public Integer call() throws Exception {
        StorageAccounts accounts = configuredAccounts.get();
        Builds builds = new Builds(accounts);
        Progress progress = new Progress(accounts);
        Patience patience = StartPatience.of(config);
        Builds.All all = patience.ask("Reading the builds", builds::all);
        List<String> problems = new ArrayList<>(all.unreadable());
        List<ListedBuild> listed = new ArrayList<>();
        for (BuildStatus status : all.readable()) {
            listed.add(patience.ask(
                    "Reading the ranges and the progress of build "
                            + status.build().id(),
                    () -> ListedBuild.of(status, ranges(builds, status.build(), problems), progress)));
        }
        problems.forEach(LOG::warn);
        output.print(listed, ListedBuild::table, json, spec.commandLine().getOut());
        return problems.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** Empty without a problem if the build is being deleted, or is retired so that this may have begun. */
    private static Optional<AddressRanges> ranges(Builds builds, Build build, List<String> problems) {
        try {
            return Optional.of(builds.ranges(build));
        } catch (UnreadableBuildException e) {
            try {
                builds.requireNotDropped(build);
                problems.add(e.getMessage());
            } catch (BuildDroppedException dropped) {
                LOG.debugf("Build %s is being deleted", build.id());
            }
            return Optional.empty();
        }
    }
}
