package io.reverseip.bench.write;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpRequest;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.TableTransactionAction;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.process.ScratchDirectory;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What an upserted entity of 1 KiB costs the table service: requests as azure-data-tables made them are replayed over plain sockets,
 * each for another partition (the signature does not cover the body).
 */
public final class TableServiceBench {
    private static final int RUNS = 5;
    private static final int CONNECTIONS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private TableServiceBench() {}

    /** Microseconds of processor time an entity, entities a second, and resident memory of the table service. */
    public static Figures run() throws Exception {
        try (ScratchDirectory data = new ScratchDirectory("table-service-bench");
                RunningTableService service = new RunningTableService(data.path(), 0, List.of("one"))) {
            List<Recording> recordings = record(service.connectionString("one"));
            AtomicLong next = new AtomicLong();
            List<Double> micros = new ArrayList<>();
            List<Double> perSecond = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    threads.execute(() -> replay(service.port(), recordings, next));
                }
                Thread.sleep(WARM_UP);
                for (int run = 0; run < RUNS; run++) {
                    long entities = service.entities();
                    double cpu = service.process().usage().cpuSeconds();
                    Thread.sleep(WINDOW);
                    long written = service.entities() - entities;
                    micros.add(1e6 * (service.process().usage().cpuSeconds() - cpu) / written);
                    perSecond.add((double) written / WINDOW.toSeconds());
                }
                threads.shutdownNow();
            }
            Figures figures = new Figures();
            figures.add("table-service/cpu-per-entity", "microseconds", micros);
            figures.add("table-service/entities-per-second", "entities/s", perSecond);
            figures.add(
                    "table-service/peak-rss-bytes",
                    "bytes",
                    service.process().usage().peakBytes());
            return figures;
        }
    }

    /** A request, and where its partition key stands. */
    private record Recording(byte[] request, int[] keys, int entities) {
        private static final String PARTITION = "%04x".formatted(PreparedGroups.partition(0));

        static Recording of(HttpRequest request, int entities) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            StringBuilder head = new StringBuilder("POST " + request.getUrl().getPath() + " HTTP/1.1\r\n");
            head.append("Host: 127.0.0.1\r\n");
            for (HttpHeader header : request.getHeaders()) {
                head.append(header.getName() + ": " + header.getValue() + "\r\n");
            }
            bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            int body = bytes.size();
            bytes.writeBytes(request.getBodyAsBinaryData().toBytes());
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            int[] keys = IntStream.range(body, text.length())
                    .filter(at -> text.startsWith(PARTITION, at) && "'\"".indexOf(text.charAt(at - 1)) >= 0)
                    .toArray();
            return new Recording(bytes.toByteArray(), keys, entities);
        }

        byte[] forPartition(int partition) {
            byte[] copy = request.clone();
            byte[] key = "%04x".formatted(partition).getBytes(StandardCharsets.US_ASCII);
            for (int at : keys) {
                System.arraycopy(key, 0, copy, at, key.length);
            }
            return copy;
        }
    }

    private static List<Recording> record(String connectionString) {
        HttpClient real = HttpClient.createDefault();
        List<HttpRequest> requests = new ArrayList<>();
        TableClient table = new TableServiceClientBuilder()
                .connectionString(connectionString)
                .httpClient(request -> {
                    requests.add(request);
                    return real.send(request);
                })
                .buildClient()
                .createTable(PreparedGroups.TABLE);
        List<Recording> recordings = new ArrayList<>();
        for (List<TableTransactionAction> transaction : PreparedGroups.transactions(1)) {
            table.submitTransaction(transaction);
            recordings.add(Recording.of(requests.getLast(), transaction.size()));
        }
        return recordings;
    }

    private static void replay(int port, List<Recording> recordings, AtomicLong next) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!Thread.currentThread().isInterrupted()) {
                int partition = PreparedGroups.partition(next.getAndIncrement());
                for (Recording recording : recordings) {
                    out.write(recording.forPartition(partition));
                    requireAccepted(in);
                }
            }
        } catch (IOException e) {
            if (!Thread.currentThread().isInterrupted()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void requireAccepted(InputStream in) throws IOException {
        String status = line(in);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, "content-length:".length())) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
        if (!status.contains(" 202 ") || !body.contains(" 204 ")) {
            throw new IOException("A replayed transaction was refused: " + status + "\n" + body);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("The table service has closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
