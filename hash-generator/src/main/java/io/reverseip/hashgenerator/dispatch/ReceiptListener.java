package io.reverseip.hashgenerator.dispatch;

import io.reverseip.wire.Receipt;

/** Told about groups that are written. Called by any thread; must not block. */
@FunctionalInterface
public interface ReceiptListener {
    /** All records of the group are in the table. */
    void written(OutboundGroup group, Receipt receipt);
}
