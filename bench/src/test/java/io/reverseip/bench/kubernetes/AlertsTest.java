package io.reverseip.bench.kubernetes;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts have a severity and a section in the runbooks, read documented metrics, and fire when they should. */
class AlertsTest {
    private static final Path ALERTS = Kustomize.K8S.resolve("components/alerts/alerts.yaml");
    private static final Path RUNBOOKS = Kustomize.HOME.resolve("docs/runbooks.md");
    private static final String TESTS = "/alerts/tests.yaml";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Metrics of others, and what serves them. */
    private static final Map<String, String> EXPORTERS =
            Map.of("kube_", "kube-state-metrics", "certmanager_", "cert-manager");

    private static final Pattern METRIC = Pattern.compile("\\b[a-z]+(_[a-z]+){2,}\\b");

    private static List<Rule> alerts;

    @BeforeAll
    static void read() throws IOException {
        PrometheusRule rule =
                (PrometheusRule) Model.read(Files.readString(ALERTS)).getFirst();
        alerts = rule.getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .toList();
    }

    @Test
    void eachAlertHasASeverityAndARunbook() throws IOException {
        Set<String> sections = Files.readString(RUNBOOKS)
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .collect(Collectors.toSet());
        assertEquals(alerts.stream().map(Rule::getAlert).collect(Collectors.toSet()), sections);
        assertAll(alerts.stream().map(alert -> () -> {
            assertTrue(Set.of("critical", "warning").contains(alert.getLabels().get("severity")), alert.getAlert());
            assertEquals(
                    "docs/runbooks.md#" + alert.getAlert().toLowerCase(Locale.ROOT),
                    alert.getAnnotations().get("runbook"));
            assertTrue(alert.getAnnotations().get("summary").endsWith("."), alert.getAlert());
        }));
    }

    /** That ours are served is tested with the services. */
    @Test
    void metricsOfOthersHaveAnExporterThatTheirRunbookNames() throws IOException {
        String[] sections = Files.readString(RUNBOOKS).split("\n## ");
        for (Rule alert : alerts) {
            String section = List.of(sections).stream()
                    .filter(text -> text.startsWith(alert.getAlert() + "\n"))
                    .findFirst()
                    .orElseThrow();
            METRIC.matcher(alert.getExpr().getStrVal())
                    .results()
                    .map(MatchResult::group)
                    .filter(metric -> !metric.startsWith("reverseip_"))
                    .forEach(metric -> {
                        String exporter = EXPORTERS.entrySet().stream()
                                .filter(known -> metric.startsWith(known.getKey()))
                                .map(Map.Entry::getValue)
                                .findFirst()
                                .orElseThrow(() -> new AssertionError("Nothing is known to serve " + metric));
                        assertTrue(section.contains(exporter), alert.getAlert() + ": " + exporter);
                    });
        }
    }

    @Test
    @NeedsPromtool
    void alertsFireWhenTheyShould(@TempDir Path directory) throws IOException {
        Path rules = directory.resolve("alerts.yaml");
        YAML.writeValue(rules.toFile(), YAML.readTree(Files.readString(ALERTS)).get("spec"));
        Path tests = directory.resolve("tests.yaml");
        try (InputStream resource = AlertsTest.class.getResourceAsStream(TESTS)) {
            Files.copy(resource, tests);
        }
        Promtool.Output check = Promtool.run("check", "rules", rules.toString());
        assertEquals(0, check.exitCode(), check.text());
        assertTrue(check.text().contains(" %d rules found".formatted(alerts.size())), check.text());
        Promtool.Output test = Promtool.run("test", "rules", tests.toString());
        assertEquals(0, test.exitCode(), test.text());
    }

    /** A rule without both says nothing, or always the same. */
    @Test
    void eachAlertIsTestedWithSeriesForWhichItFiresAndForWhichItDoesNot() throws IOException {
        Set<String> fire = new HashSet<>();
        Set<String> doNotFire = new HashSet<>();
        try (InputStream resource = AlertsTest.class.getResourceAsStream(TESTS)) {
            for (JsonNode test : YAML.readTree(resource).get("tests")) {
                for (JsonNode expected : test.get("alert_rule_test")) {
                    (expected.get("exp_alerts").isEmpty() ? doNotFire : fire)
                            .add(expected.get("alertname").asText());
                }
            }
        }
        Set<String> all = alerts.stream().map(Rule::getAlert).collect(Collectors.toSet());
        assertEquals(all, fire);
        assertTrue(doNotFire.containsAll(all), () -> all + " but " + doNotFire);
    }
}
