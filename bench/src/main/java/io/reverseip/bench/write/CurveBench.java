package io.reverseip.bench.write;

import com.azure.data.tables.TableServiceClientBuilder;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.MeasuredProcess;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.process.ScratchDirectory;
import io.reverseip.bench.tableservice.Behaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the articles drew: rows a transaction against throughput and processor time, and transactions in flight against throughput, by
 * the bare loop through azure-data-tables.
 */
public final class CurveBench {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final List<Integer> BATCHES = List.of(1, 2, 5, 10, 20, 50, 100);
    private static final List<Integer> LATENCIES = List.of(0, 20, 300);
    private static final List<Integer> IN_FLIGHT = List.of(1, 2, 4, 8, 16, 32, 64, 128, 256);
    private static final int USUAL_IN_FLIGHT = 64;
    private static final int FULL = 100;
    private static final int DISTANT = 300;

    private final Figures figures = new Figures();
    private final Path data;

    private CurveBench(Path data) {
        this.data = data;
    }

    /** Both curves; takes about eight minutes. */
    public static Figures run() throws Exception {
        try (ScratchDirectory data = new ScratchDirectory("curve-bench")) {
            CurveBench bench = new CurveBench(data.path());
            bench.rowsATransaction();
            bench.transactionsInFlight();
            return bench.figures;
        }
    }

    private void rowsATransaction() throws Exception {
        for (int latency : LATENCIES) {
            for (int batch : BATCHES) {
                Point point = measure(USUAL_IN_FLIGHT, batch, latency);
                String name = "curve/latency-%d/batch-%d/".formatted(latency, batch);
                figures.add(name + "records-per-second", "records/s", point.perSecond());
                figures.add(name + "cpu-per-record", "microseconds", point.cpuMicros());
            }
        }
    }

    private void transactionsInFlight() throws Exception {
        for (int inFlight : IN_FLIGHT) {
            Point point = measure(inFlight, FULL, DISTANT);
            double law = inFlight * FULL / (DISTANT / 1000.0);
            String name = "curve/latency-%d/in-flight-%d/".formatted(DISTANT, inFlight);
            figures.add(name + "records-per-second", "records/s", point.perSecond());
            figures.add(name + "over-littles-law", "ratio", point.perSecond() / law);
        }
    }

    private record Point(double perSecond, double cpuMicros) {}

    private Point measure(int inFlight, int batch, int latencyMillis) throws Exception {
        try (RunningTableService service = new RunningTableService(data, 0, List.of("one"))) {
            new TableServiceClientBuilder()
                    .connectionString(service.connectionString("one"))
                    .buildClient()
                    .createTableIfNotExists(PreparedGroups.TABLE);
            service.behave("one", Behaviour.CALM.withLatency(latencyMillis));
            List<String> flags = new ArrayList<>();
            service.configuration().forEach((key, value) -> flags.add("-D" + key + "=" + value));
            flags.add("-Dreverseip.table-service.max-connections=" + Math.max(inFlight, USUAL_IN_FLIGHT));
            try (MeasuredProcess loop = MeasuredProcess.ofClass(
                    "bare-loop", BareLoop.class, flags, Integer.toString(inFlight), Integer.toString(batch))) {
                Thread.sleep(WARM_UP);
                long before = service.entities();
                double cpu = loop.usage().cpuSeconds();
                long start = System.nanoTime();
                Thread.sleep(WINDOW);
                double seconds = (System.nanoTime() - start) * 1e-9;
                long records = service.entities() - before;
                Point point = new Point(records / seconds, 1e6 * (loop.usage().cpuSeconds() - cpu) / records);
                System.err.printf(
                        "latency %3d ms, %3d in flight, %3d rows: %,10.0f records/s %8.1f us/record%n",
                        latencyMillis, inFlight, batch, point.perSecond(), point.cpuMicros());
                return point;
            }
        }
    }
}
