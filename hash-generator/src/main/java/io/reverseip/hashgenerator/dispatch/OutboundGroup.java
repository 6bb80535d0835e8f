package io.reverseip.hashgenerator.dispatch;

import static java.util.Objects.requireNonNull;

import io.reverseip.layout.Group;

/**
 * A group on its way, kept until its receipt comes. Immutable.
 *
 * @param group what is to be written
 * @param account name of the account of its partition
 */
public record OutboundGroup(Group group, String account) {
    public OutboundGroup {
        requireNonNull(group);
        requireNonNull(account);
    }

    long bytes() {
        return group.addresses().remaining();
    }

    int records() {
        return group.records();
    }
}
