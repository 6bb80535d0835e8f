package io.reverseip.hashgenerator.hash;

import jdk.incubator.vector.IntVector;

/**
 * The rounds of the one width that a native executable is built for, by its {@code -march}.
 *
 * <p>GraalVM 25 knows what vectors a variable of a loop can hold from its analysis of the whole program only. Where two widths can be
 * reached, calls on such a variable have two targets, stay calls, and every vector in the method becomes an object: 0.1 million hashes
 * a second instead of 28, with 256 bits. {@code SPECIES_PREFERRED} is a constant of the build, so the widths below that are not meant
 * are not in the executable; no other code of it may name a width. What prevents vectors, {@code -H:Log=VectorAPIExpansion:4} tells.
 */
final class NativeRounds {
    private NativeRounds() {}

    static Rounds preferred() {
        if (IntVector.SPECIES_PREFERRED == IntVector.SPECIES_512) {
            return new Rounds512();
        }
        if (IntVector.SPECIES_PREFERRED == IntVector.SPECIES_256) {
            return new Rounds256();
        }
        return new Rounds128();
    }
}
