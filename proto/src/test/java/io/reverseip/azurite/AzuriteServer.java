package io.reverseip.azurite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Azurite table service on a loopback port, as a process of its own that ends with this object. */
public final class AzuriteServer implements AutoCloseable {
    /** Azurite's well-known account, which is public. */
    public static final String ACCOUNT = "devstoreaccount1";

    /** Its key, which is public, too. */
    public static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final int port;
    private final Process process;
    private final Path log;

    private AzuriteServer(int port, Process process, Path log) {
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /** Starts one on a free port that keeps its tables in memory. */
    public static AzuriteServer start() {
        return startOn(freePort(), Optional.empty());
    }

    /**
     * Starts one on a free port, in memory, with other accounts than the well-known one.
     *
     * @param accounts {@code NAME:KEY;NAME:KEY…}
     */
    static AzuriteServer startWithAccounts(String accounts) {
        return start(freePort(), Optional.empty(), Map.of("AZURITE_ACCOUNTS", accounts), List.of());
    }

    /**
     * Starts one on a free port, in memory, that speaks TLS and accepts the tokens of identities. It checks who issued a token, whom it
     * is for and when it is valid, but not its signature.
     *
     * @param certificate of the server, in PEM
     * @param key its private key, in PEM
     */
    public static AzuriteServer startWithTls(Path certificate, Path key) {
        return start(
                freePort(),
                Optional.empty(),
                Map.of(),
                List.of("--cert", certificate.toString(), "--key", key.toString(), "--oauth", "basic"));
    }

    /**
     * Starts one and waits until it accepts connections.
     *
     * @param data directory that keeps the tables; in memory if empty
     */
    public static AzuriteServer startOn(int port, Optional<Path> data) {
        return start(port, data, Map.of(), List.of());
    }

    private static AzuriteServer start(
            int port, Optional<Path> data, Map<String, String> environment, List<String> options) {
        try {
            Path log = Files.createTempFile("azurite", ".log");
            List<String> command = new ArrayList<>(List.of(
                    "node",
                    NodeModules.program("azurite/dist/src/table/main.js").toString(),
                    "--silent",
                    "--disableTelemetry",
                    "--tablePort",
                    Integer.toString(port)));
            command.addAll(data.map(directory -> List.of("--location", directory.toString()))
                    .orElse(List.of("--inMemoryPersistence")));
            command.addAll(options);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            AzuriteServer server = new AzuriteServer(port, process, log);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Azurite could not be started: is node 20 or newer on the PATH?", e);
        }
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                sleep(Duration.ofMillis(100));
            }
        }
        throw new IllegalStateException("Azurite did not start on port %d within %s:%n%s"
                .formatted(port, START_TIMEOUT, Files.readString(log)));
    }

    /** A loopback port that nothing listens on at the moment. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String connectionString() {
        return connectionString(port);
    }

    /** The connection string of an Azurite on a port, whether it runs or not. */
    public static String connectionString(int port) {
        return connectionString(ACCOUNT, port);
    }

    static String connectionString(String account, int port) {
        return "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;TableEndpoint=http://127.0.0.1:%d/%s;"
                .formatted(account, KEY, port, account);
    }

    /** Operating-system id, to stop and continue the process. */
    public long pid() {
        return process.pid();
    }

    /** Ends the process in the only way in which Azurite saves its files: by SIGINT. */
    public void stopSaving() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(pid())).start().waitFor();
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Kills the process; what it held in memory is gone. */
    /** Stops the process without ending it: connections are accepted, and nothing is answered. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused process continue. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int exitCode = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("kill -%s has ended with %d".formatted(signal, exitCode));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while signalling Azurite", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
