package io.reverseip.address;

/** Takes a range of addresses. */
@FunctionalInterface
public interface RangeConsumer {
    /**
     * @param first the first address
     * @param last the last address, not below the first as unsigned numbers
     */
    void accept(int first, int last);
}
