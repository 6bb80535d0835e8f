package io.reverseip.hashgenerator.hash;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * The engine to hash with, and how fast the engines were that were tried. Immutable.
 *
 * @param engine the chosen engine
 * @param hashesPerSecond measured hashes a second on one core by name of the engine, the chosen one included; empty where there
 *     is too little to hash to be worth measuring
 */
public record EngineChoice(DigestEngine engine, Map<String, Double> hashesPerSecond) {
    public EngineChoice {
        requireNonNull(engine);
        hashesPerSecond = Map.copyOf(hashesPerSecond);
    }
}
