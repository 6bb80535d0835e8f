package io.reverseip.bench.readme;

import static org.awaitility.Awaitility.await;

import io.reverseip.azurite.AzuriteServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The READMEs' commands for Quarkus' dev mode: the three services, in a copy of this project, fill a dataset and answer from it. */
@Tag("long")
@Timeout(900)
class DevModeTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** Of 8.8.0.1, which the generator's command fills. */
    private static final String DIGEST = "4f305e940d4b9954103e879d5cb2fa056b9f3532549d0d9939a168de546cbad7";

    @Test
    void servicesInDevModeFillADatasetAndAnswer(@TempDir Path copy) throws Exception {
        Shell.run(
                "git -C %1$s ls-files -z --cached --others --exclude-standard | tar -C %1$s --null -T - -c | tar -x && ln -s %1$s/node_modules ."
                        .formatted(HOME),
                copy,
                Map.of(),
                0);
        String writerPort = freePort();
        String lookupPort = freePort();
        // One after the other, since each compiles what is not compiled yet; the first also starts an Azurite.
        try (Shell writer = Shell.start(
                command("table-writer"),
                copy,
                Map.of(
                        "QUARKUS_HTTP_PORT",
                        freePort(),
                        "QUARKUS_MANAGEMENT_PORT",
                        freePort(),
                        "QUARKUS_GRPC_SERVER_PORT",
                        writerPort))) {
            writer.awaitOutput("Listening on: http://");
            try (Shell generator = Shell.start(
                    command("hash-generator"), copy, Map.of("REVERSEIP_WRITERS", "127.0.0.1:" + writerPort))) {
                generator.awaitOutput("complete and current");
            }
            try (Shell lookup = Shell.start(
                    command("lookup-api"),
                    copy,
                    Map.of("QUARKUS_HTTP_PORT", lookupPort, "QUARKUS_MANAGEMENT_PORT", freePort()))) {
                lookup.awaitOutput("Listening on: http://");
                await().atMost(Duration.ofSeconds(60)).until(() -> status(lookupPort) == 200);
            }
        }
    }

    private static String freePort() {
        return Integer.toString(AzuriteServer.freePort());
    }

    private static String command(String service) {
        return ReadmeCommand.all(HOME).stream()
                .map(ReadmeCommand::text)
                .filter(text -> text.startsWith("./reverse-ip dev " + service))
                .findFirst()
                .orElseThrow();
    }

    private static int status(String port) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/ip-for/%s".formatted(port, DIGEST)))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
