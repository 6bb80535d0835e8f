package io.reverseip.hashgenerator.dispatch;

import static io.reverseip.hashgenerator.dispatch.GroupsForTests.group;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.WriteRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real connections; the clock is the test's. */
@Timeout(60)
class WriterPoolTest {
    private static final long MILLISECOND = 1_000_000;
    private static final DispatchSettings.Window WINDOW = new DispatchSettings.Window(2, 1_000_000, 1_000_000);

    private final RecordedEvents events = new RecordedEvents();
    private final WriterPool pool =
            new WriterPool(WriterChannels.plaintext(), WriteRequest.newBuilder(), WINDOW, events);
    private final ScriptedWriter one = new ScriptedWriter(request -> List.of());
    private final ScriptedWriter other = new ScriptedWriter(request -> List.of());

    @AfterEach
    void close() {
        pool.streams().forEach(stream -> stream.cancel("the test ends"));
        one.close();
        other.close();
    }

    @Test
    void eachResolvedAddressGetsOneStream() {
        resolve(one, other);
        pool.update(0);
        pool.update(0);

        await().until(() -> pool.ready() == 2);
        assertEquals(2, pool.streams().size());
    }

    @Test
    void anAddressThatIsNoLongerResolvedIsLeft() {
        resolve(one, other);
        pool.update(0);
        await().until(() -> pool.ready() == 2);

        pool.resolved(new WriterNames.Resolution(
                Map.of(new WriterNames.Name("127.0.0.1", one.port()), Set.of()), Optional.empty()));
        pool.update(0);

        await().until(() -> events.ended.size() == 1);
        assertEquals(one.port(), events.ended.getFirst().address().socket().getPort());
        assertEquals(1, pool.ready());
    }

    @Test
    void aGroupGoesToTheWriterWithTheFewestRecordsOfItsAccount() {
        resolve(one, other);
        pool.update(0);
        await().until(() -> pool.ready() == 2);

        WriterStream first = pool.streamFor(group(0), 1).orElseThrow();
        first.send(group(0), 0);
        WriterStream second = pool.streamFor(group(1), 1).orElseThrow();
        second.send(group(1), 0);

        assertTrue(first != second);
        Stream.of(first, second).forEach(stream -> stream.send(group(2), 0));
        assertEquals(Optional.empty(), pool.streamFor(group(3), 1), "Both windows are full");
    }

    @Test
    void aBrokenAddressIsConnectedToAgainAfterADelayThatDoubles() {
        resolve(one);
        one.close();
        long now = 0;
        long[] delays = {500, 1_000, 2_000, 4_000, 5_000, 5_000};
        pool.update(now);
        for (int i = 0; i < delays.length; i++) {
            int failures = i + 1;
            await().until(() -> events.ended.size() == failures);
            pool.remove(events.ended.getLast(), now);

            pool.update(now + delays[i] * MILLISECOND - 1);
            assertEquals(0, pool.streams().size());
            now += delays[i] * MILLISECOND;
            pool.update(now);
            assertEquals(1, pool.streams().size());
        }
    }

    @Test
    void theWindowBoundsEntitiesAndOneGroupIsAlwaysSent() {
        WriterPool small = new WriterPool(
                WriterChannels.plaintext(),
                WriteRequest.newBuilder(),
                new DispatchSettings.Window(64, 1_000_000, 250),
                events);
        small.resolved(new WriterNames(List.of(one.hostPort())).resolve());
        small.update(0);
        await().until(() -> small.ready() == 1);

        assertEquals(2, sent(small, 100));
        small.streams().forEach(WriterStream::takeAll);
        assertEquals(1, sent(small, 1_000));
        small.streams().forEach(stream -> stream.cancel("the test ends"));
    }

    private static int sent(WriterPool pool, int records) {
        int sent = 0;
        OutboundGroup group = group(0, "local", records);
        while (sent < 10 && pool.streamFor(group, 1).isPresent()) {
            pool.streamFor(group, 1).get().send(group, 0);
            sent++;
        }
        return sent;
    }

    private void resolve(ScriptedWriter... writers) {
        List<String> names = Stream.of(writers).map(ScriptedWriter::hostPort).toList();
        pool.resolved(new WriterNames(names).resolve());
    }

    @Test
    void aNameThatCannotBeResolvedKeepsItsStreamsWhileOthersChange() {
        Set<String> failing = new HashSet<>();
        WriterNames names = new WriterNames(List.of("one.test:" + one.port(), "other.test:" + other.port()), host -> {
            if (failing.contains(host)) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
        pool.resolved(names.resolve());
        pool.update(0);
        await().until(() -> pool.ready() == 2);

        failing.add("one.test");
        pool.resolved(names.resolve());
        pool.update(0);
        assertEquals(2, pool.ready());

        failing.add("other.test");
        pool.resolved(names.resolve());
        pool.update(0);
        assertEquals(2, pool.ready());
    }

    @Test
    void aWriterThatDrainsIsConnectedToAgainOnlyAfterItsEnd() {
        resolve(one);
        pool.update(0);
        await().until(() -> pool.ready() == 1);
        pool.streams().getFirst().noteDraining();
        await().until(() -> events.ended.size() == 1);
        pool.remove(events.ended.getFirst(), 0);

        pool.update(10_000 * MILLISECOND - 1);
        assertEquals(0, pool.streams().size());
        pool.update(10_000 * MILLISECOND);
        assertEquals(1, pool.streams().size());
    }

    @Test
    void aNewWriterAtTheAddressOfOneThatDrainedIsConnectedToWhenTheNameHadLostTheAddress() {
        resolve(one);
        pool.update(0);
        await().until(() -> pool.ready() == 1);
        pool.streams().getFirst().noteDraining();
        await().until(() -> events.ended.size() == 1);
        pool.remove(events.ended.getFirst(), 0);

        WriterNames.Name name = new WriterNames.Name("127.0.0.1", one.port());
        pool.resolved(new WriterNames.Resolution(Map.of(name, Set.of()), Optional.empty()));
        pool.update(0);
        resolve(one);
        pool.update(0);

        assertEquals(1, pool.streams().size());
    }

    private static final class RecordedEvents implements WriterStream.Events {
        private final List<WriterStream> ended = new CopyOnWriteArrayList<>();

        @Override
        public void ready(WriterStream stream) {
            stream.noteReady();
        }

        @Override
        public void receipt(WriterStream stream, Receipt receipt) {
            throw new AssertionError("The writers of this test send no receipts");
        }

        @Override
        public void progress(WriterStream stream) {
            throw new AssertionError("The writers of this test make no progress");
        }

        @Override
        public void draining(WriterStream stream) {
            throw new AssertionError("The writers of this test do not drain");
        }

        @Override
        public void ended(WriterStream stream, Status status) {
            ended.add(stream);
        }
    }
}
