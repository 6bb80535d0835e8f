package io.reverseip.hashgenerator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.dispatch.Dispatch;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.hashgenerator.dispatch.ScriptedWriter;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.reverseip.hashgenerator.dispatch.WriterNames;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.EngineChoice;
import io.reverseip.wire.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What health and metrics show of a run. */
@Timeout(60)
class CurrentRunTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CurrentRun run = new CurrentRun(metrics);
    private final WritersReadiness readiness = new WritersReadiness(run);

    private static Dispatch dispatch(ScriptedWriter writer) {
        Dispatch dispatch = new Dispatch(
                new WriterNames(List.of(writer.hostPort())),
                WriterChannels.plaintext(),
                WriteRequest.newBuilder(),
                new DispatchSettings(
                        new DispatchSettings.Window(8, 1_000, 1_000),
                        1 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(60),
                        new DispatchSettings.FailureLimit(3, Duration.ofMinutes(1))),
                (group, receipt) -> {});
        dispatch.start();
        return dispatch;
    }

    private Object data(String name) {
        return readiness.call().getData().orElseThrow().get(name);
    }

    @Test
    void aProgramThatSendsNothingIsReady() {
        assertEquals(Status.UP, readiness.call().getStatus());
    }

    @Test
    void isReadyWhileAWriterIsConnectedAndNamesTheProblemAfterwards() throws Exception {
        try (ScriptedWriter writer = new ScriptedWriter(request -> List.of());
                Dispatch dispatch = dispatch(writer)) {
            run.dispatchBegins(dispatch);
            await().until(() -> dispatch.status().writersReady() == 1);
            assertEquals(Status.UP, readiness.call().getStatus());
            assertEquals(1L, data("connected"));
            assertEquals(1L, data("acceptGroups"));

            String lost = writer.hostPort();
            writer.close();
            await().until(() -> readiness.call().getStatus() == Status.DOWN);
            assertEquals(0L, data("connected"));
            assertTrue(
                    data("lastProblem").toString().contains(lost),
                    () -> data("lastProblem").toString());
        }
    }

    private Map<List<Tag>, Double> engineSpeeds() {
        return metrics.find("reverseip.generator.engine.speed").gauges().stream()
                .collect(Collectors.toMap(gauge -> gauge.getId().getTags(), gauge -> gauge.value()));
    }

    private static List<Tag> tags(String engine, boolean chosen) {
        return List.of(Tag.of("chosen", Boolean.toString(chosen)), Tag.of("engine", engine));
    }

    @Test
    void speedsOfEnginesAreThoseOfTheLastMeasurement() {
        run.engineChosen(new EngineChoice(new NamedEngine("a"), Map.of("a", 2e6, "b", 1e6)));
        assertEquals(Map.of(tags("a", true), 2e6, tags("b", false), 1e6), engineSpeeds());

        run.engineChosen(new EngineChoice(new NamedEngine("b"), Map.of("a", 0.5e6, "b", 1.1e6)));
        assertEquals(Map.of(tags("a", false), 0.5e6, tags("b", true), 1.1e6), engineSpeeds());
    }

    private record NamedEngine(String name) implements DigestEngine {
        @Override
        public Kernel newKernel(UnsealedRecipe recipe) {
            throw new UnsupportedOperationException();
        }
    }
}
