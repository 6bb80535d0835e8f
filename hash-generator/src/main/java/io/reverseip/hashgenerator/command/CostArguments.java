package io.reverseip.hashgenerator.command;

import io.reverseip.hashgenerator.plan.Prices;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say what a run is charged. */
final class CostArguments {
    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = {
                "Prices other than Azure's of 2025, lines of key=value: currency, storage-gib-month, operations-10000, core-hour,",
                "source. What is left out is as it was."
            })
    Optional<Path> pricesFile = Optional.empty();

    @Option(
            names = "--writer-cores",
            paramLabel = "N",
            defaultValue = "0",
            description = "Cores of each writer. Default: none of their own, writers run on the generators' cores.")
    int writerCoresGiven;

    /**
     * Cores of each writer, 0 for none of their own.
     *
     * @throws IllegalArgumentException if there are less than none
     */
    int writerCores() {
        if (writerCoresGiven < 0) {
            throw new IllegalArgumentException(
                    "--writer-cores is %d; it must be at least 0.".formatted(writerCoresGiven));
        }
        return writerCoresGiven;
    }

    /**
     * Azure's, or those of the file.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    Prices prices() {
        return pricesFile.map(Prices::read).orElse(Prices.DEFAULT);
    }
}
