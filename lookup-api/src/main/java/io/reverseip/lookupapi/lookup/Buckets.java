package io.reverseip.lookupapi.lookup;

import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.layout.PointRead;
import io.reverseip.lookupapi.lookup.LookupMetrics.Read;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses that entities hold, by the keys of the entities. A complete build does not change, so an entity that was read, or
 * was absent, is kept for a while: the least useful ones are evicted when the cache is full (Caffeine's W-TinyLFU). Concurrent callers of
 * the same entity share one request. Thread-safe; never blocks.
 */
public final class Buckets implements AutoCloseable {
    /** The service's error codes for an entity that does not exist; for a table, it is {@code TableNotFound}. */
    private static final Set<String> NO_SUCH_ENTITY = Set.of("ResourceNotFound", "EntityNotFound");

    private static final String AFTER_EVERY_HEX_CHARACTER = "g";

    /** What an entry takes in addition to the addresses: key strings, cache node, future; found by a heap histogram. */
    private static final int ENTRY_BYTES = 500;

    private final StorageAccounts accounts;
    private final AccountReadsRegistry reads;
    private final EntityReads entities;
    private final LookupMetrics metrics;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<Entity, int[]> cache;

    /** The time of a repair is part of the key: what was read before is not used after it. */
    private record Entity(String account, String table, Optional<Instant> repaired, PointRead read) {}

    /**
     * @param bytes how much memory the cache may take, roughly
     * @param keep maximum time for which an entity is kept
     */
    public Buckets(
            StorageAccounts accounts, AccountReadsRegistry reads, LookupMetrics metrics, long bytes, Duration keep) {
        this.accounts = accounts;
        this.reads = reads;
        this.entities = new EntityReads(accounts);
        this.metrics = metrics;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Entity entity, int[] addresses) -> ENTRY_BYTES + Integer.BYTES * addresses.length)
                .expireAfterWrite(keep)
                .executor(executor)
                .recordStats()
                .buildAsync();
    }

    /** The cache as metrics read it. */
    public Cache<?, ?> statistics() {
        return cache.synchronous();
    }

    /**
     * The addresses in the one entity of a build that may hold that of a digest: candidates, to be proved. None if there is no such
     * entity. Present already, or about to be read. The future is shared by all callers: it must be neither completed nor cancelled. It
     * fails with {@link io.reverseip.account.InvalidAccountException} if the account cannot be opened,
     * {@link io.reverseip.layout.UnreadableEntityException} if the entity is none of this system's, {@link SilentAccountException} if the
     * account is known not to answer, {@link AbandonedReadException} if it was not sent before the deadlines of all callers, or else with
     * what {@link ServiceFault#of} understands.
     *
     * @param deadline when the caller gives up
     */
    CompletableFuture<int[]> candidates(Build build, Digest digest, Priority priority, Deadline deadline) {
        Entity entity = entity(build, digest);
        while (true) {
            CompletableFuture<int[]> read = cache.get(entity, (unknown, unused) -> read(unknown, priority, deadline));
            if (!read.isDone()) {
                reads.of(entity.account()).join(read, priority, deadline);
            }
            if (!wasAbandoned(read) || deadline.nanosLeft() == 0) {
                return read;
            }
            // By those who called before, in this moment: it is not cached.
            cache.asMap().remove(entity, read);
        }
    }

    /** Reads the entity of a digest again when it is needed next. */
    void discard(Build build, Digest digest) {
        cache.synchronous().invalidate(entity(build, digest));
    }

    private static Entity entity(Build build, Digest digest) {
        return new Entity(build.account(digest), build.tableName(), build.repaired(), build.pointRead(digest));
    }

    private static boolean wasAbandoned(CompletableFuture<int[]> read) {
        return read.isCompletedExceptionally() && read.exceptionNow() instanceof AbandonedReadException;
    }

    /**
     * The addresses in all entities that can hold digests with a prefix, by RowKey: by one query over a range of keys of one partition; not
     * kept. Fails as {@link #candidates} does.
     */
    CompletableFuture<Map<String, int[]>> entities(
            Build build, DigestPrefix prefix, Priority priority, Deadline deadline) {
        String account = build.account(prefix.first());
        return reads.of(account)
                .submit(
                        () -> CompletableFuture.supplyAsync(() -> readEntities(build, account, prefix), executor),
                        priority,
                        deadline);
    }

    private Map<String, int[]> readEntities(Build build, String account, DigestPrefix prefix) {
        PointRead first = build.pointRead(prefix.first());
        ListEntitiesOptions range = new ListEntitiesOptions()
                .setFilter("PartitionKey eq '%s' and RowKey ge '%s' and RowKey lt '%s'"
                        .formatted(first.partitionKey(), prefix.hex(), prefix.hex() + AFTER_EVERY_HEX_CHARACTER))
                .setSelect(Stream.concat(Stream.of("PartitionKey", "RowKey"), first.layout().properties().stream())
                        .toList());
        TableClient table = accounts.table(account, build.tableName());
        long start = System.nanoTime();
        Read result = Read.FAILED;
        try {
            Map<String, int[]> addresses = table.listEntities(range, null, Context.NONE).stream()
                    .collect(Collectors.toMap(TableEntity::getRowKey, first::addresses));
            result = addresses.isEmpty() ? Read.ABSENT : Read.FOUND;
            return addresses;
        } finally {
            metrics.read(account, result, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private CompletableFuture<int[]> read(Entity entity, Priority priority, Deadline deadline) {
        return reads.of(entity.account()).submit(() -> read(entity), priority, deadline);
    }

    private CompletableFuture<int[]> read(Entity entity) {
        long start = System.nanoTime();
        return entities.addresses(entity.account(), entity.table(), entity.read())
                .handle((found, failure) -> {
                    Read result = Read.FAILED;
                    try {
                        int[] addresses = failure == null ? found : absent(failure);
                        result = addresses.length > 0 ? Read.FOUND : Read.ABSENT;
                        return addresses;
                    } finally {
                        metrics.read(entity.account(), result, Duration.ofNanos(System.nanoTime() - start));
                    }
                });
    }

    /** No addresses, if that is what the failure means. */
    private static int[] absent(Throwable failure) {
        ServiceFault fault = ServiceFault.of(failure);
        if (fault.status() == 404 && NO_SUCH_ENTITY.contains(fault.code())) {
            return new int[0];
        }
        throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
