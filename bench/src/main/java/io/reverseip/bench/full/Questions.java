package io.reverseip.bench.full;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.bench.figures.Figures;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Asks a look-up for the addresses of digests, and holds each answer against what it must be. */
final class Questions implements AutoCloseable {
    private static final int SINGLE = 100_000;
    private static final int BULK = 1_000_000;
    private static final int NO_ADDRESSES = 1_000;
    private static final int AT_ONCE = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final AddressRanges ranges;
    private final Random random = new Random(42);

    Questions(int port, AddressRanges ranges) {
        this.base = URI.create("http://127.0.0.1:%d/ip-for".formatted(port));
        this.ranges = ranges;
    }

    private int randomAddress() {
        long ordinal = random.nextLong(ranges.count());
        int[] address = new int[1];
        ranges.forEachRun(ordinal, ordinal + 1, (first, count) -> address[0] = first);
        return address[0];
    }

    private static Digester digester() {
        return new Digester(UnsealedRecipe.PLAIN);
    }

    void askSingly(Figures figures) throws Exception {
        List<Integer> addresses =
                IntStream.range(0, SINGLE).mapToObj(i -> randomAddress()).toList();
        long start = System.nanoTime();
        inParallel(addresses, address -> {
            HttpResponse<String> answer = get(digester().digest(address).hex());
            if (answer.statusCode() != 200 || !answer.body().equals(DottedDecimal.format(address))) {
                throw new IllegalStateException("%s was answered with %d %s"
                        .formatted(DottedDecimal.format(address), answer.statusCode(), answer.body()));
            }
        });
        double seconds = (System.nanoTime() - start) * 1e-9;
        figures.add("full/lookup-single-answers", "answers", SINGLE);
        figures.add("full/lookup-single-per-second", "requests/s", SINGLE / seconds);
    }

    void askForNoAddresses(Figures figures) throws Exception {
        List<String> digests = IntStream.range(0, NO_ADDRESSES)
                .mapToObj(i -> sha256("no address " + i))
                .toList();
        inParallel(digests, digest -> {
            int status = get(digest).statusCode();
            if (status != 404) {
                throw new IllegalStateException("What is no address was answered with " + status);
            }
        });
        figures.add("full/lookup-no-addresses-not-found", "answers", NO_ADDRESSES);
    }

    private interface Question<T> {
        void ask(T about) throws IOException, InterruptedException;
    }

    private static <T> void inParallel(List<T> all, Question<T> question) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> parts = new ArrayList<>();
            for (int part = 0; part < AT_ONCE; part++) {
                List<T> own = all.subList(
                        (int) ((long) all.size() * part / AT_ONCE), (int) ((long) all.size() * (part + 1) / AT_ONCE));
                parts.add(threads.submit(() -> {
                    for (T one : own) {
                        question.ask(one);
                    }
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        }
    }

    private HttpResponse<String> get(String digest) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(base + "/" + digest))
                        .header("Accept", "text/plain")
                        .build(),
                BodyHandlers.ofString());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One request; the answers are read while it is sent. */
    void askInBulk(Figures figures) throws Exception {
        int[] addresses = IntStream.range(0, BULK).map(i -> randomAddress()).toArray();
        long start = System.nanoTime();
        PipedOutputStream body = new PipedOutputStream();
        PipedInputStream sent = new PipedInputStream(body, 1 << 16);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> sender = threads.submit(() -> send(addresses, body));
            var answer = http.send(
                    HttpRequest.newBuilder(base)
                            .header("Content-Type", "text/plain")
                            .header("Accept", "application/x-ndjson")
                            .POST(BodyPublishers.ofInputStream(() -> sent))
                            .build(),
                    BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (int address : addresses) {
                    requireHit(lines.readLine(), address);
                }
            }
            sender.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The digests could not be sent", e.getCause());
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        figures.add("full/lookup-bulk-answers", "answers", BULK);
        figures.add("full/lookup-bulk-per-second", "digests/s", BULK / seconds);
    }

    private static void send(int[] addresses, OutputStream body) {
        Digester digester = digester();
        try (body) {
            for (int address : addresses) {
                body.write((digester.digest(address).hex() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireHit(String line, int address) throws IOException {
        JsonNode answer = line == null ? JSON.missingNode() : JSON.readTree(line);
        if (!answer.path("ip").asText().equals(DottedDecimal.format(address))) {
            throw new IllegalStateException("%s was answered with %s".formatted(DottedDecimal.format(address), line));
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
