package io.reverseip.bench.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Where a process on loopback answers over HTTP. Thread-safe. */
public final class HttpEndpoint implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    /** @param port on loopback */
    public HttpEndpoint(int port) {
        this.port = port;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Asks, and waits five seconds for the answer. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The value of a metric, summed over its labels; 0 if there is none. */
    public double metric(String name) throws IOException, InterruptedException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        http.close();
    }
}
