package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.hashgenerator.audit.Audit;
import io.reverseip.hashgenerator.audit.AuditCompletion;
import io.reverseip.hashgenerator.audit.AuditProgress;
import io.reverseip.hashgenerator.audit.AuditSettings;
import io.reverseip.hashgenerator.audit.Fault;
import io.reverseip.hashgenerator.hash.EngineChooser;
import io.reverseip.hashgenerator.progress.ProgressDisplay;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit}: reads a dataset back and proves it. */
@Dependent
@Unremovable
@Command(
        name = "audit",
        description = {
            "Reads the current build of a dataset back and proves it: each address is there once, where its digest belongs, and nothing else is.",
            "Exit code 0: proved. 3: faults were found; each is a line on standard output, and 'generate --repair' repairs them.",
            "1: the audit could not be finished. 2: it cannot be begun."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExample:%n",
        footer = "  reverse-ip audit --dataset all-of-ipv4 --output json")
final class AuditCommand implements Callable<Integer> {
    private static final Logger LOG = Logger.getLogger(AuditCommand.class);

    @Spec
    CommandSpec spec;

    @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Name of the dataset.")
    String dataset;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Reads so many partitions, chosen at random, instead of all.")
    Optional<Integer> sample;

    @Mixin
    ShareArguments shareArguments = new ShareArguments();

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "Digest engine, as in generate. Default: the fastest that is right, by measurement.")
    Optional<String> engine;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = {
                "Form of the faults. json: a line {\"build\", \"account\", \"partition\", \"fault\", \"detail\"} each, and at the end",
                "{\"build\", \"complete\", \"faults\"}: what 'generate --repair' reads. Default: ${DEFAULT-VALUE}."
            })
    OutputForm output;

    private final Provider<StorageAccounts> configuredAccounts;
    private final Provider<Secrets> configuredSecrets;
    private final GeneratorConfig config;
    private final ObjectMapper json;

    AuditCommand(
            Provider<StorageAccounts> configuredAccounts,
            Provider<Secrets> configuredSecrets,
            GeneratorConfig config,
            ObjectMapper json) {
        this.configuredAccounts = configuredAccounts;
        this.configuredSecrets = configuredSecrets;
        this.config = config;
        this.json = json;
    }

    @Override
    public Integer call() throws Exception {
        DatasetName name = new DatasetName(dataset);
        Audit.Scope scope = new Audit.Scope(
                shareArguments.share(), sample.map(OptionalInt::of).orElseGet(OptionalInt::empty));
        AuditSettings settings =
                new AuditSettings(config.audit().pagesAtOnce(), config.audit().giveUpAfter());
        StorageAccounts accounts = configuredAccounts.get();
        Builds builds = new Builds(accounts, configuredSecrets.get());
        Build build = StartPatience.of(config)
                .ask("Reading the build", () -> builds.current(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Dataset '%s' has no complete build to audit. Fill it with 'generate' first.".formatted(name)));
        AddressRanges ranges = StartPatience.of(config).ask("Reading the build's ranges", () -> builds.ranges(build));
        LOG.info(ManagementAddress.text());
        AuditProgress progress = run(accounts, build, ranges, scope, settings);
        conclude(build, progress);
        return progress.faults() == 0 ? ExitCodes.OK : ExitCodes.FAULTS;
    }

    private AuditProgress run(
            StorageAccounts accounts, Build build, AddressRanges ranges, Audit.Scope scope, AuditSettings settings)
            throws InterruptedException {
        UnsealedRecipe recipe = build.unsealedRecipe(configuredSecrets.get());
        EngineChooser chooser = EngineChooser.ofThisMachine();
        long hashes = 2 * build.records();
        AuditProgress progress = new AuditProgress(build.records(), System::nanoTime);
        Audit audit = new Audit(
                accounts,
                build,
                ranges,
                engine.map(name -> chooser.named(name, recipe, hashes))
                        .orElseGet(() -> chooser.fastest(recipe, hashes))
                        .engine(),
                recipe,
                settings,
                progress,
                this::print);
        try (ProgressDisplay display = new ProgressDisplay(progress)) {
            audit.run(scope, new Random());
        }
        return progress;
    }

    private void print(Fault fault) {
        try {
            output.print(fault, Fault::text, json, spec.commandLine().getOut());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A fault is four words and a line", e);
        }
    }

    /** For people; on standard error where a program reads standard output. */
    private void conclude(Build build, AuditProgress progress) throws JsonProcessingException {
        double seconds = progress.elapsed().toNanos() / 1e9;
        double reading = Math.max(1e-3, progress.reading().toNanos() / 1e9);
        String text = """
                Dataset '%s', build %s: %s.
                  partitions       %,d of %,d
                  entities         %,d
                  addresses        %,d
                  requests         %,d pages
                  seconds          %.1f, of which reading %.1f
                  addresses/s      %,.0f while reading""".formatted(
                        build.dataset(),
                        build.id(),
                        progress.faults() == 0
                                ? "proved, all that was read is right"
                                : "%,d faults".formatted(progress.faults()),
                        progress.partitionsRead(),
                        build.keyScheme().partitions(),
                        progress.entitiesRead(),
                        progress.addressesRead(),
                        progress.pages(),
                        seconds,
                        reading,
                        progress.addressesRead() / reading);
        switch (output) {
            case TEXT ->
                output.print(text, Function.identity(), json, spec.commandLine().getOut());
            case JSON -> {
                spec.commandLine().getErr().println(text);
                spec.commandLine().getErr().flush();
                AuditCompletion completion = new AuditCompletion(build.id().text(), progress.faults());
                output.print(
                        completion,
                        AuditCompletion::toString,
                        json,
                        spec.commandLine().getOut());
            }
        }
    }
}
