package io.reverseip.hashgenerator.command;

import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.EngineChoice;
import io.reverseip.hashgenerator.hash.EngineChooser;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options that say with what a run hashes. They change nothing of what is written. */
final class HashingArguments {
    @Option(
            names = "--memory",
            paramLabel = "SIZE|auto",
            converter = MemorySize.Converter.class,
            defaultValue = "auto",
            description = {
                "Memory of all slice buffers together, such as 512MiB: more of it means fewer passes over the addresses.",
                "auto: what the container or machine gives, with room for everything else. Default: ${DEFAULT-VALUE}."
            })
    MemorySize memory;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "Digest engine: vector-512, vector-256, vector-128, portable or message-digest. Default: the fastest that is right, by measurement.")
    Optional<String> engine;

    /** Bytes for slices. */
    long memoryBytes() {
        return memory.bytes();
    }

    /**
     * The engine that was asked for, or the fastest.
     *
     * @param hashes how many digests are wanted
     * @param laterChoices accepts what later measurements choose
     */
    EngineChoice chooseEngine(UnsealedRecipe recipe, long hashes, Consumer<EngineChoice> laterChoices) {
        EngineChooser chooser = EngineChooser.ofThisMachine();
        return engine.map(name -> chooser.named(name, recipe, hashes))
                .orElseGet(() -> chooser.fastest(recipe, hashes, laterChoices));
    }

    /** The engine that {@link #chooseEngine} begins with, with its speed in any case. */
    EngineChoice measureEngine(UnsealedRecipe recipe, long hashes) {
        EngineChooser chooser = EngineChooser.ofThisMachine();
        EngineChoice choice = engine.map(name -> chooser.named(name, recipe, hashes))
                .orElseGet(() -> chooser.fastestNow(recipe, hashes));
        return choice.hashesPerSecond().isEmpty()
                ? chooser.named(choice.engine().name(), recipe, EngineChooser.WORTH_MEASURING)
                : choice;
    }
}
