package io.reverseip.rewriting;

/** What the look-up of a digest came to. Immutable. */
public sealed interface Finding {
    /** What marks digests that could not be looked up. */
    String UNAVAILABLE_MARK = "[unavailable]";

    /** The digest has an address. */
    record Found(int address) implements Finding {}

    /** The digest has no address. */
    record Unknown() implements Finding {}

    /** Whether the digest has an address could not be found out. */
    record Unavailable() implements Finding {}
}
