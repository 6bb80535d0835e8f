package io.reverseip.bench.tableservice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The entities of all tables, in one RocksDB. A key is the table's number (4 bytes), the partition key, a zero byte, the row key: the
 * table service's order. Tables stand under number 0. Values of a bucket's size go to blob files, which compaction leaves alone: it
 * moves keys only, and so costs a fraction of what it would. What was answered is in the write-ahead log, handed to the operating
 * system, so it survives this process, not the machine. Thread-safe.
 */
final class EntityStore implements AutoCloseable {
    /** Azure's limit of a page. */
    static final int MAX_PAGE = 1000;

    private static final int LOCKS = 256;
    private static final byte[] LAST_NUMBER = {0, 0, 0, 0};

    private final Options options = new Options();
    private final LRUCache cache = new LRUCache(32L << 20);
    private final WriteOptions writeOptions = new WriteOptions();
    private final RocksDB database;
    private final ConcurrentSkipListMap<Table, Integer> tables = new ConcurrentSkipListMap<>();
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);
    private final AtomicLong lastTimestamp = new AtomicLong();
    private int lastNumber;

    static {
        RocksDB.loadLibrary();
    }

    /** A table of an account; the table service does not tell upper from lower case. */
    private record Table(String account, String lowerCase, String name) implements Comparable<Table> {
        Table(String account, String name) {
            this(account, name.toLowerCase(Locale.ROOT), name);
        }

        @Override
        public int compareTo(Table other) {
            int byAccount = account.compareTo(other.account);
            return byAccount != 0 ? byAccount : lowerCase.compareTo(other.lowerCase);
        }

        byte[] key() {
            return EntityStore.key(0, account, lowerCase);
        }
    }

    /** What is to happen to one entity, and what has to hold for it. */
    record Change(Kind kind, Entity entity, Optional<String> ifMatch) {
        enum Kind {
            INSERT,
            REPLACE,
            MERGE,
            DELETE
        }
    }

    /** A change that could not be made, and with it none of its transaction. */
    static final class Rejected extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int index;
        private final ServiceError error;

        Rejected(int index, ServiceError error) {
            super(error.message(), null, false, false);
            this.index = index;
            this.error = error;
        }

        int index() {
            return index;
        }

        ServiceError error() {
            return error;
        }
    }

    /** A part of a query's answer, and where the rest begins. */
    record Page(List<Entity> entities, Optional<Position> next) {}

    /** A place in a table's order. */
    record Position(String partitionKey, String rowKey) {}

    EntityStore(Path directory) {
        options.setCreateIfMissing(true)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setEnableBlobFiles(true)
                .setMinBlobSize(256)
                .setBlobFileSize(256L << 20)
                .setWriteBufferSize(64L << 20)
                .setMaxWriteBufferNumber(4)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setStatsDumpPeriodSec(0)
                .setKeepLogFileNum(1)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
        try {
            database = RocksDB.open(options, directory.toString());
            byte[] last = database.get(LAST_NUMBER);
            lastNumber = last == null ? 0 : ByteBuffer.wrap(last).getInt();
            try (RocksIterator iterator = database.newIterator()) {
                for (iterator.seek(key(0, "", ""));
                        iterator.isValid() && number(iterator.key()) == 0;
                        iterator.next()) {
                    ByteBuffer value = ByteBuffer.wrap(iterator.value());
                    int number = value.getInt();
                    Position position = position(iterator.key());
                    String name = StandardCharsets.UTF_8.decode(value).toString();
                    tables.put(new Table(position.partitionKey(), name), number);
                }
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException("The directory %s cannot be used".formatted(directory), e);
        }
    }

    private static byte[] key(int table, String partitionKey, String rowKey) {
        byte[] partition = partitionKey.getBytes(StandardCharsets.UTF_8);
        byte[] row = rowKey.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + partition.length + 1 + row.length)
                .putInt(table)
                .put(partition)
                .put((byte) 0)
                .put(row)
                .array();
    }

    private static int number(byte[] key) {
        return ByteBuffer.wrap(key).getInt();
    }

    private static Position position(byte[] key) {
        int zero = Integer.BYTES;
        while (key[zero] != 0) {
            zero++;
        }
        return new Position(
                new String(key, Integer.BYTES, zero - Integer.BYTES, StandardCharsets.UTF_8),
                new String(key, zero + 1, key.length - zero - 1, StandardCharsets.UTF_8));
    }

    /** The time of a change: later than all before it. In units of 100 ns. */
    long timestamp() {
        long now = Entity.ticks(Instant.now());
        return lastTimestamp.updateAndGet(last -> Math.max(now, last + 1));
    }

    synchronized void createTable(String account, String name) {
        Table table = new Table(account, name);
        if (tables.containsKey(table)) {
            throw ServiceError.TABLE_ALREADY_EXISTS.raised();
        }
        int number = ++lastNumber;
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] value = ByteBuffer.allocate(Integer.BYTES + nameBytes.length)
                .putInt(number)
                .put(nameBytes)
                .array();
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(
                    LAST_NUMBER,
                    ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
            batch.put(table.key(), value);
            database.write(writeOptions, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
        tables.put(table, number);
    }

    /** The table's number is never used again: what a late transaction writes under it is not seen. */
    synchronized void deleteTable(String account, String name) {
        Table table = new Table(account, name);
        Integer number = tables.remove(table);
        if (number == null) {
            throw ServiceError.RESOURCE_NOT_FOUND.raised();
        }
        try (WriteBatch batch = new WriteBatch()) {
            batch.delete(table.key());
            batch.deleteRange(key(number, "", ""), key(number + 1, "", ""));
            database.write(writeOptions, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The account's tables from a name on, in order. */
    List<String> tables(String account, String from) {
        return tables.tailMap(new Table(account, from)).keySet().stream()
                .takeWhile(table -> table.account().equals(account))
                .map(Table::name)
                .toList();
    }

    private int number(String account, String table) {
        Integer number = tables.get(new Table(account, table));
        if (number == null) {
            throw ServiceError.TABLE_NOT_FOUND.raised();
        }
        return number;
    }

    /** Throws unless the table exists. */
    void requireTable(String account, String table) {
        number(account, table);
    }

    Optional<Entity> find(String account, String table, String partitionKey, String rowKey) {
        return find(number(account, table), partitionKey, rowKey);
    }

    private Optional<Entity> find(int table, String partitionKey, String rowKey) {
        try {
            return Optional.ofNullable(database.get(key(table, partitionKey, rowKey)))
                    .map(stored -> Entity.ofStored(partitionKey, rowKey, stored));
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The entities of a table that pass, in the order of their keys.
     *
     * @param from the first one that may be in it
     * @param to the first one after it that is not; empty: to the table's end
     */
    Page page(String account, String table, Position from, Optional<Position> to, Predicate<Entity> filter, int limit) {
        int number = number(account, table);
        byte[] end = to.map(position -> key(number, position.partitionKey(), position.rowKey()))
                .orElseGet(() -> key(number + 1, "", ""));
        List<Entity> found = new ArrayList<>();
        try (Slice upper = new Slice(end);
                ReadOptions reads = new ReadOptions().setIterateUpperBound(upper);
                RocksIterator iterator = database.newIterator(reads)) {
            for (iterator.seek(key(number, from.partitionKey(), from.rowKey())); iterator.isValid(); iterator.next()) {
                Position position = position(iterator.key());
                if (found.size() == limit) {
                    return new Page(found, Optional.of(position));
                }
                Entity entity = Entity.ofStored(position.partitionKey(), position.rowKey(), iterator.value());
                if (filter.test(entity)) {
                    found.add(entity);
                }
            }
        }
        return new Page(found, Optional.empty());
    }

    /**
     * Makes all changes or none. They are of one partition, and of different rows.
     *
     * @throws Rejected if one cannot be made
     */
    void change(String account, String table, List<Change> changes) {
        int number = number(account, table);
        ReentrantLock lock = locks[
                Math.floorMod(
                        31 * number + changes.getFirst().entity().partitionKey().hashCode(), LOCKS)];
        lock.lock();
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < changes.size(); i++) {
                add(batch, number, changes.get(i), i);
            }
            database.write(writeOptions, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    private void add(WriteBatch batch, int table, Change change, int index) throws RocksDBException {
        Entity entity = change.entity();
        byte[] key = key(table, entity.partitionKey(), entity.rowKey());
        if (change.kind() == Change.Kind.REPLACE && change.ifMatch().isEmpty()) {
            batch.put(key, entity.stored());
            return;
        }
        Optional<Entity> old = find(table, entity.partitionKey(), entity.rowKey());
        if (change.kind() == Change.Kind.INSERT && old.isPresent()) {
            throw new Rejected(index, ServiceError.ENTITY_ALREADY_EXISTS);
        }
        if (change.ifMatch().isPresent()) {
            String etag = old.map(Entity::etag).orElseThrow(() -> new Rejected(index, ServiceError.RESOURCE_NOT_FOUND));
            if (!change.ifMatch().get().equals("*") && !change.ifMatch().get().equals(etag)) {
                throw new Rejected(index, ServiceError.UPDATE_CONDITION_NOT_SATISFIED);
            }
        }
        switch (change.kind()) {
            case DELETE -> batch.delete(key);
            case MERGE ->
                batch.put(
                        key,
                        old.map(before -> before.merged(entity)).orElse(entity).stored());
            case INSERT, REPLACE -> batch.put(key, entity.stored());
        }
    }

    @Override
    public void close() {
        database.close();
        writeOptions.close();
        options.close();
        cache.close();
    }
}
