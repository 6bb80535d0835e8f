package io.reverseip.bench.limits;

import io.reverseip.bench.process.RunningTableService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** When how many entities had been written, for the speed of a run without its beginning and its end. Not thread-safe. */
final class EntityClock {
    private static final long BETWEEN_LOOKS_MILLIS = 200;

    /** Of the entities: the burst that the table service allows at first, and the rise of the rates, are behind. */
    private static final double FROM = 0.25;

    private static final double TO = 0.9;

    /** The rows that record a build are no sending: fewer than one full transaction. */
    private static final long OF_THE_RECORD = 99;

    private final RunningTableService service;
    private final List<Look> looks = new ArrayList<>();

    /** @param nanos when */
    record Look(long nanos, long entities) {}

    EntityClock(RunningTableService service) {
        this.service = service;
    }

    /** Looks, after a pause. */
    void look() throws IOException, InterruptedException {
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
        looks.add(new Look(System.nanoTime(), service.entities()));
    }

    double steadyPerSecond() {
        return steadyPerSecond(looks);
    }

    /** Entities a second from the first quarter of all entities to nine tenths of them. */
    static double steadyPerSecond(List<Look> looks) {
        long all = looks.getLast().entities();
        Look from = firstWith(looks, FROM * all);
        Look to = firstWith(looks, TO * all);
        if (from.equals(to)) {
            throw new IllegalStateException("The run was too short to be measured: fill more addresses.");
        }
        return (to.entities() - from.entities()) / ((to.nanos() - from.nanos()) * 1e-9);
    }

    /** Seconds from the last look before the first transaction of groups to the first that saw all. */
    double sendingSeconds() {
        return sendingSeconds(looks);
    }

    static double sendingSeconds(List<Look> looks) {
        Look first = looks.reversed().stream()
                .filter(look -> look.entities() <= OF_THE_RECORD)
                .findFirst()
                .orElseThrow();
        return (firstWith(looks, looks.getLast().entities()).nanos() - first.nanos()) * 1e-9;
    }

    private static Look firstWith(List<Look> looks, double entities) {
        return looks.stream()
                .filter(look -> look.entities() >= entities)
                .findFirst()
                .orElseThrow();
    }
}
