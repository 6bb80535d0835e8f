package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.Progress;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.CurrentRun;
import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.hashgenerator.audit.AuditSettings;
import io.reverseip.hashgenerator.audit.Fault;
import io.reverseip.hashgenerator.audit.Repair;
import io.reverseip.hashgenerator.dispatch.DispatchFailedException;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.hashgenerator.dispatch.OutstandingBytes;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.reverseip.hashgenerator.dispatch.WriterFormats;
import io.reverseip.hashgenerator.dispatch.WriterNames;
import io.reverseip.hashgenerator.filling.Filling;
import io.reverseip.hashgenerator.filling.SliceBuffers;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.EngineChoice;
import io.reverseip.hashgenerator.plan.Prices;
import io.reverseip.hashgenerator.plan.StoredBytes;
import io.reverseip.hashgenerator.progress.ProgressDisplay;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.hashgenerator.slice.SliceShape;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code generate}: fills a dataset. */
@Dependent
@Unremovable
@Command(
        name = "generate",
        description = "Fills a dataset with the records of address ranges, or goes on with it.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExample:%n",
        footer = "  reverse-ip generate --dataset all-of-ipv4 --exclude reserved")
final class GenerateCommand implements Callable<Integer> {
    private static final Logger LOG = Logger.getLogger(GenerateCommand.class);

    /** A run of all of IPv4 takes hours; 'plan' says how many. Access that lasts longer is not worth a warning. */
    private static final Duration LONG_RUN = Duration.ofDays(1);

    private static final List<String> OPTIONS_OF_THE_BUILD = Stream.concat(
                    Stream.of(
                            "--ranges",
                            "--exclude",
                            "--layout",
                            "--partition-chars",
                            "--bucket-chars",
                            "--index",
                            "--of"),
                    RecipeArguments.OPTIONS.stream())
            .toList();

    @Spec
    CommandSpec spec;

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "NAME",
            description = "Name of the dataset: a-z, 0-9, '-'.")
    String dataset;

    @Mixin
    BuildArguments buildArguments = new BuildArguments();

    @Option(
            names = "--replace",
            description = {
                "If the dataset's current build has other parameters: fill a new one beside it, which takes its place when it is complete.",
                "Look-ups use the current one until then."
            })
    boolean replace;

    @Option(
            names = "--unless-dropped",
            description = {
                "Ends with exit code 2 if the dataset was dropped and has not been filled since, so that a Job that is created",
                "again does not fill it again. Without this option the dataset is filled, and its drop is forgotten."
            })
    boolean unlessDropped;

    @Mixin
    HashingArguments hashingArguments = new HashingArguments();

    @Mixin
    ShareArguments shareArguments = new ShareArguments();

    @Mixin
    CostArguments costArguments = new CostArguments();

    @Option(
            names = "--repair",
            paramLabel = "FILE|-",
            description = {
                "Repairs the current build instead: fills the partitions again that an audit found fault with, and deletes what does not",
                "belong there. FILE has all lines of 'audit --output json', - stands for standard input. What the build holds, and how,",
                "comes from its record."
            })
    Optional<String> repair;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the closing summary. Default: ${DEFAULT-VALUE}.")
    OutputForm output;

    private final Provider<StorageAccounts> configuredAccounts;
    private final Provider<Secrets> configuredSecrets;
    private final Provider<WriterChannels> configuredChannels;
    private final GeneratorConfig config;
    private final CurrentRun currentRun;
    private final ObjectMapper json;

    GenerateCommand(
            Provider<StorageAccounts> configuredAccounts,
            Provider<Secrets> configuredSecrets,
            Provider<WriterChannels> configuredChannels,
            GeneratorConfig config,
            CurrentRun currentRun,
            ObjectMapper json) {
        this.configuredAccounts = configuredAccounts;
        this.configuredSecrets = configuredSecrets;
        this.configuredChannels = configuredChannels;
        this.config = config;
        this.currentRun = currentRun;
        this.json = json;
    }

    @Override
    public Integer call() throws Exception {
        DatasetName name = new DatasetName(dataset);
        if (repair.isPresent()) {
            output.print(repair(name, repair.get()), RepairSummary::text, json, out());
            return ExitCodes.OK;
        }
        Share share = shareArguments.share();
        AddressRanges addresses = buildArguments.addresses(spec.commandLine().getErr());
        StorageAccounts accounts = configuredAccounts.get();
        accounts.accessEndingWithin(LONG_RUN).forEach(LOG::warn);
        BuildParameters parameters = buildArguments.parameters(addresses, accounts.names());
        SliceShape shape = new SliceShape(addresses, parameters.keyScheme(), threads(addresses));
        shape.unitsWithin(hashingArguments.memoryBytes());
        Builds builds = new Builds(accounts, configuredSecrets.get());
        if (unlessDropped) {
            requireNotDropped(builds, name);
        }
        requireWritersFor(builds, name, parameters);
        Builds.Other other = replace ? Builds.Other.REPLACE : Builds.Other.KEEP;
        Builds.Start start = StartPatience.of(config)
                .ask("Beginning the build", () -> builds.start(name, parameters, addresses, other));
        Summary summary = switch (start) {
            case Builds.Start.Complete(Build build) -> alreadyComplete(builds, build, addresses);
            case Builds.Start.Created(Build build) -> fill(accounts, builds, build, share, addresses, shape);
            case Builds.Start.Joined(Build build) -> fill(accounts, builds, build, share, addresses, shape);
        };
        output.print(summary, Summary::text, json, out());
        return ExitCodes.OK;
    }

    /** A build that is complete needs no writer. */
    private void requireWritersFor(Builds builds, DatasetName name, BuildParameters parameters)
            throws InterruptedException, DispatchFailedException {
        int version = parameters.recipe().version();
        if (version == Recipe.VERSION_1) {
            return;
        }
        configuredSecrets.get().unseal(parameters.recipe());
        boolean complete = StartPatience.of(config)
                .ask("Reading the build", () -> builds.current(name))
                .filter(build -> build.parameters().equals(parameters))
                .isPresent();
        if (!complete) {
            new WriterFormats(new WriterNames(config.writers()), configuredChannels.get())
                    .require(version, config.start().giveUpAfter());
        }
    }

    private void requireNotDropped(Builds builds, DatasetName name) throws InterruptedException {
        StartPatience.of(config)
                .ask("Reading whether the dataset was dropped", () -> builds.dropped(name))
                .ifPresent(time -> {
                    throw new IllegalArgumentException(
                            "Dataset '%s' was dropped at %s, and --unless-dropped is given: it is not filled again. Remove this Job or command, or leave out --unless-dropped to fill it."
                                    .formatted(name, time));
                });
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static int threads(AddressRanges addresses) {
        return SliceShape.usefulThreads(addresses.count(), Runtime.getRuntime().availableProcessors());
    }

    private Summary fill(
            StorageAccounts accounts,
            Builds builds,
            Build build,
            Share share,
            AddressRanges addresses,
            SliceShape shape)
            throws Exception {
        Prices prices = costArguments.prices();
        int writerCores = costArguments.writerCores();
        UnsealedRecipe recipe = build.unsealedRecipe(configuredSecrets.get());
        DigestEngine chosen = chooseEngine(build, recipe).engine();
        Filling filling = filling(accounts, builds, build, chosen, recipe);
        long asked = System.nanoTime();
        Filling.Left left = filling.left(build, share);
        double latencySeconds = (System.nanoTime() - asked) / 1e9;
        RunProgress progress = new RunProgress(left.records(), System::nanoTime);
        currentRun.progressBegins(progress);
        Filling.Result result;
        try (ProgressDisplay display = new ProgressDisplay(progress)) {
            result = filling.fill(build, addresses, left, shape, hashingArguments.memoryBytes(), progress);
        }
        Work work = new Work(
                build,
                StoredBytes.of(build.layout(), build.keyScheme(), addresses),
                share,
                left,
                progress,
                result.sent(),
                Runtime.getRuntime().availableProcessors(),
                writerCores,
                latencySeconds,
                config.audit().pagesAtOnce());
        return new Summary(
                result.published().isPresent() ? "complete" : "units-done",
                Summary.What.of(build, addresses),
                work.done(chosen.name(), memoryBytes(shape, left), prices));
    }

    private long memoryBytes(SliceShape shape, Filling.Left left) {
        return left.units().isEmpty()
                ? 0
                : SliceBuffers.of(shape, left.units().cardinality(), hashingArguments.memoryBytes())
                        .bytes();
    }

    private Filling filling(
            StorageAccounts accounts, Builds builds, Build build, DigestEngine chosen, UnsealedRecipe recipe) {
        LOG.info(ManagementAddress.text());
        return new Filling(
                builds,
                new Progress(accounts),
                new WriterNames(config.writers()),
                configuredChannels.get(),
                dispatchSettings(
                        config.dispatch(), build.parameters().accounts().size()),
                chosen,
                recipe,
                config.instance().orElseGet(GenerateCommand::hostName),
                currentRun::dispatchBegins);
    }

    private RepairSummary repair(DatasetName name, String file) throws Exception {
        for (String option : OPTIONS_OF_THE_BUILD) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException(
                        "%s does not go with --repair: a build is mended as its record says.".formatted(option));
            }
        }
        List<Fault> faults = new FaultFile(json).read(file);
        StorageAccounts accounts = configuredAccounts.get();
        Builds builds = new Builds(accounts, configuredSecrets.get());
        Build build = StartPatience.of(config)
                .ask("Reading the build", () -> builds.current(name))
                .orElseThrow(() ->
                        new IllegalArgumentException("Dataset '%s' has no complete build to repair.".formatted(name)));
        AddressRanges addresses =
                StartPatience.of(config).ask("Reading the build's ranges", () -> builds.ranges(build));
        UnsealedRecipe recipe = build.unsealedRecipe(configuredSecrets.get());
        DigestEngine chosen = chooseEngine(build, recipe).engine();
        Repair mending = new Repair(
                accounts,
                build,
                addresses,
                chosen,
                recipe,
                new AuditSettings(config.audit().pagesAtOnce(), config.audit().giveUpAfter()),
                faults);
        BitSet partitions = mending.partitions();
        RunProgress progress = new RunProgress(
                Math.round((double) build.records()
                        * partitions.cardinality()
                        / build.keyScheme().partitions()),
                System::nanoTime);
        currentRun.progressBegins(progress);
        if (!partitions.isEmpty()) {
            SliceShape shape = new SliceShape(addresses, build.keyScheme(), threads(addresses));
            try (ProgressDisplay display = new ProgressDisplay(progress)) {
                filling(accounts, builds, build, chosen, recipe)
                        .refill(build, partitions, shape, hashingArguments.memoryBytes(), progress);
            }
        }
        long deleted = mending.deleteForeigners();
        StartPatience.of(config).ask("Recording the repair", () -> {
            builds.recordRepair(build);
            return build;
        });
        Counts counts = progress.counts();
        return new RepairSummary(
                "repaired",
                build.dataset().text(),
                build.id().text(),
                partitions.cardinality(),
                counts.records(),
                counts.entities(),
                counts.transactions(),
                counts.retries(),
                deleted,
                progress.elapsed().toNanos() / 1e9);
    }

    private EngineChoice chooseEngine(Build build, UnsealedRecipe recipe) {
        EngineChoice choice = hashingArguments.chooseEngine(recipe, build.records(), currentRun::engineChosen);
        currentRun.engineChosen(choice);
        return choice;
    }

    /** How far a generator goes ahead of receipts, with so many accounts. */
    static DispatchSettings dispatchSettings(GeneratorConfig.DispatchConfig dispatch, int accounts) {
        return new DispatchSettings(
                new DispatchSettings.Window(
                        dispatch.windowGroups(), dispatch.windowRecords(), dispatch.windowEntities()),
                OutstandingBytes.of(
                        dispatch.outstandingMib(),
                        accounts,
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory()),
                dispatch.groupTimeout(),
                dispatch.resolveInterval(),
                dispatch.giveUpAfter(),
                new DispatchSettings.FailureLimit(dispatch.maxFailedGroups(), dispatch.failedGroupsWindow()));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }

    private Summary alreadyComplete(Builds builds, Build build, AddressRanges addresses) throws InterruptedException {
        StartPatience.of(config).ask("Checking the build's tables", () -> {
            builds.requireTables(build);
            return build;
        });
        return new Summary(
                "already-complete",
                Summary.What.of(build, addresses),
                Summary.Done.nothing(build, costArguments.prices()));
    }
}
