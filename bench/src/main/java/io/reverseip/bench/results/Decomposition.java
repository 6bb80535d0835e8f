package io.reverseip.bench.results;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Where the difference between the articles' script and our layouts comes from: records a second are records a transaction times
 * transactions a second, and processor time likewise, so the factors of the difference multiply to it.
 */
final class Decomposition {
    private static final double RECORDS = 1 << 16;

    private Decomposition() {}

    private record Way(String name, double recordsATransaction, double transactionsASecond, double cpuATransaction) {
        static Optional<Way> of(Measured measured, String who, String name) {
            OptionalDouble rate = measured.median("articles/%s/records-per-second".formatted(who));
            OptionalDouble cpu = measured.median("articles/%s/cpu-per-record".formatted(who));
            OptionalDouble transactions = measured.median("articles/%s/transactions".formatted(who));
            if (rate.isEmpty() || cpu.isEmpty() || transactions.isEmpty()) {
                return Optional.empty();
            }
            double records = RECORDS / transactions.getAsDouble();
            return Optional.of(new Way(name, records, rate.getAsDouble() / records, cpu.getAsDouble() * records));
        }

        double recordsASecond() {
            return recordsATransaction * transactionsASecond;
        }

        double coresBusy() {
            return transactionsASecond * cpuATransaction / 1e6;
        }

        String row() {
            return "| %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            name,
                            Numbers.text(recordsATransaction),
                            Numbers.text(transactionsASecond),
                            Numbers.text(recordsASecond()),
                            Numbers.text(cpuATransaction),
                            Numbers.text(cpuATransaction / recordsATransaction));
        }
    }

    /** Lines of Markdown; none while something of it is not measured. */
    static List<String> lines(Measured measured) {
        Optional<Way> script = Way.of(measured, "script", "script");
        Optional<Way> rows = Way.of(measured, "rows", "rows");
        Optional<Way> packed = Way.of(measured, "packed", "packed");
        if (script.isEmpty() || rows.isEmpty() || packed.isEmpty()) {
            return List.of();
        }
        return Stream.of(
                        List.of(
                                "Where the difference comes from (the third column is the first times the second, the fifth the fourth over the first):",
                                "",
                                "| | records a transaction | transactions/s | records/s | µs of processor a transaction | µs of processor a record |",
                                "|---|--:|--:|--:|--:|--:|"),
                        List.of(
                                script.get().row(),
                                rows.get().row(),
                                packed.get().row()),
                        List.of(
                                "",
                                factors(script.get(), rows.get())
                                        + " The script keeps %s processors busy: its interpreter lock lets a thread pool have no more, so what a transaction costs it is its limit."
                                                .formatted(Numbers.text(
                                                        script.get().coresBusy())),
                                factors(script.get(), packed.get())
                                        + " Our processor times have the start of a generator's JVM in them.",
                                ""))
                .flatMap(List::stream)
                .toList();
    }

    private static String factors(Way script, Way ours) {
        return "- %s over script, records a second: %s = %s (records a transaction) × %s (transactions a second)."
                .formatted(
                        ours.name(),
                        Numbers.text(ours.recordsASecond() / script.recordsASecond()),
                        Numbers.text(ours.recordsATransaction() / script.recordsATransaction()),
                        Numbers.text(ours.transactionsASecond() / script.transactionsASecond()));
    }
}
