package io.reverseip.hashgenerator.dispatch;

import io.reverseip.wire.WriteRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * One stream per writer address: opened when the address is resolved, opened again with increasing delays when it broke, and left when
 * the address is no longer resolved. Not thread-safe: guarded by the lock of the {@link Dispatch}. Times are those of
 * {@link System#nanoTime()}.
 */
final class WriterPool {
    private static final Logger LOG = Logger.getLogger(WriterPool.class);

    private static final Duration FIRST_RECONNECT = Duration.ofMillis(500);
    private static final Duration LAST_RECONNECT = Duration.ofSeconds(5);

    private final WriterChannels channels;
    private final WriteRequest.Builder template;
    private final DispatchSettings.Window window;
    private final WriterStream.Events events;
    private final Map<WriterAddress, WriterStream> streams = new HashMap<>();
    private final Map<WriterAddress, Reconnect> reconnects = new HashMap<>();
    private Set<WriterAddress> resolved = Set.of();

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

    /** Notes what the writers' names resolve to. */
    void resolved(WriterNames.Resolution resolution) {
        // A resolver that fails says nothing about the writers it once named.
        if (resolution.problem().isEmpty() || !resolution.addresses().isEmpty()) {
            resolved = resolution.addresses();
        }
    }

    /** Opens streams to new addresses and leaves those that are gone. */
    void update(long nowNanos) {
        for (WriterAddress address : resolved) {
            Reconnect reconnect = reconnects.get(address);
            if (!streams.containsKey(address) && (reconnect == null || nowNanos - reconnect.notBeforeNanos() >= 0)) {
                WriterStream stream = new WriterStream(address, channels.open(address), template, events);
                streams.put(address, stream);
                stream.open();
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
        Reconnect last = reconnects.get(stream.address());
        Duration delay = last == null || stream.wasEverReady()
                ? FIRST_RECONNECT
                : last.delay().multipliedBy(2);
        if (delay.compareTo(LAST_RECONNECT) > 0) {
            delay = LAST_RECONNECT;
        }
        reconnects.put(stream.address(), new Reconnect(delay, nowNanos + delay.toNanos()));
    }

    /** Whether a stream is still the current one of its address. */
    boolean contains(WriterStream stream) {
        return streams.get(stream.address()) == stream;
    }

    /** The streams at this moment. */
    List<WriterStream> streams() {
        return List.copyOf(streams.values());
    }

    /** Number of streams that accept groups. */
    int ready() {
        return (int) streams.values().stream().filter(WriterStream::isReady).count();
    }
}
