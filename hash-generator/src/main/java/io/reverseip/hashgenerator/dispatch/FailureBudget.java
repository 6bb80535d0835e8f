package io.reverseip.hashgenerator.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many answers that a group cannot be written a run endures. Before the limit is reached the group is sent again: another writer
 * may be configured correctly. Not thread-safe: guarded by the lock of the {@link Dispatch}.
 */
final class FailureBudget {
    private static final int FAILURES_SHOWN = 5;

    private final int maxFailures;
    private final List<String> shown = new ArrayList<>();
    private long failures;

    /** @param maxFailures the run fails at this number of failures */
    FailureBudget(int maxFailures) {
        this.maxFailures = maxFailures;
    }

    /**
     * Counts a failure.
     *
     * @param code the error code of the table service or of the writer
     * @param description which group it was, and the cause
     * @return the message that ends the run, if this is one failure too many
     */
    Optional<String> add(String code, String description) {
        failures++;
        if (shown.size() < FAILURES_SHOWN) {
            shown.add(description);
        }
        return failures < maxFailures
                ? Optional.empty()
                : Optional.of("%,d groups cannot be written. %s%n  %s"
                        .formatted(failures, remedy(code), String.join("\n  ", shown)));
    }

    private static String remedy(String code) {
        return switch (code) {
            case "TableNotFound" ->
                "A table is missing: was the dataset dropped while it was filled? Run the same command again.";
            case "UnknownAccount" ->
                "A writer does not know a storage account of this build: configure the same accounts there.";
            case "AuthenticationFailed",
                    "AuthorizationFailure",
                    "AuthorizationPermissionMismatch",
                    "InvalidAuthenticationInfo" ->
                "The table service refuses the writers' credentials: check those of the account named below.";
            default -> "The causes are:";
        };
    }

    /** Whether the last failure is among those that the message will show. */
    boolean showsLast() {
        return failures <= FAILURES_SHOWN;
    }

    /** Number of failures in total. */
    long failures() {
        return failures;
    }
}
