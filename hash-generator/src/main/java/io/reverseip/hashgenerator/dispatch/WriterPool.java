package io.reverseip.hashgenerator.dispatch;

import io.reverseip.wire.WriteRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One stream per writer address: opened when the address is resolved, opened again with increasing delays when it broke, and left when
 * the address is no longer resolved or its writer drains. Not thread-safe: guarded by the lock of the {@link Dispatch}. Times are those of
 * {@link System#nanoTime()}.
 */
final class WriterPool {
    private static final Logger LOG = Logger.getLogger(WriterPool.class);

    private static final Duration FIRST_RECONNECT = Duration.ofMillis(500);
    private static final Duration LAST_RECONNECT = Duration.ofSeconds(5);

    /** A writer that drains ends soon; one that takes its place at the same address is not there before. */
    private static final Duration RECONNECT_AFTER_DRAINING = Duration.ofSeconds(10);

    private final WriterChannels channels;
    private final WriteRequest.Builder template;
    private final DispatchSettings.Window window;
    private final WriterStream.Events events;
    private final Map<WriterAddress, WriterStream> streams = new HashMap<>();
    private final Map<WriterAddress, Reconnect> reconnects = new HashMap<>();
    private final Map<WriterNames.Name, Set<WriterAddress>> addressesByName = new HashMap<>();
    private Optional<String> lastProblem = Optional.empty();

    private record Reconnect(Duration delay, long notBeforeNanos) {}

    /**
     * @param template what all messages have in common
     * @param events receives what the streams report
     */
    WriterPool(
            WriterChannels channels,
            WriteRequest.Builder template,
            DispatchSettings.Window window,
            WriterStream.Events events) {
        this.channels = channels;
        this.template = template;
        this.window = window;
        this.events = events;
    }

    /** Notes what the writers' names resolve to. A name that cannot be resolved keeps the addresses that it had. */
    void resolved(WriterNames.Resolution resolution) {
        addressesByName.putAll(resolution.found());
    }

    /** Opens streams to new addresses and leaves those that are gone. */
    void update(long nowNanos) {
        Set<WriterAddress> resolved =
                addressesByName.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        for (WriterAddress address : resolved) {
            Reconnect reconnect = reconnects.get(address);
            if (!streams.containsKey(address) && (reconnect == null || nowNanos - reconnect.notBeforeNanos() >= 0)) {
                open(address, nowNanos);
            }
        }
        for (WriterStream stream : streams()) {
            if (!resolved.contains(stream.address()) && !stream.isClosing()) {
                LOG.infof("Writer %s is no longer among the resolved addresses", stream.address());
                stream.leave();
            }
        }
        reconnects.keySet().retainAll(resolved);
    }

    /** What cannot be opened now is tried again later: certificates may be in the middle of their replacement. */
    private void open(WriterAddress address, long nowNanos) {
        try {
            WriterStream stream = new WriterStream(address, channels.open(address), template, events);
            streams.put(address, stream);
            stream.open();
        } catch (RuntimeException e) {
            LOG.warnf("No stream to writer %s can be opened now; trying again: %s", address, e);
            lastProblem = Optional.of("writer %s: %s".formatted(address, e));
            WriterStream failed = streams.remove(address);
            if (failed != null) {
                failed.shutdownChannel();
            }
            delayReconnect(address, false, nowNanos);
        }
    }

    /** Why a stream could not be opened, since the last call. */
    Optional<String> takeProblem() {
        Optional<String> problem = lastProblem;
        lastProblem = Optional.empty();
        return problem;
    }

    /**
     * The stream that a group is sent on: among those with room, the one with the fewest records of the group's account.
     *
     * @param accounts number of accounts that share a stream's window
     */
    Optional<WriterStream> streamFor(OutboundGroup group, int accounts) {
        return streams.values().stream()
                .filter(candidate -> candidate.isReady() && candidate.hasRoom(group, window, accounts))
                .min(Comparator.comparingLong((WriterStream candidate) -> candidate.recordsOut(group.account()))
                        .thenComparingLong(WriterStream::recordsOut));
    }

    /** Removes a stream that ended or is given up; its address is connected to again after a delay. */
    void remove(WriterStream stream, long nowNanos) {
        streams.remove(stream.address(), stream);
        if (stream.isDraining()) {
            reconnects.put(
                    stream.address(), new Reconnect(FIRST_RECONNECT, nowNanos + RECONNECT_AFTER_DRAINING.toNanos()));
        } else {
            delayReconnect(stream.address(), stream.wasEverReady(), nowNanos);
        }
    }

    private void delayReconnect(WriterAddress address, boolean wasReady, long nowNanos) {
        Reconnect last = reconnects.get(address);
        Duration delay =
                last == null || wasReady ? FIRST_RECONNECT : last.delay().multipliedBy(2);
        if (delay.compareTo(LAST_RECONNECT) > 0) {
            delay = LAST_RECONNECT;
        }
        reconnects.put(address, new Reconnect(delay, nowNanos + delay.toNanos()));
    }

    /** Whether a stream is still the current one of its address. */
    boolean contains(WriterStream stream) {
        return streams.get(stream.address()) == stream;
    }

    /** The streams at this moment. */
    List<WriterStream> streams() {
        return List.copyOf(streams.values());
    }

    /** Number of streams to writers that answered and do not drain, whether they accept groups now or are busy. */
    int connected() {
        return (int) streams.values().stream().filter(WriterStream::isConnected).count();
    }

    /** Number of streams that accept groups now. */
    int ready() {
        return (int) streams.values().stream().filter(WriterStream::isReady).count();
    }
}
