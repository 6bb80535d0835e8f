package io.reverseip.hashgenerator;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a writer is connected, even if it is too busy to accept groups, or while none is needed. */
@Readiness
@Singleton
final class WritersReadiness implements HealthCheck {
    private final CurrentRun run;

    WritersReadiness(CurrentRun run) {
        this.run = run;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("writers");
        return run.dispatchStatus()
                .map(status -> {
                    status.lastProblem().ifPresent(problem -> response.withData("lastProblem", problem));
                    return response.withData("connected", status.writersConnected())
                            .withData("acceptGroups", status.writersReady())
                            .withData("outstandingGroups", status.outstandingGroups())
                            .status(status.writersConnected() > 0)
                            .build();
                })
                .orElseGet(() -> response.up().build());
    }
}
