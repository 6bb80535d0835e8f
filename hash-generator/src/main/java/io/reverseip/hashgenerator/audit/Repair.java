package io.reverseip.hashgenerator.audit;

import static java.util.Objects.requireNonNull;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.azure.data.tables.models.TableTransactionFailedException;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.filling.Patience;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.AzureLimits;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an audit found, mended in two steps: the partitions it names are filled again, which replaces whatever stands in their rows;
 * then what no filling replaces is deleted. An entity is deleted if nothing in it is right where it stands: it has a key that no entity
 * of the build has, or all its addresses belong elsewhere, or it stands in the wrong account. Serves one repair.
 */
public final class Repair {
    private final StorageAccounts accounts;
    private final Build build;
    private final AddressRanges ranges;
    private final DigestEngine engine;
    private final UnsealedRecipe recipe;
    private final AuditSettings settings;
    private final Patience patience;
    private final Set<Place> places = new LinkedHashSet<>();

    /** What one line of an audit points at. */
    private record Place(String account, String partitionKey) {}

    /**
     * @param ranges of the build
     * @param recipe of the build
     * @param faults what an audit of the build found
     * @throws IllegalArgumentException if a fault is of another build, or of an account that is not known
     */
    public Repair(
            StorageAccounts accounts,
            Build build,
            AddressRanges ranges,
            DigestEngine engine,
            UnsealedRecipe recipe,
            AuditSettings settings,
            List<Fault> faults) {
        this.accounts = requireNonNull(accounts);
        this.build = requireNonNull(build);
        this.ranges = requireNonNull(ranges);
        this.engine = requireNonNull(engine);
        this.recipe = requireNonNull(recipe);
        this.settings = requireNonNull(settings);
        this.patience = new Patience(settings.giveUpAfter());
        faults.forEach(this::add);
    }

    private void add(Fault fault) {
        if (!fault.build().equals(build.id().text())) {
            throw new IllegalArgumentException(
                    "A fault is of build %s, but the current build of dataset '%s' is %s. Audit it anew."
                            .formatted(fault.build(), build.dataset(), build.id()));
        }
        accounts.service(fault.account());
        places.add(new Place(fault.account(), fault.partition()));
        KeyScheme keys = build.keyScheme();
        keys.partitionOf(fault.partition())
                .ifPresent(partition -> places.add(new Place(build.account(partition), fault.partition())));
    }

    /** The partitions to fill again. */
    public BitSet partitions() {
        BitSet partitions = new BitSet();
        for (Place place : places) {
            build.keyScheme().partitionOf(place.partitionKey()).ifPresent(partitions::set);
        }
        return partitions;
    }

    /**
     * Deletes what does not belong where it stands. The partitions have been filled again before.
     *
     * @return number of entities deleted
     */
    public long deleteForeigners() throws InterruptedException {
        List<Place> todo = List.copyOf(places);
        AtomicInteger next = new AtomicInteger();
        LongAdder deleted = new LongAdder();
        SpanReader reader = new SpanReader(accounts, build, patience);
        int workers = Math.min(settings.pagesAtOnce(), todo.size());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(executor);
            for (int i = 0; i < workers; i++) {
                SpanCheck check = new SpanCheck(build, ranges, partition -> 0, engine, recipe, fault -> {});
                running.submit(() -> {
                    for (int place = next.getAndIncrement(); place < todo.size(); place = next.getAndIncrement()) {
                        deleted.add(deleteForeigners(todo.get(place), reader, check));
                    }
                    return null;
                });
            }
            try {
                for (int i = 0; i < workers; i++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                throw Audit.causeOf(e);
            } finally {
                executor.shutdownNow();
            }
        }
        return deleted.sum();
    }

    private long deleteForeigners(Place place, SpanReader reader, SpanCheck check) throws InterruptedException {
        TableClient table = accounts.table(place.account(), build.tableName());
        int partition = build.keyScheme().partitionOf(place.partitionKey()).orElse(0);
        Span span = new Span(place.account(), partition, partition + 1);
        List<TableEntity> foreigners = new ArrayList<>();
        int[] deleted = {0};
        reader.readKey(place.account(), place.partitionKey(), page -> {
            for (TableEntity entity : page) {
                check.begin(span);
                check.see(entity);
                if (check.right() == 0) {
                    foreigners.add(entity);
                }
                if (foreigners.size() == AzureLimits.TRANSACTION_ENTITIES) {
                    deleted[0] += delete(table, foreigners);
                    foreigners.clear();
                }
            }
        });
        return deleted[0] + (foreigners.isEmpty() ? 0 : delete(table, foreigners));
    }

    private int delete(TableClient table, List<TableEntity> foreigners) throws InterruptedException {
        return patience.ask("Deleting entities of table " + build.tableName(), () -> {
            try {
                table.submitTransaction(foreigners.stream()
                        .map(entity -> new TableTransactionAction(TableTransactionActionType.DELETE, entity))
                        .toList());
            } catch (TableTransactionFailedException e) {
                // One of them is gone already, perhaps by an attempt whose answer was lost: the others are not.
                foreigners.forEach(entity -> table.deleteEntity(entity.getPartitionKey(), entity.getRowKey()));
            }
            return foreigners.size();
        });
    }
}
