package io.reverseip.bench.results;

import io.reverseip.bench.figures.Figures.Figure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What a figure ought to reach. Immutable.
 *
 * @param issue that says so
 * @param name of the figure, or of what is made of several; reasons are found by it
 * @param what it says
 * @param value the figure; empty while it is not measured
 * @param lowest that meets the goal
 * @param highest that meets the goal
 */
record Goal(
        int issue,
        String name,
        String what,
        String unit,
        Function<Measured, OptionalDouble> value,
        double lowest,
        double highest) {
    private static final double ALL_OF_IPV4 = 4_294_967_296.0;
    private static final double GIB = 1L << 30;

    /** What {@code bench generate} gives slices, and what the generator may take beside. */
    private static final double MEMORY_OF_GENERATE = 3_584.0 * (1 << 20) + 200e6;

    /** How far apart they may be that are to be within 20 % of each other. */
    private static final double TWENTY_PERCENT = 1.2;

    /** The collector's moods are no growth. */
    private static final double AS_AT_THE_START = 1.1;

    /** Who is asked for more than can be answered still answers about as much as before. */
    private static final double NEAR_CAPACITY = 0.9;

    private static final double MEMORY_OF_AN_AUDIT = 300e6;

    /** All goals, in the order of the issues. */
    static List<Goal> all() {
        return Stream.of(hashing(), writing(), auditing(), lookingUp(), fullScale())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Goal> hashing() {
        return List.of(
                atLeast(4, "hash/vector-512-over-message-digest", "512 bits over MessageDigest, one core", "ratio", 4),
                atLeast(4, "hash/vector-256-over-message-digest", "256 bits over MessageDigest, one core", "ratio", 3),
                atMost(4, "hash/start-seconds-to-speed-slowest", "at speed in each of 20 starts", "s", 3),
                atMost(4, "slice/quarter-over-hash", "keeping a quarter, over hashing alone", "ratio", 1.25),
                atMost(4, "slice/sixteenth-over-hash", "keeping a sixteenth, over hashing alone", "ratio", 1.08),
                atLeast(4, "slice/2-cores-over-one", "two cores over one", "ratio", 1.9),
                atMost(4, "slice/quarter-groups-over-hash", "a quarter to finished groups, over hashing", "ratio", 2),
                atMost(
                        4,
                        "generate/peak-rss-bytes",
                        "peak memory of the generator: the slices' 3584 MiB and 200 MB",
                        "bytes",
                        whereAllOfIpv4("generate/records", of("generate/peak-rss-bytes")),
                        MEMORY_OF_GENERATE),
                atMost(
                        4,
                        "generate/seconds",
                        "all of IPv4 to a writer that counts",
                        "s",
                        whereAllOfIpv4("generate/records", of("generate/seconds")),
                        360),
                atMost(
                        4,
                        "send-bound/over-sending-alone",
                        "a run at 300 ms a transaction, over sending alone",
                        "ratio",
                        1.1));
    }

    private static List<Goal> writing() {
        return List.of(
                atMost(5, "table-service/cpu-per-entity", "the table service's own cost", "microseconds", 15),
                atMost(5, "write/cpu-over-bare-loop", "CPU an entity over a bare loop of the SDK", "ratio", 1.25),
                atLeast(5, "write/littles-law", "64 in flight at 300 ms, over Little's law", "ratio", 0.95),
                atLeast(5, "write/two-writers", "two writers over one", "ratio", 1.9),
                atLeast(5, "write/four-accounts", "four throttled accounts, over what they allow", "ratio", 0.95),
                atLeast(5, "write/throttled", "a throttled account, over what it allows", "ratio", 0.95),
                atMost(5, "write/throttled-503-share", "transactions refused", "ratio", 0.02));
    }

    private static List<Goal> auditing() {
        return List.of(
                atLeast(6, "audit/rate-over-bare-read", "an audit's rate over only reading", "ratio", 0.8),
                atMost(6, "audit/peak-rss-bytes", "peak memory of an audit", "bytes", MEMORY_OF_AN_AUDIT));
    }

    private static List<Goal> lookingUp() {
        return List.of(
                atMost(7, "lookup/cold/beside-table/beyond-table-p99", "beyond the table's own latency, idle", "ms", 1),
                atLeast(
                        7,
                        "lookup/overload/table/answered-of-capacity",
                        "answered at twice the capacity of a distant table, over the capacity",
                        "ratio",
                        NEAR_CAPACITY),
                atLeast(
                        7,
                        "lookup/overload/processor/answered-of-capacity",
                        "answered at twice the capacity of one processor, over the capacity",
                        "ratio",
                        NEAR_CAPACITY),
                atMost(
                        7,
                        "lookup/overload/failed",
                        "neither answered nor refused at twice the capacity",
                        "requests",
                        worst("lookup/overload/.*/failed"),
                        0));
    }

    private static List<Goal> fullScale() {
        return List.of(
                full("full/fill-seconds", "filling, first goal", "s", 900),
                full("full/fill-seconds", "filling, second goal", "s", 480),
                full(
                        "full/cpu-microseconds-per-record",
                        "CPU of generator and writers a record, first goal",
                        "microseconds",
                        0.35),
                full(
                        "full/cpu-microseconds-per-record",
                        "CPU of generator and writers a record, second goal",
                        "microseconds",
                        0.16),
                atMost(
                        9,
                        "full/peak-rss-bytes",
                        "peak memory of the largest process",
                        "bytes",
                        whereAllOfIpv4("full/records", worst("full/peak-rss-bytes/.*")),
                        4 * GIB),
                new Goal(
                        9,
                        "growth/slash-8-and-slash-4",
                        "time a record of /8 and /4, the larger over the smaller",
                        "ratio",
                        measured -> spread(measured, false),
                        1,
                        TWENTY_PERCENT),
                new Goal(
                        9,
                        "growth/slash-8-slash-4-and-slash-0",
                        "the same of /8, /4 and /0 (of the full run), the largest over the smallest",
                        "ratio",
                        measured -> spread(measured, true),
                        1,
                        TWENTY_PERCENT),
                new Goal(
                        9,
                        "limits/predicted-over-measured",
                        "`plan`'s prediction over the measured time, the one farthest from 1",
                        "ratio",
                        farthestFromOne("limits/.*/predicted-over-measured"),
                        0.9,
                        1.1),
                asAtTheStart("endurance/rss-growth", "resident memory"),
                asAtTheStart("endurance/threads-growth", "threads"));
    }

    private static Goal atLeast(int issue, String figure, String what, String unit, double lowest) {
        return new Goal(issue, figure, what, unit, of(figure), lowest, Double.POSITIVE_INFINITY);
    }

    private static Goal atMost(int issue, String figure, String what, String unit, double highest) {
        return atMost(issue, figure, what, unit, of(figure), highest);
    }

    private static Goal atMost(
            int issue,
            String name,
            String what,
            String unit,
            Function<Measured, OptionalDouble> value,
            double highest) {
        return new Goal(issue, name, what, unit, value, Double.NEGATIVE_INFINITY, highest);
    }

    private static Goal full(String figure, String what, String unit, double highest) {
        return atMost(9, figure, what, unit, whereAllOfIpv4("full/records", of(figure)), highest);
    }

    private static Goal asAtTheStart(String figures, String what) {
        return atMost(
                9,
                figures,
                what + " at the end over those at the start, of the process that grew most (give or take a tenth)",
                "ratio",
                worst(figures + "/.*"),
                AS_AT_THE_START);
    }

    private static Function<Measured, OptionalDouble> of(String figure) {
        return measured -> measured.median(figure);
    }

    /** A smaller run meets no goal of the whole. */
    private static Function<Measured, OptionalDouble> whereAllOfIpv4(
            String records, Function<Measured, OptionalDouble> value) {
        return measured -> measured.median(records).equals(OptionalDouble.of(ALL_OF_IPV4))
                ? value.apply(measured)
                : OptionalDouble.empty();
    }

    private static Function<Measured, OptionalDouble> worst(String pattern) {
        return measured -> fitting(measured, pattern).max();
    }

    private static Function<Measured, OptionalDouble> farthestFromOne(String pattern) {
        return measured -> fitting(measured, pattern)
                .reduce((one, other) -> Math.abs(one - 1) >= Math.abs(other - 1) ? one : other);
    }

    private static DoubleStream fitting(Measured measured, String pattern) {
        return measured.byName(Pattern.compile(pattern), name -> name.group()).values().stream()
                .mapToDouble(Figure::value);
    }

    private static OptionalDouble spread(Measured measured, boolean withFullRun) {
        OptionalDouble slash8 = measured.median("growth/slash-8/microseconds-per-record");
        OptionalDouble slash4 = measured.median("growth/slash-4/microseconds-per-record");
        OptionalDouble seconds =
                whereAllOfIpv4("full/records", of("full/fill-seconds")).apply(measured);
        if (slash8.isEmpty() || slash4.isEmpty() || withFullRun && seconds.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] all = DoubleStream.concat(
                        DoubleStream.of(slash8.getAsDouble(), slash4.getAsDouble()),
                        withFullRun ? seconds.stream().map(s -> 1e6 * s / ALL_OF_IPV4) : DoubleStream.empty())
                .sorted()
                .toArray();
        return OptionalDouble.of(all[all.length - 1] / all[0]);
    }

    /** What would meet it, for people. */
    String bound() {
        if (lowest == Double.NEGATIVE_INFINITY) {
            return "at most " + Numbers.text(highest);
        }
        if (highest == Double.POSITIVE_INFINITY) {
            return "at least " + Numbers.text(lowest);
        }
        return "%s to %s".formatted(Numbers.text(lowest), Numbers.text(highest));
    }

    /** Whether it is met; empty while it is not measured. */
    Optional<Boolean> met(Measured measured) {
        OptionalDouble found = value.apply(measured);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(lowest <= found.getAsDouble() && found.getAsDouble() <= highest);
    }
}
