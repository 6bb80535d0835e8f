package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A look-up with a heap of 128 MB, while clients send what takes memory where it is not bounded, all at the same time. One client may hold
 * all bulk requests here, which by default it may not.
 */
@Tag("long")
@Timeout(300)
class SmallHeapTest {
    private static final Duration ATTACK = Duration.ofSeconds(40);
    private static final int IDLE_CONNECTIONS = 1_000;
    private static final String DIGEST = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger attempts = new AtomicInteger();

    /** Writes a body. */
    @FunctionalInterface
    private interface Body {
        void write(OutputStream stream) throws IOException;
    }

    @Test
    void staysAliveAndAnswersWhateverClientsSend() throws Exception {
        system.startAzurite();
        system.generate(List.of(system.startWriter(Map.of())), "--dataset", "main", "--ranges", "8.8.8.0/24");
        LocalSystem.Lookup lookup = system.startLookupProcess(
                Map.of("reverseip.lookup.limits.bulk-requests-per-client", "16"),
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx128m"));
        LocalSystem.await(
                lookup.process(),
                "answers",
                () -> system.ask(lookup.port(), "8.8.8.8").statusCode() == 200);

        List<Socket> idle = new ArrayList<>();
        int answered = 0;
        long end = System.nanoTime() + ATTACK.toNanos();
        try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), lookup.port());
                socket.getOutputStream().write(ascii("GET / HTTP/1.1\r\nX: " + "x".repeat(4_000)));
                idle.add(socket);
            }
            for (int i = 0; i < 3; i++) {
                attackers.execute(() -> repeat(end, lookup.port(), "application/x-ndjson", SmallHeapTest::longNames));
                attackers.execute(
                        () -> repeat(end, lookup.port(), "application/json", SmallHeapTest::arrayOfLongNames));
                attackers.execute(() -> repeat(end, lookup.port(), "text/csv", SmallHeapTest::wideRow));
                attackers.execute(() -> repeat(end, lookup.port(), "application/json", SmallHeapTest::nested));
                attackers.execute(() -> repeat(end, lookup.port(), "text/plain", SmallHeapTest::longLine));
                attackers.execute(() -> repeat(end, lookup.port(), "text/plain", SmallHeapTest::digests));
            }
            while (System.nanoTime() < end) {
                assertEquals(200, system.ask(lookup.port(), "8.8.8.8").statusCode());
                answered++;
                Thread.sleep(200);
            }
            attackers.shutdownNow();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }

        assertTrue(lookup.process().isAlive(), lookup.process().log());
        assertTrue(
                !lookup.process().log().contains("OutOfMemoryError"),
                lookup.process().log());
        assertEquals(200, system.ask(lookup.port(), "8.8.8.8").statusCode());
        assertTrue(answered >= 10, answered + " answers during the attack");
        assertTrue(sent.get() > 100_000_000, sent + " bytes sent in " + attempts + " requests");
    }

    /** Sends requests with a body until the end, and reads no answer. */
    private void repeat(long end, int port, String type, Body body) {
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            attempts.incrementAndGet();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream stream = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
                stream.write(ascii(
                        "POST /ip-for HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 1000000000\r\n\r\n"
                                .formatted(type)));
                body.write(new Counting(stream));
                stream.flush();
            } catch (IOException e) {
                // It was refused, and its connection closed.
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** 60 KB, different each time. */
    private static byte[] name(int number, int length) {
        return ascii(("%08x".formatted(number)).repeat(length / 8));
    }

    private static void longNames(OutputStream stream) throws IOException {
        for (int i = 0; i < 500; i++) {
            stream.write(ascii("{\""));
            stream.write(name(i, 60_000));
            stream.write(ascii("\":1}\n"));
        }
    }

    private static void arrayOfLongNames(OutputStream stream) throws IOException {
        stream.write('[');
        for (int i = 0; i < 8_000; i++) {
            stream.write(ascii("{\""));
            stream.write(name(i, 1_000));
            stream.write(ascii("\":{\""));
            stream.write(name(i + 8_000, 6_000));
            stream.write(ascii("\":1}},"));
        }
    }

    private static void wideRow(OutputStream stream) throws IOException {
        stream.write(ascii("sha256,a\n"));
        for (int i = 0; i < 1_500; i++) {
            stream.write(name(i, 60_000));
            stream.write(',');
        }
    }

    private static void nested(OutputStream stream) throws IOException {
        stream.write(ascii("[\"%s\",".formatted(DIGEST)));
        for (int i = 0; i < 100_000; i++) {
            stream.write(ascii("[{\"a\":"));
        }
    }

    private static void longLine(OutputStream stream) throws IOException {
        for (int i = 0; i < 500; i++) {
            stream.write(name(i, 60_000));
        }
    }

    /** The answers are far longer than sockets hold, and nobody reads them. */
    private static void digests(OutputStream stream) throws IOException {
        byte[] lines = ascii((DIGEST + "\n").repeat(1_000));
        for (int i = 0; i < 1_000; i++) {
            stream.write(lines);
        }
    }

    /** Counts bytes. */
    private final class Counting extends OutputStream {
        private final OutputStream stream;

        private Counting(OutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int octet) throws IOException {
            stream.write(octet);
            sent.incrementAndGet();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
            sent.addAndGet(length);
        }
    }
}
