package io.reverseip.hashgenerator.dispatch;

import static io.reverseip.hashgenerator.dispatch.GroupsForTests.group;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.wire.Receipt.Outcome;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DispatchTest {
    private static final DispatchSettings SETTINGS = new DispatchSettings(
            new DispatchSettings.Window(8, 1_000_000, 1_000_000),
            1 << 20,
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            new DispatchSettings.FailureLimit(3, Duration.ofMinutes(1)));
    private static final Function<WriteRequest, List<WriteResponse>> WRITES =
            request -> List.of(ScriptedWriter.receipt(request, Outcome.WRITTEN));

    private final Set<Integer> written = ConcurrentHashMap.newKeySet();
    private final AtomicInteger receipts = new AtomicInteger();

    private Dispatch dispatch(DispatchSettings settings, String... writers) {
        return dispatch(WriterChannels.plaintext(), settings, writers);
    }

    private Dispatch dispatch(WriterChannels channels, DispatchSettings settings, String... writers) {
        return dispatch(channels, settings, System::nanoTime, writers);
    }

    private Dispatch dispatch(
            WriterChannels channels, DispatchSettings settings, LongSupplier nanoTime, String... writers) {
        Dispatch dispatch = new Dispatch(
                new WriterNames(List.of(writers)),
                channels,
                WriteRequest.newBuilder(),
                settings,
                (group, receipt) -> {
                    written.add(group.group().partition());
                    receipts.incrementAndGet();
                },
                nanoTime);
        dispatch.start();
        return dispatch;
    }

    private static void sendAll(Dispatch dispatch, int groups) throws Exception {
        for (int i = 0; i < groups; i++) {
            dispatch.send(group(i));
        }
        dispatch.awaitReceipts();
    }

    private void assertEachGroupCountedOnce(int groups) {
        assertEquals(groups, written.size());
        assertEquals(groups, receipts.get());
    }

    @Test
    void severalWritersShareTheGroups() throws Exception {
        try (ScriptedWriter one = new ScriptedWriter(WRITES);
                ScriptedWriter two = new ScriptedWriter(WRITES);
                Dispatch dispatch = dispatch(SETTINGS, one.hostPort(), two.hostPort())) {
            await().until(() -> dispatch.status().writersReady() == 2);
            sendAll(dispatch, 500);
            assertEachGroupCountedOnce(500);
            assertFalse(one.received().isEmpty());
            assertFalse(two.received().isEmpty());
        }
    }

    @Test
    void returnedGroupsAreSentAgain() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedWriter writer = new ScriptedWriter(request -> List.of(ScriptedWriter.receipt(
                        request, count.getAndIncrement() % 3 == 0 ? Outcome.RETURNED : Outcome.WRITTEN)));
                Dispatch dispatch = dispatch(SETTINGS, writer.hostPort())) {
            sendAll(dispatch, 100);
            assertEachGroupCountedOnce(100);
            assertTrue(dispatch.status().redelivered() > 0);
        }
    }

    @Test
    void groupsOfAWriterThatDiesGoToAnother() throws Exception {
        try (ScriptedWriter silent = new ScriptedWriter(request -> List.of());
                ScriptedWriter sound = new ScriptedWriter(WRITES);
                Dispatch dispatch = dispatch(SETTINGS, silent.hostPort(), sound.hostPort())) {
            await().until(() -> dispatch.status().writersReady() == 2);
            for (int i = 0; i < 100; i++) {
                dispatch.send(group(i));
            }
            await().until(() -> !silent.received().isEmpty());
            silent.close();
            dispatch.awaitReceipts();
            assertEachGroupCountedOnce(100);
            assertTrue(dispatch.status().redelivered() > 0);
        }
    }

    @Test
    void groupsOfAWriterThatSendsNoReceiptsGoToAnother() throws Exception {
        try (ScriptedWriter silent = new ScriptedWriter(request -> List.of());
                ScriptedWriter sound = new ScriptedWriter(WRITES);
                Dispatch dispatch = dispatch(SETTINGS, silent.hostPort(), sound.hostPort())) {
            await().until(() -> dispatch.status().writersReady() == 2);
            sendAll(dispatch, 100);
            assertEachGroupCountedOnce(100);
            assertFalse(silent.received().isEmpty());
        }
    }

    @Test
    void progressIsASignOfLifeOfAWriter() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (ScriptedWriter slow = new ScriptedWriter(request -> List.of());
                Dispatch dispatch = dispatch(WriterChannels.plaintext(), SETTINGS, nanos::get, slow.hostPort())) {
            await().until(() -> dispatch.status().writersReady() == 1);
            dispatch.send(group(0));
            await().until(() -> slow.received().size() == 1);

            nanos.set(1_500_000_000L);
            slow.sendToAll(ScriptedWriter.progress());
            // No sign of life itself, but it shows that what was sent before it has arrived.
            slow.sendToAll(ScriptedWriter.draining());
            await().until(() -> dispatch.status().writersConnected() == 0);

            nanos.set(3_400_000_000L);
            dispatch.tick();
            assertEquals(0, dispatch.status().redelivered());
            nanos.set(3_600_000_000L);
            dispatch.tick();
            assertEquals(1, dispatch.status().redelivered());
        }
    }

    @Test
    void aDrainingWriterGetsNoMoreAndOthersGetTheRest() throws Exception {
        try (ScriptedWriter drains = new ScriptedWriter(request ->
                        List.of(ScriptedWriter.draining(), ScriptedWriter.receipt(request, Outcome.RETURNED)));
                ScriptedWriter sound = new ScriptedWriter(WRITES);
                Dispatch dispatch = dispatch(SETTINGS, drains.hostPort(), sound.hostPort())) {
            await().until(() -> dispatch.status().writersReady() == 2);
            int sentBefore = 0;
            while (drains.received().isEmpty()) {
                dispatch.send(group(sentBefore++ % 4_096, "before"));
            }
            await().until(() -> dispatch.status().writersConnected() == 1);

            for (int i = 0; i < 500; i++) {
                dispatch.send(group(i, "after"));
            }
            dispatch.awaitReceipts();

            assertEquals(sentBefore + 500, receipts.get());
            assertEquals(
                    Set.of("before"),
                    drains.received().stream().map(WriteRequest::getAccount).collect(Collectors.toSet()));
            assertEquals(1, drains.streams(), "A draining writer is not connected to again");
        }
    }

    @Test
    void aBusyWriterIsConnectedThoughItAcceptsNothingNow() throws Exception {
        DispatchSettings wide = new DispatchSettings(
                new DispatchSettings.Window(65_536, 1 << 30, 1 << 30),
                1 << 30,
                Duration.ofSeconds(60),
                Duration.ofMillis(200),
                Duration.ofSeconds(60),
                new DispatchSettings.FailureLimit(3, Duration.ofMinutes(1)));
        try (ScriptedWriter busy = ScriptedWriter.readingNothing();
                Dispatch dispatch = dispatch(wide, busy.hostPort())) {
            await().until(() -> dispatch.status().writersReady() == 1);
            for (int i = 0; dispatch.status().writersReady() == 1; i++) {
                dispatch.send(group(i % 4_096, "local", 8_192));
            }

            assertEquals(1, dispatch.status().writersConnected());
        }
    }

    @Test
    void aStreamThatCannotBeOpenedIsTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        WriterChannels halfReplaced = new WriterChannels(channel -> {
            if (attempts.getAndIncrement() < 3) {
                throw new IllegalStateException("The certificates of quarkus.tls.grpc cannot be used");
            }
            return channel.usePlaintext();
        });
        try (ScriptedWriter writer = new ScriptedWriter(WRITES);
                Dispatch dispatch = dispatch(halfReplaced, SETTINGS, writer.hostPort())) {
            await().until(() -> dispatch.status()
                    .lastProblem()
                    .filter(problem -> problem.contains("certificates"))
                    .isPresent());
            sendAll(dispatch, 10);
            assertEachGroupCountedOnce(10);
            assertEquals(4, attempts.get());
        }
    }

    @Test
    void anAccountThatIsSlowAtAWriterHoldsUpItsOwnGroupsOnly() throws Exception {
        DispatchSettings patient = new DispatchSettings(
                new DispatchSettings.Window(8, 1_000_000, 1_000_000),
                1 << 20,
                Duration.ofSeconds(60),
                Duration.ofMillis(200),
                Duration.ofSeconds(60),
                new DispatchSettings.FailureLimit(3, Duration.ofMinutes(1)));
        try (ScriptedWriter writer = new ScriptedWriter(
                        request -> request.getAccount().equals("slow") ? List.of() : WRITES.apply(request));
                Dispatch dispatch = dispatch(patient, writer.hostPort())) {
            for (int i = 0; i < 100; i++) {
                dispatch.send(group(i, i % 2 == 0 ? "slow" : "fast"));
            }
            await().until(() -> receipts.get() == 50);
            assertEquals(50, dispatch.status().outstandingGroups());
        }
    }

    @Test
    void receiptsThatAreRepeatedOrUnknownAreIgnored() throws Exception {
        try (ScriptedWriter writer = new ScriptedWriter(request -> List.of(
                        ScriptedWriter.receipt(request, Outcome.WRITTEN),
                        ScriptedWriter.receipt(request, Outcome.WRITTEN),
                        ScriptedWriter.receipt(
                                request.toBuilder()
                                        .setGroupId(1_000_000 + request.getGroupId())
                                        .build(),
                                Outcome.FAILED)));
                Dispatch dispatch = dispatch(SETTINGS, writer.hostPort())) {
            sendAll(dispatch, 50);
            assertEachGroupCountedOnce(50);
        }
    }

    @Test
    void aWriterThatComesLateGetsTheWaitingGroups() throws Exception {
        int port;
        try (ScriptedWriter gone = new ScriptedWriter(WRITES)) {
            port = gone.port();
        }
        try (Dispatch dispatch = dispatch(SETTINGS, "127.0.0.1:" + port)) {
            dispatch.send(group(7));
            await().until(() -> dispatch.status().lastProblem().isPresent());
            try (ScriptedWriter late = new ScriptedWriter(port, WRITES)) {
                dispatch.awaitReceipts();
                assertEachGroupCountedOnce(1);
            }
        }
    }

    @Test
    void groupsThatCannotBeWrittenEndTheRunWithTheCause() throws Exception {
        try (ScriptedWriter writer =
                        new ScriptedWriter(request -> List.of(ScriptedWriter.receipt(request, Outcome.FAILED)));
                Dispatch dispatch = dispatch(SETTINGS, writer.hostPort())) {
            DispatchFailedException failure = assertThrows(DispatchFailedException.class, () -> sendAll(dispatch, 100));
            assertTrue(failure.getMessage().contains("TableNotFound"), failure.getMessage());
        }
    }

    @Test
    void aRunWithoutAnyWriterEndsAndNamesTheProblem() throws Exception {
        DispatchSettings impatient = new DispatchSettings(
                new DispatchSettings.Window(8, 1_000, 1_000),
                1 << 20,
                Duration.ofSeconds(2),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                new DispatchSettings.FailureLimit(3, Duration.ofMinutes(1)));
        try (Dispatch dispatch = dispatch(impatient, "127.0.0.1:1")) {
            DispatchFailedException failure = assertThrows(DispatchFailedException.class, () -> sendAll(dispatch, 1));
            assertTrue(failure.getMessage().contains("127.0.0.1:1"), failure.getMessage());
        }
    }

    @Test
    void noMoreBytesAreOutThanAllowed() throws Exception {
        DispatchSettings tight = new DispatchSettings(
                new DispatchSettings.Window(8, 1_000_000, 1_000_000),
                1_000,
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                new DispatchSettings.FailureLimit(3, Duration.ofMinutes(1)));
        try (ScriptedWriter silent = new ScriptedWriter(request -> List.of());
                Dispatch dispatch = dispatch(tight, silent.hostPort())) {
            dispatch.send(group(0));
            dispatch.send(group(1));
            Thread third = Thread.ofVirtual().start(() -> {
                try {
                    dispatch.send(group(2));
                } catch (InterruptedException | DispatchFailedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().until(() -> third.getState() == Thread.State.WAITING);
            assertEquals(2, dispatch.status().outstandingGroups());
            third.interrupt();
            third.join();
        }
    }
}
