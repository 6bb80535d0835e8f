package io.reverseip.lookupapi.lookup;

import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.layout.PointRead;
import io.reverseip.lookupapi.lookup.LookupMetrics.Read;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The addresses that entities hold, by the keys of the entities. A complete build does not change, so an entity that was read, or
 * was not there, is kept for a while: the least useful ones go when the cache is full (Caffeine's W-TinyLFU). Whoever asks for an
 * entity while it is being read waits for the same request. Requests to one account are limited in number; more wait for their turn,
 * and fail when it does not come in time. Thread-safe.
 */
public final class Buckets implements AutoCloseable {
    /** What the service says of an entity that is not there; of a table, it says {@code TableNotFound}. */
    private static final Set<String> NO_SUCH_ENTITY = Set.of("ResourceNotFound", "EntityNotFound");

    /** What an entry takes beside the addresses: key strings, cache node, future; found by a heap histogram. */
    private static final int ENTRY_BYTES = 500;

    private final StorageAccounts accounts;
    private final EntityReads entities;
    private final LookupMetrics metrics;
    private final int readsAtOnce;
    private final Duration patience;
    private final ExecutorService reading = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();
    private final AsyncCache<Entity, int[]> cache;

    private record Entity(String account, String table, PointRead read) {}

    /**
     * @param bytes how much memory the cache may take, roughly
     * @param keep how long an entity is kept, at most
     * @param readsAtOnce requests to one account at the same time, at most
     * @param patience how long a request waits for its turn, at most
     */
    public Buckets(
            StorageAccounts accounts,
            LookupMetrics metrics,
            long bytes,
            Duration keep,
            int readsAtOnce,
            Duration patience) {
        this.accounts = accounts;
        this.entities = new EntityReads(accounts);
        this.metrics = metrics;
        this.readsAtOnce = readsAtOnce;
        this.patience = patience;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Entity entity, int[] addresses) -> ENTRY_BYTES + Integer.BYTES * addresses.length)
                .expireAfterWrite(keep)
                .executor(reading)
                .recordStats()
                .buildAsync();
    }

    /** The cache as metrics read it. */
    public Cache<?, ?> statistics() {
        return cache.synchronous();
    }

    /**
     * The addresses in the one entity of a build that may hold that of a digest: candidates, to be proved. None if there is no such
     * entity. At hand already, or about to be read; never waits. The future belongs to all who ask: it must be neither completed nor
     * cancelled. It fails with
     * {@link io.reverseip.account.InvalidAccountException} if the account cannot be opened,
     * {@link io.reverseip.layout.UnreadableEntityException} if the entity is none of this system's, {@link NoTurnException} if too
     * many requests to the account wait already, or else with what {@link ServiceFault#of} understands.
     */
    CompletableFuture<int[]> candidates(Build build, Digest digest) {
        return cache.get(
                new Entity(build.account(digest), build.tableName(), build.pointRead(digest)),
                (entity, executor) -> read(entity));
    }

    /**
     * The addresses in the rows whose digests begin as asked, by one query over a range of keys; not kept. Fails as
     * {@link #candidates} does.
     */
    CompletableFuture<int[]> rows(Build build, DigestPrefix prefix) {
        return CompletableFuture.supplyAsync(() -> readRows(build, prefix), reading);
    }

    private int[] readRows(Build build, DigestPrefix prefix) {
        String account = build.account(prefix.first());
        PointRead first = build.pointRead(prefix.first());
        ListEntitiesOptions range = new ListEntitiesOptions()
                .setFilter("PartitionKey eq '%s' and RowKey ge '%s' and RowKey lt '%s'"
                        .formatted(first.partitionKey(), prefix.hex(), prefix.end()))
                .setSelect(List.of("PartitionKey", "RowKey", first.property()));
        TableClient table = accounts.table(account, build.tableName());
        Semaphore turn = turn(account);
        await(turn);
        long start = System.nanoTime();
        Read result = Read.FAILED;
        try {
            int[] addresses = table.listEntities(range, null, Context.NONE).stream()
                    .map(first::addresses)
                    .flatMapToInt(IntStream::of)
                    .toArray();
            result = addresses.length > 0 ? Read.FOUND : Read.ABSENT;
            return addresses;
        } finally {
            turn.release();
            metrics.read(account, result, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Begins at once on the thread of who asks, or waits for its turn on another one. */
    private CompletableFuture<int[]> read(Entity entity) {
        Semaphore turn = turn(entity.account());
        if (!turn.hasQueuedThreads() && turn.tryAcquire()) {
            return read(entity, turn);
        }
        return CompletableFuture.runAsync(() -> await(turn), reading).thenCompose(mine -> read(entity, turn));
    }

    private CompletableFuture<int[]> read(Entity entity, Semaphore turn) {
        long start = System.nanoTime();
        return entities.addresses(entity.account(), entity.table(), entity.read())
                .handle((found, failure) -> {
                    Read result = Read.FAILED;
                    try {
                        int[] addresses = failure == null ? found : absent(failure);
                        result = addresses.length > 0 ? Read.FOUND : Read.ABSENT;
                        return addresses;
                    } finally {
                        turn.release();
                        metrics.read(entity.account(), result, Duration.ofNanos(System.nanoTime() - start));
                    }
                });
    }

    /** No addresses, if that is what the failure says. */
    private static int[] absent(Throwable failure) {
        ServiceFault fault = ServiceFault.of(failure);
        if (fault.status() == 404 && NO_SUCH_ENTITY.contains(fault.code())) {
            return new int[0];
        }
        throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
    }

    private Semaphore turn(String account) {
        return turns.computeIfAbsent(account, name -> new Semaphore(readsAtOnce, true));
    }

    private void await(Semaphore turn) {
        try {
            if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NoTurnException(readsAtOnce, patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoTurnException(readsAtOnce, patience);
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
