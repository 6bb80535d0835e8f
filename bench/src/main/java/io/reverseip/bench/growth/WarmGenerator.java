package io.reverseip.bench.growth;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.Progress;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.reverseip.hashgenerator.dispatch.WriterNames;
import io.reverseip.hashgenerator.filling.Filling;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.EngineChooser;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.layout.Layout;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A generator that stays: it fills one dataset after the other, in the rooms and by the steps of {@code generate}, in a JVM that has
 * long compiled all of it. The command itself ends with its dataset, and a small one is over before its JVM is warm.
 */
public final class WarmGenerator {
    private static final DispatchSettings DISPATCH = new DispatchSettings(
            new DispatchSettings.Window(64, 8_388_608, 65_536),
            16L << 20,
            Duration.ofSeconds(120),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            new DispatchSettings.FailureLimit(16, Duration.ofMinutes(10)));

    /** Held, because a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("io.reverseip");

    private final StorageAccounts accounts;
    private final WriterNames writers;
    private final WriterChannels channels = WriterChannels.plaintext();
    private final DigestEngine engine;
    private final long memoryBytes;

    private WarmGenerator(StorageAccounts accounts, String writers, long memoryBytes) {
        this.accounts = accounts;
        this.writers = new WriterNames(List.of(writers.split(",")));
        this.memoryBytes = memoryBytes;
        this.engine = EngineChooser.ofThisMachine()
                .fastest(UnsealedRecipe.PLAIN, 1L << 32)
                .engine();
    }

    /** What filling a dataset took, from before its build was created until it was current. */
    record Filled(double seconds, long records, long entities, long transactions, long passes) {}

    /**
     * The program. Its argument is the memory of the slices in bytes; accounts and writers are configured as a service's. For each line
     * on standard input, a dataset's name and ranges, it fills the dataset and prints what that took as JSON.
     */
    public static void main(String... arguments) throws Exception {
        LOG.setLevel(Level.WARNING);
        AccountsConfig config = new SmallRyeConfigBuilder()
                // Only these: the services' own properties are on this class path, too; and the writers are among
                // these.
                .withSources(new SysPropConfigSource())
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(AccountsConfig.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(AccountsConfig.class);
        WarmGenerator generator = new WarmGenerator(
                new StorageAccounts(config, Vertx.vertx()),
                System.getProperty("reverseip.writers"),
                Long.parseLong(arguments[0]));
        ObjectMapper json = new ObjectMapper();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(json.writeValueAsString(
                    generator.fill(new DatasetName(words[0]), AddressRanges.parse(List.of(words[1]), List.of()))));
        }
        // Clients of azure-data-tables leave threads behind that would keep the program.
        System.exit(0);
    }

    private Filled fill(DatasetName dataset, AddressRanges ranges) throws Exception {
        long start = System.nanoTime();
        BuildParameters parameters = new BuildParameters(
                RangesSummary.of(ranges),
                Recipe.PLAIN,
                Layout.PACKED,
                Layout.PACKED.automaticKeyScheme(ranges.count()),
                accounts.names());
        Builds builds = new Builds(accounts);
        Build build = builds.start(dataset, parameters, ranges).build();
        Filling filling = new Filling(
                builds,
                new Progress(accounts),
                writers,
                channels,
                DISPATCH,
                engine,
                UnsealedRecipe.PLAIN,
                "warm-generator",
                dispatch -> {});
        int threads =
                SliceShape.usefulThreads(ranges.count(), Runtime.getRuntime().availableProcessors());
        Filling.Left left = filling.left(build, Share.WHOLE);
        RunProgress progress = new RunProgress(left.records(), System::nanoTime);
        Filling.Result result = filling.fill(
                build, ranges, left, new SliceShape(ranges, build.keyScheme(), threads), memoryBytes, progress);
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (result.published().isEmpty()) {
            throw new IllegalStateException("%s is not complete".formatted(build));
        }
        return new Filled(
                seconds,
                progress.counts().records(),
                progress.counts().entities(),
                progress.counts().transactions(),
                progress.passes());
    }
}
