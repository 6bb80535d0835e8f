package io.reverseip.tablewriter.intake;

import io.reverseip.tablewriter.transaction.GroupOutcome;
import io.reverseip.tablewriter.transaction.GroupOutcome.Effort;
import io.reverseip.wire.Draining;
import io.reverseip.wire.Progress;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.Receipt.Outcome;
import io.reverseip.wire.WriteResponse;

/** The messages of a writer. */
final class Responses {
    static final WriteResponse DRAINING = WriteResponse.newBuilder()
            .setDraining(Draining.getDefaultInstance())
            .build();

    private Responses() {}

    static WriteResponse progress(long entities) {
        return WriteResponse.newBuilder()
                .setProgress(Progress.newBuilder().setEntities(entities))
                .build();
    }

    static WriteResponse receipt(long groupId, GroupOutcome outcome) {
        Effort effort = outcome.effort();
        Receipt.Builder receipt = Receipt.newBuilder()
                .setGroupId(groupId)
                .setTransactions(effort.transactions())
                .setEntities(effort.entities())
                .setRetries(effort.retries());
        switch (outcome) {
            case GroupOutcome.Written written -> receipt.setOutcome(Outcome.WRITTEN);
            case GroupOutcome.Returned returned ->
                receipt.setOutcome(Outcome.RETURNED).setText(returned.cause());
            case GroupOutcome.Failed failed ->
                receipt.setOutcome(Outcome.FAILED).setCode(failed.code()).setText(failed.cause());
        }
        return WriteResponse.newBuilder().setReceipt(receipt).build();
    }
}
