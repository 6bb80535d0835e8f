package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessEndMetricsTest {
    private static final String SAS = "https://a.table.core.windows.net/?sv=1&se=%s&sig=x";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path directory;

    private Map<String, Double> ends(Map<String, String> properties) {
        new AccessEndMetrics(Accounts.config(properties)).bindTo(registry);
        return ends();
    }

    private Map<String, Double> ends() {
        return registry.find("reverseip.account.access.end.timestamp").gauges().stream()
                .collect(Collectors.toMap(gauge -> gauge.getId().getTag("account"), gauge -> gauge.value()));
    }

    @Test
    void namesAccountsWhoseAccessEndsAtAKnownTime() {
        Map<String, Double> ends = ends(Map.of(
                "accounts.ends.sas", SAS.formatted("2026-03-01T12:00:01Z"),
                "accounts.by-policy.sas", "https://a.table.core.windows.net/?sv=1&si=policy&sig=x",
                "accounts.identity.endpoint", "https://a.table.core.windows.net",
                "accounts.unusable.connection-string", "AccountName=a"));
        assertEquals(Map.of("ends", 1_772_366_401.0), ends);
    }

    @Test
    void followsTheFileThatHasTheSignature() throws Exception {
        Path file = Files.writeString(directory.resolve("sas"), SAS.formatted("2026-03-01T12:00:01Z"));
        Map<String, Double> before = ends(Map.of("accounts.ends.sas-file", file.toString()));
        assertEquals(Map.of("ends", 1_772_366_401.0), before);
        Files.writeString(file, SAS.formatted("2026-03-02T12:00:01Z"));
        assertEquals(Map.of("ends", 1_772_452_801.0), ends());
        Files.delete(file);
        assertTrue(Double.isNaN(ends().get("ends")));
    }
}
