package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.kubernetes.NeedsPromtool;
import io.reverseip.bench.kubernetes.Promtool;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard and the alerts show, and what writers are scaled by, is what the services measure and describe. */
@Tag("long")
@Timeout(180)
class DashboardTest {
    private static final Path COMPONENTS =
            Path.of("../k8s/components").toAbsolutePath().normalize();
    private static final Pattern METRIC = Pattern.compile("reverseip_[a-z_]*[a-z]");
    private static final Pattern TYPE = Pattern.compile("# TYPE (reverseip_[a-z_]+) [a-z]+");
    private static final Pattern HELP = Pattern.compile("# HELP (reverseip_[a-z_]+) +\\S.*");

    /** What our metrics measure or count; each is named for one of these. */
    private static final Set<String> UNITS = Set.of(
            "addresses",
            "builds",
            "bytes",
            "connections",
            "digests",
            "entities",
            "groups",
            "hashes",
            "partitions",
            "passes",
            "ratio",
            "reads",
            "records",
            "requests",
            "retries",
            "seconds",
            "streams",
            "throttles",
            "transactions",
            "writers");

    /** 0 or 1, which has no unit. */
    private static final Set<String> STATES = Set.of(
            "reverseip_lookup_account_usable", "reverseip_lookup_dataset_usable", "reverseip_writer_account_away");

    @TempDir
    static Path data;

    /** What the services answer to Prometheus, one after the other. */
    private static List<String> served;

    @Test
    void queriesOnlyMetricsThatTheServicesServe() throws Exception {
        Set<String> queried = new TreeSet<>();
        queried.addAll(metrics(Files.readString(COMPONENTS.resolve("monitoring/reverse-ip.json"))));
        queried.addAll(metrics(Files.readString(COMPONENTS.resolve("alerts/alerts.yaml"))));
        queried.addAll(metrics(Files.readString(COMPONENTS.resolve("saturation-scaling/scaled-object.yaml"))));
        assertTrue(queried.contains("reverseip_writer_saturation_ratio"), queried::toString);
        served.forEach(text -> queried.removeAll(metrics(text)));
        assertEquals(Set.of(), queried);
    }

    @Test
    void describesEachMetricAndNamesItForWhatItMeasures() {
        Set<String> families = served.stream()
                .flatMap(text -> TYPE.matcher(text).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(families.size() > 30, families::toString);
        Set<String> nameless = families.stream()
                .filter(family -> Stream.of(family.split("_")).noneMatch(UNITS::contains))
                .collect(Collectors.toSet());
        assertEquals(STATES, nameless);
        served.forEach(text -> HELP.matcher(text).results().forEach(match -> families.remove(match.group(1))));
        assertEquals(Set.of(), families, "metrics without a description");
    }

    @Test
    @NeedsPromtool
    void prometheusFindsNoFaultWithOurMetrics() {
        for (String text : served) {
            String faults = Promtool.checkMetrics(text);
            assertEquals(
                    List.of(),
                    faults.lines().filter(line -> line.contains("reverseip_")).toList());
        }
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /**
     * By a system that meets everything that is measured: some metrics appear with the first event only, such as a request that was
     * repeated, an account that throttles, or one with a shared access signature. A generator that finds no writer serves its metrics until the end.
     */
    @BeforeAll
    static void serve() throws Exception {
        try (LocalSystem system = new LocalSystem()) {
            TableService tables = system.startTableService(data);
            LocalSystem.Writer writer = system.startWriter(Map.of(
                    "reverseip.home-account",
                    LocalSystem.ACCOUNT,
                    "reverseip.accounts.unused.sas",
                    "https://a.table.core.windows.net/?sv=1&se=2099-01-01&sig=x"));
            tables.behave(AzuriteServer.ACCOUNT, Behaviour.CALM.withEntitiesPerSecond(100));
            system.generate(List.of(writer), "--dataset", "measured", "--ranges", "9.9.9.0/24", "--layout", "rows");
            tables.behave(AzuriteServer.ACCOUNT, Behaviour.CALM);
            LocalSystem.Lookup lookup = system.startLookupProcess();
            assertEquals(404, system.ask(lookup.port(), "no address").statusCode());
            system.askInBulk(lookup.port(), List.of("9.9.9.9"));
            LocalSystem.await(
                    lookup.process(),
                    "reports datasets",
                    () -> scrape(system, lookup.managementPort()).contains("reverseip_lookup_dataset_usable"));
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
            served = List.of(
                    scrape(system, writer.managementPort()),
                    scrape(system, lookup.managementPort()),
                    scrape(system, port));
        }
    }

    private static String scrape(LocalSystem system, int port) throws Exception {
        return system.get(port, "/q/metrics").body();
    }
}
