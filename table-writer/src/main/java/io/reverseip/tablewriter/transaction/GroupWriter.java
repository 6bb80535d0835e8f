package io.reverseip.tablewriter.transaction;

import io.micrometer.core.instrument.MeterRegistry;
import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnusableSecretException;
import io.reverseip.layout.Group;
import io.reverseip.tablewriter.throttle.AccountThrottle;
import io.reverseip.tablewriter.throttle.AccountThrottle.Place;
import io.reverseip.tablewriter.throttle.Attempted;
import io.reverseip.tablewriter.throttle.Stop;
import io.reverseip.tablewriter.throttle.Throttles;
import io.reverseip.tablewriter.throttle.Turn;
import io.reverseip.tablewriter.transaction.GroupOutcome.Effort;
import io.reverseip.wire.GroupMessages;
import io.reverseip.wire.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Writes groups: cuts each into transactions and submits them at the same time, as far as the account has places. A transaction is
 * encoded when it has its place and there is memory for its body, not before, so that memory does not depend on how many groups wait. Thread-safe.
 */
public final class GroupWriter {
    /** Code of a failure: the account's name is not configured here. */
    public static final String UNKNOWN_ACCOUNT = "UnknownAccount";

    /** Code of a failure: digests are needed, and a secret of the recipe is not known here, or not as the generator knows it. */
    public static final String UNUSABLE_SECRET = "UnusableSecret";

    /** Code of a failure: what came is not a group. */
    public static final String INVALID_GROUP = "InvalidGroup";

    private static final Logger LOG = Logger.getLogger(GroupWriter.class);

    private static final int CONTENT_TOO_LARGE = 413;

    private static final String NO_ACCOUNT = "unknown";

    private final Submitters submitters;
    private final StorageAccounts accounts;
    private final Secrets secrets;
    private final Throttles throttles;
    private final Executor executor;
    private final GroupMeters meters;

    /** @param executor runs a transaction as a task, which blocks: on a virtual thread of its own */
    public GroupWriter(
            Submitters submitters,
            StorageAccounts accounts,
            Secrets secrets,
            Throttles throttles,
            Executor executor,
            MeterRegistry registry) {
        this.submitters = submitters;
        this.accounts = accounts;
        this.secrets = secrets;
        this.throttles = throttles;
        this.executor = executor;
        this.meters = new GroupMeters(registry);
    }

    /**
     * Writes a group, on the calling thread until nothing of it is under way any more.
     *
     * @param stop once it is set, no further transaction is begun, and none is repeated
     */
    public GroupOutcome write(WriteRequest message, Stop stop) {
        long start = System.nanoTime();
        Optional<AccountThrottle> throttle = throttles.of(message.getAccount());
        GroupOutcome outcome = throttle.map(known -> write(message, known, stop))
                .orElseGet(() -> refused(
                        UNKNOWN_ACCOUNT,
                        "Storage account '%s' is not configured at this writer; configured are: %s."
                                .formatted(message.getAccount(), String.join(", ", accounts.names()))));
        meters.ended(throttle.isPresent() ? message.getAccount() : NO_ACCOUNT, outcome, System.nanoTime() - start);
        if (outcome instanceof GroupOutcome.Failed failed) {
            LOG.warnf(
                    "Dataset '%s', build %s, partition %s: a group was not written: %s (%s)",
                    message.getDataset(),
                    message.getBuildId(),
                    Integer.toUnsignedString(message.getPartition()),
                    failed.cause(),
                    failed.code());
        }
        return outcome;
    }

    private GroupOutcome write(WriteRequest message, AccountThrottle throttle, Stop stop) {
        List<Group> parts;
        Secrets ofBuild;
        try {
            GroupMessages.requireOwnTable(message);
            Group group = GroupMessages.group(message);
            ofBuild = secretsOf(group, message);
            parts = Cut.parts(group);
        } catch (UnusableSecretException e) {
            return refused(UNUSABLE_SECRET, e.getMessage());
        } catch (IllegalArgumentException e) {
            return refused(INVALID_GROUP, e.getMessage());
        }
        Submitter submitter = submitters.to(message.getAccount(), message.getTable(), ofBuild);
        try (Turn turn = throttle.arrive(stop)) {
            return new Submission(parts.size(), message.getTable(), submitter, throttle, turn, stop).of(parts);
        }
    }

    /** Entities committed to an account so far, by all streams; 0 if no such account is configured. */
    public long committedEntities(String account) {
        return throttles.of(account).map(AccountThrottle::committedEntities).orElse(0L);
    }

    /** Rows under the digests of another secret would never be found; packed entities need no digest. */
    private Secrets secretsOf(Group group, WriteRequest message) {
        return switch (group.layout()) {
            case ROWS ->
                secrets.ofBuild(
                        group.recipe(),
                        message.getBuildId(),
                        message.getRecipe().getCheck());
            case PACKED -> Secrets.NONE;
        };
    }

    private static GroupOutcome refused(String code, String cause) {
        return new GroupOutcome.Failed(Effort.NONE, code, cause);
    }

    /** The transactions of one group. */
    private final class Submission {
        private final Tally tally;
        private final String tableName;
        private final Submitter submitter;
        private final AccountThrottle throttle;
        private final Turn turn;
        private final Stop stop;

        Submission(
                int transactions,
                String tableName,
                Submitter submitter,
                AccountThrottle throttle,
                Turn turn,
                Stop stop) {
            this.tally = new Tally(transactions);
            this.tableName = tableName;
            this.submitter = submitter;
            this.throttle = throttle;
            this.turn = turn;
            this.stop = stop;
        }

        GroupOutcome of(List<Group> parts) {
            List<CompletableFuture<Void>> begun = new ArrayList<>(parts.size());
            try {
                for (Group part : parts) {
                    Optional<Place> place = enter(part);
                    if (place.isEmpty()) {
                        break;
                    }
                    begun.add(begin(part, place.get()));
                }
            } finally {
                CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).join();
            }
            return tally.outcome();
        }

        private CompletableFuture<Void> begin(Group part, Place place) {
            try {
                return CompletableFuture.runAsync(() -> submit(part, place), executor);
            } catch (Throwable e) {
                // No thread could be started: nothing else will give the place back.
                place.release();
                throw e;
            }
        }

        private Optional<Place> enter(Group part) {
            return tally.hasFailed() ? Optional.empty() : throttle.enter(tableName, part.entityCount(), turn, stop);
        }

        private void submit(Group part, Place place) {
            Attempted attempted;
            try {
                attempted = place.submit(() -> submitter.prepare(part));
            } catch (IllegalArgumentException e) {
                tally.fail(INVALID_GROUP, e.getMessage());
                return;
            }
            if (attempted instanceof Attempted.Failed failed && isTooLarge(failed) && part.entityCount() > 1) {
                divide(part);
            } else {
                tally.add(attempted, part.entityCount());
            }
        }

        /** The service takes less at once than it documents. */
        private void divide(Group part) {
            tally.divided();
            for (Group half : Cut.halves(part)) {
                enter(half).ifPresent(place -> submit(half, place));
            }
        }
    }

    private static boolean isTooLarge(Attempted.Failed failed) {
        return failed.fault().status() == CONTENT_TOO_LARGE
                || failed.fault().code().equals("RequestBodyTooLarge")
                || failed.fault().code().equals("ContentLengthExceeded");
    }
}
