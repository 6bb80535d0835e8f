package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.configuration.DurationConverter;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.ExpiringAccess;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildId;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.BuildState;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.hashgenerator.hash.EngineChoice;
import io.reverseip.hashgenerator.hash.HashingPass;
import io.reverseip.hashgenerator.plan.DigestCells;
import io.reverseip.hashgenerator.plan.Means;
import io.reverseip.hashgenerator.plan.Plan;
import io.reverseip.hashgenerator.plan.WriterPace;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Layout;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code plan}: tells what {@code generate} would take, and writes nothing. */
@Dependent
@Unremovable
@Command(
        name = "plan",
        description = {
            "Tells what 'generate' with the same options would take, in both layouts, and writes nothing.",
            "Counts are exact up to a /12, or with --exact; expected values otherwise."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExample:%n",
        footer = "  reverse-ip plan --ranges 0.0.0.0/0 --writers 8")
final class PlanCommand implements Callable<Integer> {
    /** Any: a plan is of a build that does not exist. */
    private static final BuildId NO_BUILD = new BuildId("000000000000");

    @Spec
    CommandSpec spec;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            defaultValue = "dataset",
            description = "Name of the dataset, which is sent with every message.")
    String dataset;

    @Mixin
    BuildArguments buildArguments = new BuildArguments();

    @Mixin
    HashingArguments hashingArguments = new HashingArguments();

    @Mixin
    ShareArguments shareArguments = new ShareArguments();

    @Option(names = "--replace", description = "Changes nothing of a plan.")
    boolean replace;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            description = "Storage accounts. Default: as many as are configured, 1 at least.")
    Optional<Integer> accounts = Optional.empty();

    @Option(
            names = "--generators",
            paramLabel = "N",
            description = "Generators that divide the work. Default: what --of says, or 1.")
    Optional<Integer> generators = Optional.empty();

    @Option(names = "--cores", paramLabel = "N", description = "Cores of each generator. Default: those here.")
    Optional<Integer> cores = Optional.empty();

    @Option(
            names = "--writers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Writers. Default: ${DEFAULT-VALUE}.")
    int writers;

    @Mixin
    CostArguments costArguments = new CostArguments();

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "" + WriterPace.IN_FLIGHT,
            description =
                    "Transactions in flight of a writer to an account: its reverseip.writer.max-in-flight. Default: ${DEFAULT-VALUE}.")
    int inFlight;

    @Option(
            names = "--account-rate",
            paramLabel = "N",
            description = "Entities per second that an account accepts. Default: the limit of --region-limits.")
    Optional<Integer> accountRate = Optional.empty();

    @Option(
            names = "--region-limits",
            paramLabel = "standard|large",
            defaultValue = "standard",
            description = {
                "Azure's limits of an account in its region. standard: 20,000 entities of 1 KiB per second, 25 Gbit/s. large: 40,000",
                "and 60 Gbit/s; Azure documents which regions are large. Default: ${DEFAULT-VALUE}."
            })
    AzureLimits.Region region;

    @Option(
            names = "--transaction-latency",
            paramLabel = "TIME",
            defaultValue = "300ms",
            converter = Latency.class,
            description =
                    "From a transaction's request to its answer, such as 20ms: 300 to 500 ms over a distant network. Default: ${DEFAULT-VALUE}.")
    Duration latency;

    @Option(names = "--exact", description = "Counts more than a /12, too, in one pass over the addresses.")
    boolean exact;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the plan. Default: ${DEFAULT-VALUE}.")
    OutputForm output;

    private final AccountsConfig accountsConfig;
    private final Provider<Secrets> configuredSecrets;
    private final GeneratorConfig config;
    private final ObjectMapper json;

    PlanCommand(
            AccountsConfig accountsConfig,
            Provider<Secrets> configuredSecrets,
            GeneratorConfig config,
            ObjectMapper json) {
        this.accountsConfig = accountsConfig;
        this.configuredSecrets = configuredSecrets;
        this.config = config;
        this.json = json;
    }

    /** As everywhere in the configuration: {@code 300ms}, {@code 2s}. */
    static final class Latency implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return new DurationConverter().convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'%s' is not a time such as 300ms or 2s.".formatted(text));
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        AddressRanges addresses = buildArguments.addresses(spec.commandLine().getErr());
        Means means = means();
        UnsealedRecipe recipe = configuredSecrets.get().unseal(buildArguments.recipeArguments.recipe());
        List<Build> builds = Arrays.stream(Layout.values())
                .map(layout -> build(buildArguments.parameters(addresses, accountNames(means), layout), recipe))
                .toList();
        EngineChoice choice = hashingArguments.measureEngine(recipe, addresses.count());
        Optional<DigestCells> cells = cells(addresses, recipe, builds, choice);
        Plan plan = Plan.of(builds, addresses, cells, choice, means, costArguments.prices());
        output.print(plan, Plan::text, json, spec.commandLine().getOut());
        ExpiringAccess.within(accountsConfig, plan.longest())
                .forEach(spec.commandLine().getErr()::println);
        return ExitCodes.OK;
    }

    private Means means() {
        int accountCount = accounts.orElse(Math.max(1, accountsConfig.accounts().size()));
        return new Means(
                accountCount,
                generators.orElse(shareArguments.share().of()),
                cores.orElse(Runtime.getRuntime().availableProcessors()),
                writers,
                costArguments.writerCores(),
                inFlight,
                region,
                accountRate.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                latency,
                hashingArguments.memoryBytes(),
                GenerateCommand.dispatchSettings(config.dispatch(), accountCount),
                config.audit().pagesAtOnce());
    }

    /** Those that are configured, as far as they go: names are sent with every message. */
    private List<String> accountNames(Means means) {
        return Stream.concat(
                        new TreeSet<>(accountsConfig.accounts().keySet()).stream(),
                        IntStream.rangeClosed(1, means.accounts()).mapToObj(number -> "account-" + number))
                .limit(means.accounts())
                .toList();
    }

    private Build build(BuildParameters parameters, UnsealedRecipe recipe) {
        return new Build(
                new DatasetName(dataset),
                NO_BUILD,
                BuildState.BUILDING,
                parameters,
                recipe.check(NO_BUILD.text()),
                parameters.keyScheme().units(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }

    private Optional<DigestCells> cells(
            AddressRanges addresses, UnsealedRecipe recipe, List<Build> builds, EngineChoice choice)
            throws InterruptedException {
        int finest = builds.stream()
                .mapToInt(build ->
                        build.keyScheme().partitionBits() + build.keyScheme().bucketBits())
                .max()
                .orElseThrow();
        boolean possible = builds.stream().allMatch(Plan::canBeExact);
        if (possible && addresses.count() <= DigestCells.MAX_SORTED) {
            return Optional.of(DigestCells.sorted(addresses, recipe));
        }
        if (!exact) {
            return Optional.empty();
        }
        if (!possible || finest > DigestCells.MAX_COUNTED_BITS) {
            throw new IllegalArgumentException(
                    "--exact counts at most 2^%d buckets; the key characters make 2^%d. Leave --exact out, or use fewer."
                            .formatted(DigestCells.MAX_COUNTED_BITS, finest));
        }
        int threads =
                SliceShape.usefulThreads(addresses.count(), Runtime.getRuntime().availableProcessors());
        return Optional.of(
                DigestCells.counted(new HashingPass(addresses, threads, choice.engine(), recipe, count -> {}), finest));
    }
}
