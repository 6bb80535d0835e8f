package io.reverseip.tablewriter.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class AccountsReadinessTest {
    private static final Optional<String> USABLE = Optional.empty();
    private static final Optional<String> AWAY = Optional.of("ConnectException: Connection refused");

    @Test
    void isReadyWhileAnAccountCanBeUsedAndNamesTheOthers() {
        HealthCheckResponse response =
                new AccountsReadiness(Map.of("a", probe(AWAY), "b", probe(USABLE), "c", probe(AWAY))).call();

        assertEquals(Status.UP, response.getStatus());
        assertEquals(
                Map.of("a", AWAY.orElseThrow(), "b", "usable", "c", AWAY.orElseThrow()),
                response.getData().orElseThrow());
    }

    @Test
    void isNotReadyWithoutAnyAccount() {
        HealthCheckResponse response = new AccountsReadiness(Map.of("a", probe(AWAY), "b", probe(AWAY))).call();

        assertEquals(Status.DOWN, response.getStatus());
    }

    private static AccountProbe probe(Optional<String> answer) {
        return new AccountProbe(
                () -> answer, Duration.ofSeconds(5), Duration.ofSeconds(30), Runnable::run, System::nanoTime);
    }
}
