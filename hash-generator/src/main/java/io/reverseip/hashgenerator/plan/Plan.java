package io.reverseip.hashgenerator.plan;

import static java.util.Objects.requireNonNull;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.hash.EngineChoice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What filling a dataset would take, in each layout. Immutable.
 *
 * @param records addresses
 * @param exact whether what depends on the digests was counted; otherwise it is expected, with its standard deviation
 * @param engine that would hash
 * @param hashesPerSecond of it on one core of this machine, measured just now
 * @param transactionLatencySeconds of a transaction, as was said
 */
@RegisterForReflection
public record Plan(
        long records,
        boolean exact,
        int accounts,
        int generators,
        int cores,
        int writers,
        int writerCores,
        double transactionLatencySeconds,
        String engine,
        double hashesPerSecond,
        Prices prices,
        List<LayoutPlan> layouts) {
    public Plan {
        requireNonNull(engine);
        requireNonNull(prices);
        layouts = List.copyOf(layouts);
    }

    /** Whether what depends on digests can be counted for a build. */
    public static boolean canBeExact(Build build) {
        return LayoutCounts.canBeExact(build.keyScheme());
    }

    /**
     * Makes a plan.
     *
     * @param builds one a layout, as they would be, of the same ranges and recipe
     * @param cells where the digests fall; empty if that is not known
     * @param choice with the measured speed of its engine
     */
    public static Plan of(
            List<Build> builds,
            AddressRanges ranges,
            Optional<DigestCells> cells,
            EngineChoice choice,
            Means means,
            Prices prices) {
        String engine = choice.engine().name();
        double hashesPerSecond = choice.hashesPerSecond().get(engine);
        return new Plan(
                ranges.count(),
                cells.isPresent(),
                means.accounts(),
                means.generators(),
                means.cores(),
                means.writers(),
                means.writerCores(),
                means.latencySeconds(),
                engine,
                hashesPerSecond,
                prices,
                builds.stream()
                        .map(build -> {
                            LayoutCounts counts = cells.map(known -> LayoutCounts.exact(build, known))
                                    .orElseGet(() -> LayoutCounts.expected(build));
                            return LayoutPlan.of(build, ranges, counts, means, prices, hashesPerSecond);
                        })
                        .toList());
    }

    /** The time that filling takes in the layout that takes longer. */
    public Duration longest() {
        return Duration.ofSeconds((long) Math.ceil(
                layouts.stream().mapToDouble(LayoutPlan::predictedSeconds).max().orElse(0)));
    }

    /** For people: a column a layout. */
    public String text() {
        return head()
                + row("layout", LayoutPlan::layout)
                + row("key characters", plan -> plan.partitionChars() + " + " + plan.bucketChars())
                + row("records", plan -> "%,d".formatted(plan.records()))
                + row("partitions", plan -> plan.partitions().text())
                + row("units", plan -> "%,d".formatted(plan.units()))
                + row("entities", plan -> plan.entities().text())
                + row("transactions", plan -> plan.transactions().text())
                + row("bytes stored", plan -> plan.bytesStored().text())
                + row("bytes sent", plan -> plan.bytesSent().text())
                + row("passes, a generator", plan -> "%,d".formatted(plan.passes()))
                + row("bytes of memory, slices", plan -> "%,d".formatted(plan.memoryBytes()))
                + "%nTime%n".formatted()
                + row("  hashing, nothing sent", plan -> clock(plan.time().hashing()))
                + row(
                        "  limit: accounts",
                        plan -> limit(plan, "account", plan.time().accountLimit()))
                + row(
                        "  limit: latency",
                        plan -> limit(plan, "latency", plan.time().latencyLimit()))
                + row(
                        "  limit: processors",
                        plan -> limit(plan, "cpu", plan.time().cpuLimit()))
                + row("  ramp-up", plan -> clock(plan.time().rampUp()))
                + row("  bookkeeping", plan -> clock(plan.time().bookkeeping()))
                + row("  in all", plan -> clock(plan.predictedSeconds()))
                + "%nPrice (%s)%n".formatted(prices.source())
                + row("  storage, a month", plan -> amount(plan.cost().storageMonth()))
                + row("  operations, once", plan -> amount(plan.cost().operations()))
                + row("  computing, once", plan -> amount(plan.cost().computing()))
                + row(
                        "  core-hours of it",
                        plan -> "%,.2f".formatted(plan.cost().coreHours()))
                + row("  an audit", plan -> amount(plan.cost().audit()));
    }

    private String head() {
        return """
                %,d addresses; %d account(s), %d generator(s) of %d core(s), %d writer(s) %s; %d ms a transaction.
                Hashing with %s: %.1f million hashes/s on one core, measured now. %s
                The longest of the three limits, marked with *, counts.

                """.formatted(
                        records,
                        accounts,
                        generators,
                        cores,
                        writers,
                        writerCores == 0 ? "on the same cores" : "of %d core(s)".formatted(writerCores),
                        Math.round(transactionLatencySeconds * 1_000),
                        engine,
                        hashesPerSecond / 1e6,
                        exact
                                ? "Counts are exact."
                                : "Counts are expected values +- standard deviation; --exact counts in one pass.");
    }

    private String row(String name, Function<LayoutPlan, String> value) {
        return "%-26s".formatted(name)
                + layouts.stream()
                        .map(plan -> "%28s".formatted(value.apply(plan)))
                        .collect(Collectors.joining())
                + System.lineSeparator();
    }

    private static String limit(LayoutPlan plan, String name, double seconds) {
        return (plan.time().limit().equals(name) ? "* " : "") + clock(seconds);
    }

    /** {@code 0:02:03.4}; in hours, minutes and seconds. */
    private static String clock(double seconds) {
        Duration tenths = Duration.ofMillis(Math.round(seconds * 10) * 100);
        return "%,d:%02d:%02d.%d"
                .formatted(
                        tenths.toHours(), tenths.toMinutesPart(), tenths.toSecondsPart(), tenths.toMillisPart() / 100);
    }

    private String amount(double amount) {
        return prices.currency() + " " + amountText(amount);
    }

    /** Cents where there are many, three digits where there are few. */
    public static String amountText(double amount) {
        return amount >= 1
                ? "%,.2f".formatted(amount)
                : new BigDecimal(amount).round(new MathContext(3)).toPlainString();
    }
}
