package io.reverseip.bench.endurance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A process that is killed without a warning, and when.
 *
 * @param at since the run's start
 */
record Kill(Duration at, Victim victim) {
    /** What is killed. There is one writer more, which never is. */
    enum Victim {
        GENERATOR("hash-generator"),
        FIRST_WRITER("table-writer-1"),
        SECOND_WRITER("table-writer-2"),
        TABLE_SERVICE("table-service");

        private final String process;

        Victim(String process) {
            this.process = process;
        }

        /** Its name in figures. */
        String process() {
            return process;
        }
    }

    /** Between two kills of one process, at least as it comes out on average. */
    private static final Duration A_ROUND = Duration.ofMinutes(8);

    private static final int FEWEST_ROUNDS = 2;

    /** Before it there is nothing yet that could be lost; after it those that live at the end live, to be compared. */
    private static final double FIRST = 0.03;

    private static final double LAST = 0.65;

    /** All kills of a run, in order: each round has every victim once, in random order, each at a random time of its own. */
    static List<Kill> plan(Duration run, Random random) {
        long rounds = Math.max(FEWEST_ROUNDS, run.dividedBy(A_ROUND));
        List<Victim> victims = new ArrayList<>();
        for (long round = 0; round < rounds; round++) {
            List<Victim> all = Arrays.asList(Victim.values());
            Collections.shuffle(all, random);
            victims.addAll(all);
        }
        List<Kill> kills = new ArrayList<>();
        for (int i = 0; i < victims.size(); i++) {
            double share = FIRST + (LAST - FIRST) * (i + random.nextDouble()) / victims.size();
            kills.add(new Kill(Duration.ofMillis((long) (run.toMillis() * share)), victims.get(i)));
        }
        return kills;
    }
}
