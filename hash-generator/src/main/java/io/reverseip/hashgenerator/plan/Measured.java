package io.reverseip.hashgenerator.plan;

/**
 * What the work costs a processor core, as measured, each by a benchmark of this repository. Measured on one core of a virtual machine
 * with AVX-512 and SHA-NI (2 cores), Temurin 25, in November 2026. The speed of hashing does not stand here: it
 * is measured whenever a plan is made.
 */
final class Measured {
    /** Nanoseconds to keep a hashed record in its slice: {@code bench slice}, {@code whole} over {@code hash}. */
    static final double KEEPING_NANOS = 7;

    /** Nanoseconds to sort a kept record into its group: {@code bench slice}, {@code quarter-groups} over {@code quarter}. */
    static final double GROUPING_NANOS = 4.4;

    /**
     * Microseconds of a writer for an entity of 1 KiB, in the default transaction encoding, without TLS: {@code bench write},
     * {@code cpu-per-entity}. Through azure-data-tables it is 28.
     */
    static final double WRITING_MICROS = 18;

    /** Microseconds of an audit for an entity of 1 KiB that it reads and proves: {@code bench audit}, {@code cpu-per-entity}. */
    static final double READING_MICROS = 6.4;

    /** Nanoseconds of an audit to count a hashed address: {@code bench audit}, 25 ns an address counted over 19 hashed. */
    static final double COUNTING_NANOS = 5;

    private Measured() {}
}
