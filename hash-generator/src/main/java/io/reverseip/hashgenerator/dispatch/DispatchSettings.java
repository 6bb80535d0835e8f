package io.reverseip.hashgenerator.dispatch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Limits of a dispatch. Immutable; validated, with messages that name the properties.
 *
 * @param window what may be without a receipt on one stream
 * @param outstandingBytes maximum bytes of all groups without a receipt: what is made beyond that waits
 * @param groupTimeout a stream that has groups and gives no sign of life for longer is abandoned; at least 2 s, because writers send
 *     one about every second
 * @param resolveInterval how often the writers' names are resolved; at least 100 ms
 * @param giveUpAfter the run fails if groups wait and nothing was written for longer
 * @param failureLimit the run fails at this number of groups that cannot be written
 */
public record DispatchSettings(
        Window window,
        long outstandingBytes,
        Duration groupTimeout,
        Duration resolveInterval,
        Duration giveUpAfter,
        FailureLimit failureLimit) {
    private static final Duration MIN_GROUP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration MIN_RESOLVE_INTERVAL = Duration.ofMillis(100);

    /**
     * Limits of what is without a receipt on one stream. The accounts share each of them evenly; a single larger group is sent
     * nevertheless.
     *
     * @param groups maximum number of groups, 1 to 65,536
     * @param records maximum number of records, at least 1
     * @param entities maximum number of entities, at least 1: what bounds the time that they take an account
     */
    public record Window(int groups, long records, long entities) {
        private static final int MAX_GROUPS = 65_536;

        public Window {
            require(
                    groups >= 1 && groups <= MAX_GROUPS,
                    "window-groups",
                    groups,
                    "from 1 to 65536 groups without a receipt per writer");
            require(records >= 1, "window-records", records, "at least 1 record without a receipt per writer");
            require(entities >= 1, "window-entities", entities, "at least 1 entity without a receipt per writer");
        }
    }

    /**
     * How many answers that a group cannot be written are too many.
     *
     * @param groups number of answers, at least 1
     * @param within time in which they arrive, positive
     */
    public record FailureLimit(int groups, Duration within) {
        public FailureLimit {
            require(groups >= 1, "max-failed-groups", groups, "at least 1");
            require(within.isPositive(), "failed-groups-window", within, "a positive duration, such as 10m");
        }
    }

    public DispatchSettings {
        requireNonNull(window);
        requireNonNull(failureLimit);
        require(
                outstandingBytes >= 1,
                "outstanding-mib",
                outstandingBytes >> 20,
                "at least 1 MiB of groups without a receipt");
        require(
                groupTimeout.compareTo(MIN_GROUP_TIMEOUT) >= 0,
                "group-timeout",
                groupTimeout,
                "at least 2s: writers give a sign of life about every second");
        require(
                resolveInterval.compareTo(MIN_RESOLVE_INTERVAL) >= 0,
                "resolve-interval",
                resolveInterval,
                "at least 100ms");
        require(giveUpAfter.isPositive(), "give-up-after", giveUpAfter, "a positive duration, such as 10m");
    }

    private static void require(boolean condition, String property, Object given, String allowed) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "reverseip.dispatch.%s is %s; set %s.".formatted(property, given, allowed));
        }
    }
}
