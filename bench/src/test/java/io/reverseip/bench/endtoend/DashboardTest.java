package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.TableService;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard and the alerts show, and what writers are scaled by, is what the services measure. */
@Tag("long")
@Timeout(180)
class DashboardTest {
    private static final Path COMPONENTS =
            Path.of("../k8s/components").toAbsolutePath().normalize();
    private static final Pattern METRIC = Pattern.compile("reverseip_[a-z_]*[a-z]");

    @Test
    void queriesOnlyMetricsThatTheServicesServe(@TempDir Path data) throws Exception {
        Set<String> queried = new TreeSet<>();
        queried.addAll(metrics(Files.readString(COMPONENTS.resolve("monitoring/reverse-ip.json"))));
        queried.addAll(metrics(Files.readString(COMPONENTS.resolve("monitoring/alerts.yaml"))));
        queried.addAll(metrics(Files.readString(COMPONENTS.resolve("saturation-scaling/scaled-object.yaml"))));
        assertTrue(queried.contains("reverseip_writer_saturation"), queried::toString);
        queried.removeAll(served(data));
        assertEquals(Set.of(), queried);
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /**
     * By a system that meets everything that is measured: some metrics appear with the first event only, such as a request that was
     * repeated or an account that throttles. A generator that finds no writer serves its metrics until the end.
     */
    private static Set<String> served(Path data) throws Exception {
        try (LocalSystem system = new LocalSystem()) {
            TableService tables = system.startTableService(data);
            LocalSystem.Writer writer = system.startWriter(Map.of());
            tables.behave(AzuriteServer.ACCOUNT, Behaviour.CALM.withEntitiesPerSecond(100));
            system.generate(List.of(writer), "--dataset", "measured", "--ranges", "9.9.9.0/24", "--layout", "rows");
            tables.behave(AzuriteServer.ACCOUNT, Behaviour.CALM);
            LocalSystem.Lookup lookup = system.startLookupProcess();
            assertEquals(404, system.ask(lookup.port(), "no address").statusCode());
            system.askInBulk(lookup.port(), List.of("9.9.9.9"));
            int port = AzuriteServer.freePort();
            ServiceProcess generator = system.startGenerator(
                    Map.of("quarkus.management.port", Integer.toString(port)),
                    List.of(new LocalSystem.Writer(null, 1, 1)),
                    "--dataset",
                    "waiting",
                    "--ranges",
                    "9.9.9.0/24");
            LocalSystem.await(
                    generator, "serves metrics", () -> scrape(system, port).contains("reverseip_generator_writers"));
            return Stream.of(
                            scrape(system, writer.managementPort()),
                            scrape(system, lookup.managementPort()),
                            scrape(system, port))
                    .flatMap(metrics -> metrics(metrics).stream())
                    .collect(Collectors.toSet());
        }
    }

    private static String scrape(LocalSystem system, int port) throws Exception {
        return system.get(port, "/q/metrics").body();
    }
}
