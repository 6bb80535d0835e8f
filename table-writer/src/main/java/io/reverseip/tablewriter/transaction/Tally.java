package io.reverseip.tablewriter.transaction;

import io.reverseip.account.ServiceFault;
import io.reverseip.tablewriter.throttle.Attempted;
import io.reverseip.tablewriter.transaction.GroupOutcome.Effort;
import java.util.Optional;

/** What has become of a group's transactions so far. Thread-safe. */
final class Tally {
    private int transactions;
    private Effort effort = Effort.NONE;
    private Optional<Failure> failure = Optional.empty();
    private Optional<ServiceFault> lastFault = Optional.empty();

    private record Failure(String code, String cause) {}

    /** @param transactions how many make the group complete */
    Tally(int transactions) {
        this.transactions = transactions;
    }

    synchronized void add(Attempted attempted, int entities) {
        switch (attempted) {
            case Attempted.Done done -> effort = effort.plus(new Effort(1, entities, done.retries()));
            case Attempted.Failed failed -> {
                effort = effort.plus(new Effort(0, 0, failed.retries()));
                fail(failed.fault().code(), failed.fault().explained());
            }
            case Attempted.Stopped stopped -> {
                effort = effort.plus(new Effort(0, 0, stopped.retries()));
                lastFault = Optional.of(stopped.fault());
            }
        }
    }

    /** A transaction is to be two. */
    synchronized void divided() {
        transactions++;
    }

    /** The first failure is the one that is told. */
    synchronized void fail(String code, String cause) {
        failure = failure.or(() -> Optional.of(new Failure(code, cause)));
    }

    synchronized boolean hasFailed() {
        return failure.isPresent();
    }

    synchronized GroupOutcome outcome() {
        if (failure.isPresent()) {
            return new GroupOutcome.Failed(
                    effort, failure.get().code(), failure.get().cause());
        }
        if (effort.transactions() == transactions) {
            return new GroupOutcome.Written(effort);
        }
        return new GroupOutcome.Returned(
                effort,
                "%d of %d transactions were committed when the writer had to stop%s."
                        .formatted(
                                effort.transactions(),
                                transactions,
                                lastFault
                                        .map(fault -> "; the last fault was " + fault)
                                        .orElse("")));
    }
}
