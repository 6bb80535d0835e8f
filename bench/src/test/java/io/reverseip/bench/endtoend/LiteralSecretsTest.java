package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret of everything that configuration could replace or trim, read from each place that it can stand in, by all three services. */
@Tag("long")
@Timeout(300)
class LiteralSecretsTest {
    private static final String VALUE = "pa$$w0rd x\\$y p${x:y}q ${x}\\ ";

    @TempDir
    static Path directory;

    @AutoClose
    private static LocalSystem system;

    private static Map<String, String> properties;
    private static Map<String, String> environment;
    private static LocalSystem.Writer writer;
    private static int lookup;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(directory.resolve("$secret"), VALUE);
        environment = Map.of("REVERSEIP_SECRETS_VARIABLE_TEXT", VALUE);
        properties = Map.of("reverseip.secrets.property.text", VALUE, "reverseip.secrets.file.file", file.toString());
        system = new LocalSystem();
        system.startAzurite();
        writer = system.startWriter(properties, environment);
        lookup = system.startLookup(properties, environment);
    }

    /** Generator and writer agree by the check value; the look-up proves the address by the digest that the user has. */
    @ParameterizedTest
    @ValueSource(strings = {"variable", "property", "file"})
    void theDigestOfTheLiteralValueIsFound(String secret) throws Exception {
        ServiceProcess generator = system.startProgram(
                properties,
                environment,
                List.of(writer),
                "generate",
                "--output=json",
                "--dataset=from-" + secret,
                "--ranges=8.8.8.8",
                "--layout=rows",
                "--prefix-secret=" + secret);
        JsonNode summary = LocalSystem.summary(generator);
        assertEquals("complete", summary.get("status").asText());

        LocalSystem.await(
                writer.process(),
                "has its dataset noticed",
                () -> ask("from-" + secret).statusCode() != 400);
        HttpResponse<String> answer = ask("from-" + secret);
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals("8.8.8.8", answer.body().strip());
    }

    private static HttpResponse<String> ask(String dataset) throws Exception {
        return system.get(lookup, "/ip-for/%s?dataset=%s".formatted(LocalSystem.sha256(VALUE + "8.8.8.8"), dataset));
    }
}
