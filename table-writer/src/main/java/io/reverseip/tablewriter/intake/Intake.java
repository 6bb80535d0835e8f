package io.reverseip.tablewriter.intake;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.reverseip.layout.Group;
import io.reverseip.tablewriter.transaction.GroupWriter;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** All streams of this writer, the room they share, and their end. Thread-safe. */
public final class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Limits limits;
    private final Slots slots;
    private final GroupWriter writer;
    private final Executor executor;
    private final Set<GroupStream> streams = new HashSet<>();
    private final ProgressReport progress;
    private boolean draining;

    /**
     * What is received at a time.
     *
     * @param streams generators, at most
     * @param heldGroups groups received and not yet answered, at most
     * @param heldBytes their sizes as messages, at most
     */
    public record Limits(int streams, int heldGroups, long heldBytes) {
        public Limits {
            long needed = (long) streams * Group.MAX_MESSAGE_BYTES;
            if (streams < 1 || heldGroups < streams || heldBytes < needed) {
                throw new IllegalArgumentException(
                        "%d streams need room for as many groups of %d bytes: at least %d groups (not %d) and %d bytes (not %d)."
                                .formatted(streams, Group.MAX_MESSAGE_BYTES, streams, heldGroups, needed, heldBytes));
            }
        }
    }

    /** @param executor runs the work for a group as a task, which blocks: on a virtual thread of its own */
    public Intake(Limits limits, GroupWriter writer, Executor executor, MeterRegistry registry) {
        this.limits = limits;
        this.slots = new Slots(limits.heldGroups(), limits.heldBytes(), Group.MAX_MESSAGE_BYTES);
        this.writer = writer;
        this.executor = executor;
        this.progress = new ProgressReport(writer::committedEntities);
        Gauge.builder("reverseip.writer.groups.held", slots, Slots::groups)
                .description("Groups received or asked for, and not yet answered")
                .register(registry);
        Gauge.builder("reverseip.writer.groups.held.limit", limits, Limits::heldGroups)
                .description("Groups that may be held")
                .register(registry);
        Gauge.builder("reverseip.writer.groups.held.size", slots, Slots::bytes)
                .description("Sizes of the groups held, as messages")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("reverseip.writer.streams", this, Intake::streams)
                .description("Generators connected")
                .register(registry);
    }

    private synchronized int streams() {
        return streams.size();
    }

    /** Takes a new stream, or tells the generator to go elsewhere. */
    StreamObserver<WriteRequest> open(ServerCallStreamObserver<WriteResponse> responses) {
        GroupStream stream = new GroupStream(responses, slots, writer, executor);
        switch (admit(stream)) {
            case ADMITTED -> stream.ended().whenComplete((ended, failure) -> forget(stream));
            case DRAINING -> {
                stream.drain();
                stream.finish();
            }
            case FULL ->
                stream.refuse(Status.RESOURCE_EXHAUSTED.withDescription(
                        "This writer serves %d streams already, as many as it may.".formatted(limits.streams())));
        }
        return stream;
    }

    private enum Admission {
        ADMITTED,
        DRAINING,
        FULL
    }

    private synchronized Admission admit(GroupStream stream) {
        if (draining) {
            return Admission.DRAINING;
        }
        if (streams.size() >= limits.streams()) {
            return Admission.FULL;
        }
        streams.add(stream);
        return Admission.ADMITTED;
    }

    /**
     * Sends a sign of life to each generator whose groups are for accounts that made progress since the last call. To be called
     * regularly, far more often than generators wait for a sign of life.
     *
     * @param accounts names of all accounts
     */
    public void reportProgress(Collection<String> accounts) {
        Map<String, Long> committed = progress.sinceLastCall(accounts);
        if (!committed.isEmpty()) {
            current().forEach(stream -> stream.reportProgress(committed));
        }
    }

    private synchronized List<GroupStream> current() {
        return List.copyOf(streams);
    }

    private synchronized void forget(GroupStream stream) {
        streams.remove(stream);
    }

    /**
     * Ends all streams without an error for anybody: takes no more groups, lets the transactions under way end, returns the groups
     * that are not completely written, and completes each stream when its generator has closed its side, or when the time is over.
     * New streams are sent away. Blocks meanwhile.
     */
    public void drain(Duration timeout) {
        List<GroupStream> open = beginDraining();
        if (open.isEmpty()) {
            return;
        }
        LOG.infof("Draining %d streams, %d groups held, for %s at most", open.size(), slots.groups(), timeout);
        open.forEach(GroupStream::drain);
        try {
            CompletableFuture.allOf(open.stream().map(GroupStream::ended).toArray(CompletableFuture[]::new))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.infof("Time is over: %d groups are returned while transactions are under way", slots.groups());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A stream's end never fails", e);
        }
        open.forEach(GroupStream::finish);
    }

    private synchronized List<GroupStream> beginDraining() {
        draining = true;
        return List.copyOf(streams);
    }
}
