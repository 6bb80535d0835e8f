package io.reverseip.hashgenerator.dispatch;

import static java.util.Objects.requireNonNull;

import io.reverseip.layout.Group;

/**
 * A group on its way, kept until its receipt arrives. Immutable.
 *
 * @param group what is to be written
 * @param account name of the account of its partition
 * @param entities number of entities that it becomes
 */
public record OutboundGroup(Group group, String account, int entities) {
    public OutboundGroup {
        requireNonNull(group);
        requireNonNull(account);
    }

    public OutboundGroup(Group group, String account) {
        this(group, account, group.entityCount());
    }

    /** Bytes of heap that it holds: its addresses, and an {@code int} per bucket. */
    long bytes() {
        return group.addresses().remaining() + (long) group.bucketSizes().length * Integer.BYTES;
    }

    int records() {
        return group.records();
    }
}
