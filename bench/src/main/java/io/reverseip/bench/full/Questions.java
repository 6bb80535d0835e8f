package io.reverseip.bench.full;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.bench.figures.Figures;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import java.io.IOException;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Asks a look-up for the addresses of digests, and holds each answer against what it must be. */
final class Questions implements AutoCloseable {
    private static final int SINGLE = 100_000;
    private static final int BULK = 1_000_000;
    private static final int NO_ADDRESSES = 1_000;
    private static final int AT_ONCE = 32;
    private static final int PIECE = 10_000;
    private static final int BULK_AT_ONCE = 4;
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
        inParallel(AT_ONCE, addresses, address -> {
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
        inParallel(AT_ONCE, digests, digest -> {
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

    private static <T> void inParallel(int atOnce, List<T> all, Question<T> question) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> parts = new ArrayList<>();
            for (int part = 0; part < atOnce; part++) {
                List<T> own = all.subList(
                        (int) ((long) all.size() * part / atOnce), (int) ((long) all.size() * (part + 1) / atOnce));
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

    /** In requests of as many digests as a client may send that reads no answer before it has sent all. */
    void askInBulk(Figures figures) throws Exception {
        List<List<Integer>> pieces = IntStream.range(0, BULK / PIECE)
                .mapToObj(piece ->
                        IntStream.range(0, PIECE).mapToObj(i -> randomAddress()).toList())
                .toList();
        long start = System.nanoTime();
        inParallel(BULK_AT_ONCE, pieces, this::askAbout);
        double seconds = (System.nanoTime() - start) * 1e-9;
        figures.add("full/lookup-bulk-answers", "answers", BULK);
        figures.add("full/lookup-bulk-per-second", "digests/s", BULK / seconds);
    }

    private void askAbout(List<Integer> addresses) throws IOException, InterruptedException {
        Digester digester = digester();
        StringBuilder digests = new StringBuilder();
        addresses.forEach(
                address -> digests.append(digester.digest(address).hex()).append('\n'));
        HttpResponse<Stream<String>> answer = http.send(
                HttpRequest.newBuilder(base)
                        .header("Content-Type", "text/plain")
                        .header("Accept", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(digests.toString()))
                        .build(),
                BodyHandlers.ofLines());
        List<String> lines = answer.body().toList();
        if (lines.size() != addresses.size()) {
            throw new IllegalStateException("%d digests brought %d answers".formatted(addresses.size(), lines.size()));
        }
        for (int i = 0; i < lines.size(); i++) {
            requireHit(lines.get(i), addresses.get(i));
        }
    }

    private static void requireHit(String line, int address) throws IOException {
        JsonNode answer = JSON.readTree(line);
        if (!answer.path("ip").asText().equals(DottedDecimal.format(address))) {
            throw new IllegalStateException("%s was answered with %s".formatted(DottedDecimal.format(address), line));
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
