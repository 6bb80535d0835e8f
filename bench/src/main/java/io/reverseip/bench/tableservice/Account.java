package io.reverseip.bench.tableservice;

import io.reverseip.bench.tableservice.Behaviour.Fault;
import io.reverseip.bench.tableservice.Behaviour.Throttling;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** One account: its key, how it behaves, and what it was asked. Thread-safe. */
public final class Account {
    private final String name;
    private volatile byte[] key;
    private Behaviour behaviour;
    private Random random;
    private TokenBucket whole;
    private Map<String, TokenBucket> partitions;
    private Map<String, TokenBucket> ranges;
    private final Map<String, Long> answers = new HashMap<>();
    private final Map<Fault, Long> faults = new HashMap<>();
    private long transactions;
    private long entities;
    private long throttled;

    /**
     * What an account was asked since it began to behave as it does.
     *
     * @param transactions entity group transactions that were committed
     * @param entities changed by them and by single requests
     * @param throttled requests refused for their rate
     * @param answers by status
     * @param faults by kind
     */
    public record Counts(
            long transactions, long entities, long throttled, Map<String, Long> answers, Map<Fault, Long> faults) {}

    Account(String name, byte[] key, Behaviour behaviour) {
        this.name = name;
        this.key = key.clone();
        behave(behaviour);
    }

    String name() {
        return name;
    }

    byte[] key() {
        return key.clone();
    }

    /** Requests have to be signed with another key from now on. */
    void changeKey(byte[] other) {
        key = other.clone();
    }

    synchronized Behaviour behaviour() {
        return behaviour;
    }

    /** Changes the behaviour, and counts anew. */
    synchronized void behave(Behaviour other) {
        behaviour = other;
        random = other.seed() == 0 ? new Random() : new Random(other.seed());
        whole = bucket(other.throttling().entitiesPerSecond(), System.nanoTime());
        partitions = new HashMap<>();
        ranges = new HashMap<>();
        answers.clear();
        faults.clear();
        transactions = 0;
        entities = 0;
        throttled = 0;
    }

    private TokenBucket bucket(double perSecond, long now) {
        return new TokenBucket(perSecond, perSecond * behaviour.throttling().burstSeconds(), now);
    }

    synchronized Fault drawFault() {
        Fault fault = behaviour.faults().of(random.nextDouble());
        if (fault != Fault.NONE) {
            faults.merge(fault, 1L, Long::sum);
        }
        return fault;
    }

    synchronized long drawLatencyMillis() {
        return behaviour.latency().medianMillis() == 0
                ? 0
                : Math.round(behaviour.latency().millis(random.nextGaussian()));
    }

    /** Whether a change of so many entities is let in; it counts against all limits, or none. */
    synchronized boolean admits(String partitionKey, int count) {
        Throttling limits = behaviour.throttling();
        long now = System.nanoTime();
        TokenBucket partition = limits.partitionEntitiesPerSecond() == 0
                ? null
                : partitions.computeIfAbsent(partitionKey, any -> bucket(limits.partitionEntitiesPerSecond(), now));
        TokenBucket range = limits.rangeEntitiesPerSecond() == 0
                ? null
                : ranges.computeIfAbsent(
                        partitionKey.substring(0, Math.min(limits.rangeChars(), partitionKey.length())),
                        any -> bucket(limits.rangeEntitiesPerSecond(), now));
        boolean admitted = (limits.entitiesPerSecond() == 0 || whole.has(count, now))
                && (partition == null || partition.has(count, now))
                && (range == null || range.has(count, now));
        if (!admitted) {
            throttled++;
            return false;
        }
        whole.take(count);
        if (partition != null) {
            partition.take(count);
        }
        if (range != null) {
            range.take(count);
        }
        return true;
    }

    synchronized void changed(int count, boolean transaction) {
        entities += count;
        transactions += transaction ? 1 : 0;
    }

    synchronized void answered(int status) {
        answers.merge(Integer.toString(status), 1L, Long::sum);
    }

    synchronized Counts counts() {
        return new Counts(transactions, entities, throttled, Map.copyOf(answers), Map.copyOf(faults));
    }
}
