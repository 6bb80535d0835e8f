package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the dashboard shows, and what writers are scaled by, is what the services measure. */
@Timeout(180)
class DashboardTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path COMPONENTS = HOME.resolve("k8s/components");
    private static final Pattern METRIC = Pattern.compile("reverseip_[a-z_]*[a-z]");

    @Test
    void asksForMetricsThatAreThere() throws Exception {
        Set<String> asked = new TreeSet<>();
        asked.addAll(metrics(Files.readString(COMPONENTS.resolve("monitoring/reverse-ip.json"))));
        asked.addAll(metrics(Files.readString(COMPONENTS.resolve("saturation-scaling/scaled-object.yaml"))));
        assertTrue(asked.contains("reverseip_writer_saturation"), asked::toString);
        asked.removeAll(served());
        asked.removeAll(documented());
        assertEquals(Set.of(), asked);
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** By a system in which something was written and looked up, and a generator that waits for writers. */
    private static Set<String> served() throws Exception {
        try (LocalSystem system = new LocalSystem()) {
            system.startAzurite();
            LocalSystem.Writer writer = system.startWriter(Map.of());
            int lookup = system.startLookup();
            system.generate(List.of(writer), "--dataset", "measured", "--ranges", "9.9.9.0/24");
            while (system.get(lookup, "/ip-for/" + "0".repeat(64)).statusCode() != 404) {
                Thread.sleep(100);
            }
            int generator = AzuriteServer.freePort();
            ServiceProcess waiting = system.startGenerator(
                    Map.of("quarkus.http.port", Integer.toString(generator)),
                    List.of(new LocalSystem.Writer(null, 1, 1)),
                    "--dataset",
                    "waiting",
                    "--ranges",
                    "9.9.9.0/24");
            return Stream.of(
                            scrape(system, writer.httpPort()),
                            scrape(system, lookup),
                            scrapeWhenThere(system, generator, waiting, "reverseip_generator_writers"))
                    .flatMap(metrics -> metrics(metrics).stream())
                    .collect(Collectors.toSet());
        }
    }

    private static String scrape(LocalSystem system, int port) throws Exception {
        return system.get(port, "/q/metrics").body();
    }

    private static String scrapeWhenThere(LocalSystem system, int port, ServiceProcess process, String metric)
            throws Exception {
        while (process.isAlive()) {
            try {
                String metrics = scrape(system, port);
                if (metrics.contains(metric)) {
                    return metrics;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(process.log());
    }

    /** Those that appear with the first event only, such as being throttled. */
    private static Set<String> documented() throws IOException {
        return Stream.concat(
                        metrics(Files.readString(HOME.resolve("table-writer/README.md"))).stream(),
                        metrics(Files.readString(HOME.resolve("lookup-api/README.md"))).stream())
                .collect(Collectors.toSet());
    }
}
