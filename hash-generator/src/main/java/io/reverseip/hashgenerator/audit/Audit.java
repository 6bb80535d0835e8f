package io.reverseip.hashgenerator.audit;

import static java.util.Objects.requireNonNull;

import com.azure.core.util.Context;
import com.azure.data.tables.models.ListTablesOptions;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.filling.Patience;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.HashingPass;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.layout.Layout;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Reads a build's tables back and proves them: see {@link SpanCheck} for what a proof is, and {@link Expectations} for the short cut.
 * Memory: 16 bytes a partition, at most 32 MiB, and the pages being read. Serves one audit.
 */
public final class Audit {
    private static final Logger LOG = Logger.getLogger(Audit.class);

    private final StorageAccounts accounts;
    private final Build build;
    private final AddressRanges ranges;
    private final DigestEngine engine;
    private final UnsealedRecipe recipe;
    private final AuditSettings settings;
    private final AuditProgress progress;
    private final Consumer<Fault> faults;

    /**
     * @param ranges of the build; their number of addresses must be its number of records
     * @param recipe of the build
     * @param faults told what is wrong, one at a time
     */
    public Audit(
            StorageAccounts accounts,
            Build build,
            AddressRanges ranges,
            DigestEngine engine,
            UnsealedRecipe recipe,
            AuditSettings settings,
            AuditProgress progress,
            Consumer<Fault> faults) {
        this.accounts = requireNonNull(accounts);
        this.build = requireNonNull(build);
        this.ranges = requireNonNull(ranges);
        this.engine = requireNonNull(engine);
        this.recipe = requireNonNull(recipe);
        this.settings = requireNonNull(settings);
        this.progress = requireNonNull(progress);
        this.faults = requireNonNull(faults);
        if (ranges.count() != build.records()) {
            throw new IllegalArgumentException(
                    "Build %s has %,d records, but its ranges hold %,d addresses: these cannot prove it."
                            .formatted(build.id(), build.records(), ranges.count()));
        }
    }

    /**
     * What to read.
     *
     * @param share which part of the build, where several audit it together
     * @param sample how many partitions all of them read together, chosen at random; empty for all
     */
    public record Scope(Share share, OptionalInt sample) {
        public Scope {
            requireNonNull(share);
            if (sample.isPresent() && sample.getAsInt() < 1) {
                throw new IllegalArgumentException(
                        "A sample has at least one partition, not %d.".formatted(sample.getAsInt()));
            }
        }
    }

    /** Counts what has to be there, reads what is there, and tells the difference. */
    public void run(Scope scope, Random random) throws InterruptedException {
        List<Span> spans = scope.sample().isPresent()
                ? Spans.sample(
                        build, accountsToRead(), scope.share(), scope.sample().getAsInt(), random)
                : Spans.all(build, accountsToRead(), scope.share());
        HashingPass pass =
                new HashingPass(ranges, Runtime.getRuntime().availableProcessors(), engine, recipe, progress::hashed);
        try (Expectations expected = Expectations.of(pass, build.keyScheme(), random.nextLong())) {
            requireAllRecords(expected);
            progress.beginReading(partitions(spans));
            read(spans, expected);
        }
    }

    private void requireAllRecords(Expectations expected) {
        if (expected.total() != build.records()) {
            throw new IllegalStateException("Engine %s counted %,d addresses of %,d"
                    .formatted(engine.name(), expected.total(), build.records()));
        }
    }

    /** About how many pages, each a request, an audit of a whole build reads, by itself. */
    public static double expectedPages(Build build, double entities) {
        List<Span> spans = Spans.all(build, build.parameters().accounts(), Share.WHOLE);
        return spans.size() * Math.max(1, Math.ceil(entities / spans.size() / SpanReader.pageSize(build)));
    }

    /** The build's accounts, and others where a table of its name stands: nothing of it should be there. */
    private List<String> accountsToRead() {
        Set<String> read = new LinkedHashSet<>(build.parameters().accounts());
        for (String account : accounts.names()) {
            if (!read.contains(account) && hasTable(account)) {
                LOG.warnf("Account '%s' is none of the build's, but has a table %s", account, build.tableName());
                read.add(account);
            }
        }
        return List.copyOf(read);
    }

    private boolean hasTable(String account) {
        return accounts
                .service(account)
                .listTables(
                        new ListTablesOptions().setFilter("TableName eq '%s'".formatted(build.tableName())),
                        null,
                        Context.NONE)
                .stream()
                .findAny()
                .isPresent();
    }

    private long partitions(List<Span> spans) {
        return spans.stream()
                .filter(span ->
                        span.account().equals(build.parameters().accounts().getFirst()))
                .mapToLong(Span::partitions)
                .sum();
    }

    private void read(List<Span> spans, Expectations expected) throws InterruptedException {
        SpanReader reader = new SpanReader(accounts, build, new Patience(settings.giveUpAfter()));
        AtomicInteger next = new AtomicInteger();
        int readers = Math.min(settings.pagesAtOnce(), spans.size());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(executor);
            for (int i = 0; i < readers; i++) {
                SpanCheck check = new SpanCheck(build, ranges, expected::count, engine, recipe, this::report);
                FingerprintCheck quick = new FingerprintCheck(build, expected);
                running.submit(() -> {
                    for (int span = next.getAndIncrement(); span < spans.size(); span = next.getAndIncrement()) {
                        prove(spans.get(span), reader, quick, check);
                    }
                    return null;
                });
            }
            try {
                for (int i = 0; i < readers; i++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                throw causeOf(e);
            } finally {
                executor.shutdownNow();
            }
        }
    }

    static RuntimeException causeOf(ExecutionException e) throws InterruptedException {
        return switch (e.getCause()) {
            case InterruptedException interruption -> throw interruption;
            case RuntimeException cause -> cause;
            case Error error -> throw error;
            default -> new IllegalStateException(e.getCause());
        };
    }

    /** A packed span is hashed only if its fingerprints do not prove it; a row's key is a whole digest, of which these know a part. */
    private void prove(Span span, SpanReader reader, FingerprintCheck quick, SpanCheck thorough)
            throws InterruptedException {
        boolean proved = false;
        if (build.layout() == Layout.PACKED) {
            quick.begin(span);
            read(span, reader, quick::see);
            proved = quick.proved();
        }
        if (!proved) {
            thorough.begin(span);
            read(span, reader, thorough::see);
            thorough.end();
        }
        progress.partitionsRead(partitionsHere(span));
    }

    private void read(Span span, SpanReader reader, ToIntFunction<TableEntity> check) throws InterruptedException {
        reader.read(span, page -> {
            long addresses = 0;
            for (TableEntity entity : page) {
                addresses += check.applyAsInt(entity);
            }
            progress.page(page.size(), addresses);
        });
    }

    private int partitionsHere(Span span) {
        return (int) IntStream.range(span.first(), span.end())
                .filter(partition -> build.account(partition).equals(span.account()))
                .count();
    }

    private synchronized void report(Fault fault) {
        progress.fault();
        faults.accept(fault);
    }
}
