package io.reverseip.hashgenerator.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How many answers that a group cannot be written a run endures within a time: a few of them in each hour of a long run, such as while
 * a role takes effect or a broken writer is replaced, do not end it. Before the limit is reached the group is sent again: another
 * writer may be configured correctly. Not thread-safe: guarded by the lock of the {@link Dispatch}. Times are those of
 * {@link System#nanoTime()}.
 */
final class FailureBudget {
    private static final int FAILURES_SHOWN = 5;

    private final DispatchSettings.FailureLimit limit;
    private final Deque<Failure> recent = new ArrayDeque<>();
    private long failures;

    private record Failure(long atNanos, String description) {}

    FailureBudget(DispatchSettings.FailureLimit limit) {
        this.limit = limit;
    }

    /**
     * Counts a failure.
     *
     * @param code the error code of the table service or of the writer
     * @param description which group it was, and the cause
     * @return the message that ends the run, if this is one failure too many
     */
    Optional<String> add(String code, String description, long nowNanos) {
        failures++;
        while (!recent.isEmpty()
                && nowNanos - recent.getFirst().atNanos() > limit.within().toNanos()) {
            recent.removeFirst();
        }
        recent.addLast(new Failure(nowNanos, description));
        return recent.size() < limit.groups()
                ? Optional.empty()
                : Optional.of("%,d groups cannot be written. %s%n  %s"
                        .formatted(
                                recent.size(),
                                remedy(code),
                                recent.stream()
                                        .limit(FAILURES_SHOWN)
                                        .map(Failure::description)
                                        .collect(Collectors.joining("\n  "))));
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

    /** Whether the last failure is among those that the message would show. */
    boolean showsLast() {
        return recent.size() <= FAILURES_SHOWN;
    }

    /** Number of failures in total. */
    long failures() {
        return failures;
    }
}
