package io.reverseip.hashgenerator;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.reverseip.hashgenerator.dispatch.Dispatch;
import io.reverseip.hashgenerator.dispatch.DispatchStatus;
import io.reverseip.hashgenerator.hash.EngineChoice;
import io.reverseip.hashgenerator.progress.RunProgress;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The run that is going on, for health and metrics. Thread-safe. */
@Singleton
public final class CurrentRun {
    private final MeterRegistry metrics;
    private final MultiGauge engineSpeeds;
    private volatile Optional<Dispatch> dispatch = Optional.empty();

    CurrentRun(MeterRegistry metrics) {
        this.metrics = metrics;
        this.engineSpeeds = MultiGauge.builder("reverseip.generator.engine.speed")
                .description("Hashes per second on one core, by the last measurement")
                .baseUnit("hashes")
                .register(metrics);
    }

    /** Shows which engine hashes, and how fast the engines were that were tried; replaces what was shown before. */
    public void engineChosen(EngineChoice choice) {
        engineSpeeds.register(
                choice.hashesPerSecond().entrySet().stream()
                        .map(measured -> MultiGauge.Row.of(
                                Tags.of(
                                        "engine",
                                        measured.getKey(),
                                        "chosen",
                                        Boolean.toString(measured.getKey()
                                                .equals(choice.engine().name()))),
                                measured.getValue()))
                        .toList(),
                true);
    }

    /** Shows a run's progress. */
    public void progressBegins(RunProgress progress) {
        count(
                "reverseip.generator.addresses.hashed",
                "Addresses hashed, over all passes",
                progress,
                RunProgress::addressesHashed);
        count("reverseip.generator.passes", "Passes over all addresses", progress, RunProgress::passes);
        count(
                "reverseip.generator.records.written",
                "Records with a receipt",
                progress,
                run -> run.counts().records());
        count(
                "reverseip.generator.entities.written",
                "Entities with a receipt",
                progress,
                run -> run.counts().entities());
        Gauge.builder("reverseip.generator.records", progress, RunProgress::records)
                .description("Records that the run has to write")
                .register(metrics);
    }

    /** Shows a run's dispatch. */
    public void dispatchBegins(Dispatch begun) {
        dispatch = Optional.of(begun);
        count(
                "reverseip.generator.groups.delivered",
                "Groups sent to writers, repeats included",
                begun,
                d -> d.status().delivered());
        count(
                "reverseip.generator.groups.redelivered",
                "Groups taken back to be sent again",
                begun,
                d -> d.status().redelivered());
        count(
                "reverseip.generator.groups.failed",
                "Answers that a group cannot be written",
                begun,
                d -> d.status().failed());
        Gauge.builder(
                        "reverseip.generator.groups.outstanding",
                        begun,
                        d -> d.status().outstandingGroups())
                .description("Groups without a receipt")
                .register(metrics);
        Gauge.builder(
                        "reverseip.generator.writers.connected",
                        begun,
                        d -> d.status().writersConnected())
                .description("Writers that are connected")
                .register(metrics);
        Gauge.builder("reverseip.generator.writers", begun, d -> d.status().writersReady())
                .description("Writers that accept groups now")
                .register(metrics);
    }

    private <T> void count(String name, String description, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(description).register(metrics);
    }

    /** The state of the dispatch; empty while none has begun. */
    public Optional<DispatchStatus> dispatchStatus() {
        return dispatch.map(Dispatch::status);
    }
}
