package io.reverseip.hashgenerator.filling;

import io.reverseip.dataset.Build;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.dispatch.Dispatch;
import io.reverseip.hashgenerator.dispatch.DispatchFailedException;
import io.reverseip.hashgenerator.dispatch.OutboundGroup;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.UnitTracker;
import io.reverseip.hashgenerator.slice.GroupMaker;
import io.reverseip.hashgenerator.slice.Slice;
import io.reverseip.hashgenerator.slice.SliceBuffer;
import io.reverseip.hashgenerator.slice.SliceOverflowException;
import io.reverseip.hashgenerator.slice.SlicePass;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Fills slices and sends them. Two buffers share the memory: either both are filled in one pass and then sent, or one is filled while
 * the other is sent, as {@link OverlapRule} finds better. One instance serves one run.
 */
final class SlicePipeline implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SlicePipeline.class);

    /**
     * Partitions of the rows layout that one thread takes turns among: Azure takes 2,000 entities a second for a partition and 20,000
     * for an account.
     */
    private static final int PARTITIONS_AT_ONCE = 32;

    private final Build build;
    private final IntPredicate wanted;
    private final SliceShape shape;
    private final DigestEngine engine;
    private final UnsealedRecipe recipe;
    private final Dispatch dispatch;
    private final UnitTracker tracker;
    private final RunProgress progress;
    private final SlicePass pass;
    private final Deque<Slice> todo;
    private final int buffers;
    private final double bufferRecords;
    private final OverlapRule overlapRule = new OverlapRule();
    private final CpuIdleness cpu = new CpuIdleness();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("sender").daemon().factory());
    private final Thread coordinator = Thread.currentThread();

    // Guarded by this.
    private final Deque<SliceBuffer> free = new ArrayDeque<>();
    private final List<SliceBuffer> all = new ArrayList<>();
    private int sending;
    private Optional<Throwable> sendFailure = Optional.empty();

    /**
     * Takes the memory.
     *
     * @param wanted which partitions of the units are to be sent
     * @param memoryBytes of all buffers together, at most
     * @throws IllegalArgumentException if that is less than one unit takes
     */
    SlicePipeline(
            Build build,
            SliceShape shape,
            BitSet unitsLeft,
            IntPredicate wanted,
            long memoryBytes,
            DigestEngine engine,
            UnsealedRecipe recipe,
            Dispatch dispatch,
            UnitTracker tracker,
            RunProgress progress) {
        this.build = build;
        this.wanted = wanted;
        this.shape = shape;
        this.engine = engine;
        this.recipe = recipe;
        this.dispatch = dispatch;
        this.tracker = tracker;
        this.progress = progress;
        this.pass = new SlicePass(engine, recipe, progress::hashed);
        int left = unitsLeft.cardinality();
        SliceBuffers planned = SliceBuffers.of(shape, left, memoryBytes);
        this.buffers = planned.count();
        this.bufferRecords = progress.records() * (planned.units() / (double) Math.max(1, left));
        this.todo = new ArrayDeque<>(Slice.of(unitsLeft, planned.units()));
        for (int i = 0; i < buffers; i++) {
            SliceBuffer buffer = new SliceBuffer(shape, planned.units());
            all.add(buffer);
            free.add(buffer);
        }
        LOG.infof(
                "%d units left, %d a slice, %d slices, %d buffers of %,d bytes",
                left, planned.units(), todo.size(), buffers, shape.bytes(planned.units()));
    }

    /**
     * Hands all groups of all slices to the dispatch. Their receipts are still to come then.
     *
     * @throws DispatchFailedException if groups cannot be written
     */
    void run() throws InterruptedException, DispatchFailedException {
        try {
            while (!todo.isEmpty()) {
                List<SlicePass.Target> targets = awaitTargets();
                if (fill(targets)) {
                    targets.forEach(this::sendInBackground);
                }
            }
            awaitSent();
        } catch (InterruptedException e) {
            throw causeOf(e);
        } finally {
            sender.shutdownNow();
        }
    }

    /** An interruption that the sender caused stands for its failure, and ends here. */
    private synchronized InterruptedException causeOf(InterruptedException interruption)
            throws DispatchFailedException {
        if (sendFailure.isEmpty()) {
            return interruption;
        }
        Thread.interrupted();
        Throwable failure = sendFailure.get();
        if (failure instanceof ExecutionException e) {
            failure = e.getCause();
        }
        return switch (failure) {
            case InterruptedException e -> e;
            case SendingFailed e -> throw (DispatchFailedException) e.getCause();
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        };
    }

    /** Waits until it pays to fill, and says what. */
    private synchronized List<SlicePass.Target> awaitTargets() throws InterruptedException {
        SendingPace pace = new SendingPace(progress, cpu::sinceLastCall, System::nanoTime);
        while (free.isEmpty() || free.size() < buffers && !overlapRule.overlapPays()) {
            wait(SendingPace.INTERVAL.toMillis());
            pace.tell(overlapRule, bufferRecords);
        }
        List<SlicePass.Target> targets = new ArrayList<>();
        while (!free.isEmpty() && !todo.isEmpty()) {
            targets.add(new SlicePass.Target(free.poll(), todo.poll()));
        }
        return targets;
    }

    /** False if the slices overflowed: they are to do again, in smaller parts. */
    private boolean fill(List<SlicePass.Target> targets) throws InterruptedException {
        boolean alone = isSendingNothing();
        long start = System.nanoTime();
        progress.beginPass(expectedRecords(targets), build.records());
        try {
            pass.fill(targets);
        } catch (SliceOverflowException e) {
            progress.discardPass();
            divide(targets, e);
            return false;
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        progress.endPass(time);
        if (alone && isSendingNothing()) {
            noteInRule(time);
        }
        return true;
    }

    private synchronized boolean isSendingNothing() {
        return sending == 0;
    }

    private synchronized void noteInRule(Duration passTime) {
        overlapRule.passTook(passTime);
    }

    private long expectedRecords(List<SlicePass.Target> targets) {
        long units = targets.stream()
                .mapToLong(target -> target.slice().units().size())
                .sum();
        return Math.round(build.records() * (units / (double) build.units()));
    }

    private synchronized void divide(List<SlicePass.Target> targets, SliceOverflowException overflow) {
        boolean divisible =
                targets.stream().anyMatch(target -> target.slice().units().size() > 1);
        LOG.warnf(
                "%s: filling it again %s", overflow.getMessage(), divisible ? "in smaller parts" : "with more memory");
        for (SlicePass.Target target : targets.reversed()) {
            if (target.slice().units().size() > 1) {
                target.slice().halves().reversed().forEach(todo::addFirst);
            } else {
                todo.addFirst(target.slice());
            }
            free.addFirst(divisible ? target.buffer() : enlarged(target.buffer()));
        }
    }

    private SliceBuffer enlarged(SliceBuffer buffer) {
        SliceBuffer larger = buffer.enlarged();
        all.remove(buffer);
        all.add(larger);
        return larger;
    }

    private void sendInBackground(SlicePass.Target target) {
        synchronized (this) {
            sending++;
        }
        sender.execute(() -> {
            try {
                send(target);
            } catch (Throwable e) {
                failed(e);
            } finally {
                sent(target.buffer());
            }
        });
    }

    private synchronized void failed(Throwable failure) {
        if (sendFailure.isEmpty()) {
            sendFailure = Optional.of(failure);
            coordinator.interrupt();
        }
    }

    private synchronized void sent(SliceBuffer buffer) {
        sending--;
        free.add(buffer);
        notifyAll();
    }

    private synchronized void awaitSent() throws InterruptedException {
        while (sending > 0) {
            wait();
        }
        if (sendFailure.isPresent()) {
            throw new InterruptedException();
        }
    }

    /** Makes all groups of a slice on all cores and hands them to the dispatch, which holds back whoever is too fast. */
    private void send(SlicePass.Target target) throws InterruptedException, ExecutionException {
        KeyScheme keys = build.keyScheme();
        int[] partitions = Arrays.stream(target.slice().partitionsInSendingOrder(keys))
                .filter(wanted)
                .toArray();
        int[] slots = target.slice().slots(partitions, keys);
        Arrays.stream(partitions)
                .boxed()
                .collect(Collectors.groupingBy(keys::unit, Collectors.summingInt(partition -> 1)))
                .forEach(tracker::expect);
        AtomicInteger next = new AtomicInteger();
        int threads = Math.min(shape.threads(), partitions.length);
        try (ExecutorService makers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("groups-", 0).daemon().factory())) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(makers);
            for (int thread = 0; thread < threads; thread++) {
                running.submit(() -> {
                    GroupMaker maker = new GroupMaker(target.buffer(), build.layout(), recipe, engine);
                    int atOnce = build.layout() == Layout.ROWS ? PARTITIONS_AT_ONCE : 1;
                    for (int i = next.getAndAdd(atOnce); i < partitions.length; i = next.getAndAdd(atOnce)) {
                        int end = Math.min(i + atOnce, partitions.length);
                        makeAndSend(maker, Arrays.copyOfRange(slots, i, end), Arrays.copyOfRange(partitions, i, end));
                    }
                    return null;
                });
            }
            try {
                for (int thread = 0; thread < threads; thread++) {
                    running.take().get();
                }
            } finally {
                makers.shutdownNow();
            }
        }
    }

    /** Takes turns among the partitions, so that no partition's limit holds up the account. */
    private void makeAndSend(GroupMaker maker, int[] slots, int[] partitions) throws InterruptedException {
        int[] rounds = new int[slots.length];
        for (int i = 0; i < slots.length; i++) {
            rounds[i] = maker.rounds(slots[i]);
        }
        int most = Arrays.stream(rounds).max().orElseThrow();
        boolean[] made = new boolean[slots.length];
        for (int round = 0; round < most; round++) {
            for (int i = 0; i < slots.length; i++) {
                if (round < rounds[i]) {
                    made[i] |= makeAndSend(maker, slots[i], partitions[i], round);
                }
            }
        }
        for (int i = 0; i < partitions.length; i++) {
            if (made[i]) {
                progress.partitionMade();
            }
            tracker.partitionMade(build.keyScheme().unit(partitions[i]));
        }
    }

    /** False if there is no group. */
    private boolean makeAndSend(GroupMaker maker, int slot, int partition, int round) throws InterruptedException {
        int unit = build.keyScheme().unit(partition);
        String account = build.account(partition);
        boolean[] any = {false};
        maker.makeGroups(slot, partition, round, group -> {
            any[0] = true;
            tracker.groupMade(unit);
            try {
                dispatch.send(new OutboundGroup(group, account));
            } catch (DispatchFailedException e) {
                throw new SendingFailed(e);
            }
        });
        return any[0];
    }

    /** Carries a failure out of the group sink. */
    private static final class SendingFailed extends RuntimeException {
        SendingFailed(DispatchFailedException cause) {
            super(cause);
        }
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        sender.shutdownNow();
        try {
            if (!sender.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("Groups are still being made; their memory is given back when the process ends");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (this) {
            all.forEach(SliceBuffer::close);
        }
    }
}
