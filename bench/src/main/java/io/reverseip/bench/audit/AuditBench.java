package io.reverseip.bench.audit;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.sun.management.OperatingSystemMXBean;
import io.quarkus.runtime.configuration.DurationConverter;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.process.ScratchDirectory;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.audit.Audit;
import io.reverseip.hashgenerator.audit.AuditProgress;
import io.reverseip.hashgenerator.audit.AuditSettings;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.EngineChooser;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.hashgenerator.slice.GroupMaker;
import io.reverseip.hashgenerator.slice.Slice;
import io.reverseip.hashgenerator.slice.SliceBuffer;
import io.reverseip.hashgenerator.slice.SlicePass;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Reading and proving a dataset over only reading it with azure-data-tables: the same table, as many pages at once and the same
 * properties, in turns. The table service is the benchmarks' own, in a process of its own, and takes its part of the processors in both.
 */
public final class AuditBench {
    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 5;
    private static final int PAGES_AT_ONCE = 8;
    private static final int TRANSACTION = 85;
    private static final String DATASET = "bench";
    private static final Duration LONGEST_AUDIT = Duration.ofMinutes(10);

    private final StorageAccounts accounts;
    private final Build build;
    private final AddressRanges ranges;
    private final DigestEngine engine;

    private AuditBench(StorageAccounts accounts, Build build, AddressRanges ranges, DigestEngine engine) {
        this.accounts = accounts;
        this.build = build;
        this.ranges = ranges;
        this.engine = engine;
    }

    /** Entities a second of both, their ratio, and the peak memory of an audit as a process of its own. */
    public static Figures run(String rangesText) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ScratchDirectory data = new ScratchDirectory("audit-bench");
                RunningTableService service = new RunningTableService(data.path(), 0, List.of("local"))) {
            AddressRanges ranges = AddressRanges.parse(List.of(rangesText.split(",")), List.of());
            StorageAccounts accounts = accounts(service, vertx);
            DigestEngine engine = EngineChooser.ofThisMachine()
                    .fastest(UnsealedRecipe.PLAIN, ranges.count())
                    .engine();
            Build build = start(accounts, ranges);
            AuditBench bench = new AuditBench(accounts, build, ranges, engine);
            bench.fill();
            new Builds(accounts).publish(build, new Counts(build.records(), 0, 0, 0));
            Figures figures = bench.measure();
            figures.add(
                    "audit/peak-rss-bytes",
                    "bytes",
                    RunningGenerator.audit(service.configuration(), DATASET, LONGEST_AUDIT)
                            .peakBytes());
            return figures;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static StorageAccounts accounts(RunningTableService service, Vertx vertx) {
        AccountsConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(service.configuration(), "bench", 100))
                .withMapping(AccountsConfig.class)
                .build()
                .getConfigMapping(AccountsConfig.class);
        return new StorageAccounts(config, vertx);
    }

    private static Build start(StorageAccounts accounts, AddressRanges ranges) {
        Builds builds = new Builds(accounts);
        KeyScheme keys = Layout.PACKED.automaticKeyScheme(ranges.count());
        Build build = builds.start(
                        new DatasetName(DATASET),
                        new BuildParameters(
                                RangesSummary.of(ranges), Recipe.PLAIN, Layout.PACKED, keys, accounts.names()),
                        ranges)
                .build();
        builds.createTables(build);
        return build;
    }

    /** Hashes as the generator does and writes as plainly as it can be done. */
    private void fill() throws Exception {
        KeyScheme keys = build.keyScheme();
        SliceShape shape = new SliceShape(ranges, keys, Runtime.getRuntime().availableProcessors());
        BitSet units = new BitSet();
        units.set(0, keys.units());
        Slice slice = Slice.of(units, keys.units()).getFirst();
        TableClient table = accounts.table(accounts.home(), build.tableName());
        Semaphore atOnce = new Semaphore(PAGES_AT_ONCE);
        try (SliceBuffer buffer = new SliceBuffer(shape, keys.units());
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {}).fill(List.of(new SlicePass.Target(buffer, slice)));
            GroupMaker maker = new GroupMaker(buffer, Layout.PACKED, UnsealedRecipe.PLAIN, engine);
            int[] partitions = slice.partitionsInSendingOrder(keys);
            int[] slots = slice.slots(partitions, keys);
            List<Future<?>> written = new ArrayList<>();
            for (int i = 0; i < partitions.length; i++) {
                maker.makeGroups(slots[i], partitions[i], group -> {
                    atOnce.acquire();
                    written.add(writers.submit(() -> {
                        try {
                            write(table, group.entities(Secrets.NONE));
                        } finally {
                            atOnce.release();
                        }
                    }));
                });
            }
            for (Future<?> one : written) {
                one.get();
            }
        }
    }

    private static void write(TableClient table, List<TableEntity> entities) {
        for (int from = 0; from < entities.size(); from += TRANSACTION) {
            table.submitTransaction(entities.subList(from, Math.min(from + TRANSACTION, entities.size())).stream()
                    .map(entity -> new TableTransactionAction(TableTransactionActionType.UPSERT_REPLACE, entity))
                    .toList());
        }
    }

    /** What reading all of the table took. */
    private record Taken(double entitiesPerSecond, double cpuMicrosAnEntity) {}

    private Figures measure() throws Exception {
        List<Taken> bare = new ArrayList<>();
        List<Taken> proving = new ArrayList<>();
        List<Double> counting = new ArrayList<>();
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            Taken reading = readBare();
            AuditProgress time = new AuditProgress(build.records(), System::nanoTime);
            double entitiesPerSecond = audit(time);
            AuditProgress cpu = new AuditProgress(build.records(), AuditBench::cpuNanos);
            Taken audit = new Taken(entitiesPerSecond, 1e6 / audit(cpu));
            System.err.printf("round %d: bare %s, audit %s%n", round, reading, audit);
            if (round >= WARM_UP_ROUNDS) {
                bare.add(reading);
                proving.add(audit);
                counting.add(build.records()
                        * 1e9
                        / time.elapsed().minus(time.reading()).toNanos());
            }
        }
        Figures figures = new Figures();
        figures.add("audit/bare-entities-per-second", "entities/s", each(bare, Taken::entitiesPerSecond));
        figures.add("audit/entities-per-second", "entities/s", each(proving, Taken::entitiesPerSecond));
        figures.add("audit/rate-over-bare-read", "ratio", ratios(proving, bare, Taken::entitiesPerSecond));
        figures.add("audit/bare-cpu-per-entity", "us", each(bare, Taken::cpuMicrosAnEntity));
        figures.add("audit/cpu-per-entity", "us", each(proving, Taken::cpuMicrosAnEntity));
        figures.add("audit/counting-addresses-per-second", "addresses/s", counting);
        return figures;
    }

    private static List<Double> each(List<Taken> rounds, ToDoubleFunction<Taken> value) {
        return rounds.stream().mapToDouble(value).boxed().toList();
    }

    private static List<Double> ratios(List<Taken> rounds, List<Taken> over, ToDoubleFunction<Taken> value) {
        return IntStream.range(0, rounds.size())
                .mapToObj(round -> value.applyAsDouble(rounds.get(round)) / value.applyAsDouble(over.get(round)))
                .toList();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Entities read a second, as the progress' clock counts them. */
    private double audit(AuditProgress progress) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        new Audit(
                        accounts,
                        build,
                        ranges,
                        engine,
                        UnsealedRecipe.PLAIN,
                        new AuditSettings(PAGES_AT_ONCE, Duration.ofMinutes(1)),
                        progress,
                        fault -> faults.add(fault.text()))
                .run(new Audit.Scope(Share.WHOLE, OptionalInt.empty()), new Random());
        double seconds = progress.reading().toNanos() / 1e9;
        if (!faults.isEmpty() || progress.addressesRead() != build.records()) {
            throw new IllegalStateException("The audit found " + faults);
        }
        return progress.entitiesRead() / seconds;
    }

    /** All of the table by nothing but azure-data-tables: key ranges side by side, pages as large as they come. */
    private Taken readBare() throws Exception {
        KeyScheme keys = build.keyScheme();
        TableClient table = accounts.table(accounts.home(), build.tableName());
        int spans = Math.min(keys.partitions(), 64);
        int length = keys.partitions() / spans;
        AtomicInteger next = new AtomicInteger();
        LongAdder entities = new LongAdder();
        long start = System.nanoTime();
        long cpuBefore = cpuNanos();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int reader = 0; reader < PAGES_AT_ONCE; reader++) {
                running.add(readers.submit(() -> {
                    for (int span = next.getAndIncrement(); span < spans; span = next.getAndIncrement()) {
                        String filter = "PartitionKey ge '%s'".formatted(keys.partitionKey(span * length));
                        if (span + 1 < spans) {
                            filter += " and PartitionKey lt '%s'".formatted(keys.partitionKey((span + 1) * length));
                        }
                        ListEntitiesOptions query = new ListEntitiesOptions()
                                .setFilter(filter)
                                .setSelect(List.of("PartitionKey", "RowKey", Layout.PACKED.property()));
                        for (PagedResponse<TableEntity> page :
                                table.listEntities(query, null, Context.NONE).iterableByPage()) {
                            entities.add(page.getValue().size());
                        }
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Taken(entities.sum() / seconds, (cpuNanos() - cpuBefore) / 1e3 / entities.sum());
    }
}
