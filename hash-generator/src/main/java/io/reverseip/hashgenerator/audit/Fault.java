package io.reverseip.hashgenerator.audit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/**
 * Something that is wrong with a partition: a line of an audit, and of what {@code generate --repair} mends. Immutable.
 *
 * @param build id of the build
 * @param account name of the account in which it was found
 * @param partition the PartitionKey
 * @param kind what is wrong
 * @param detail for people: how much of it, and an example; empty in lines that somebody wrote by hand
 */
@RegisterForReflection
@JsonPropertyOrder({"build", "account", "partition", "fault", "detail"})
public record Fault(
        String build,
        String account,
        String partition,
        @JsonProperty("fault") Kind kind,
        String detail) {
    public Fault {
        requireNonNull(build, "build");
        requireNonNull(account, "account");
        requireNonNull(partition, "partition");
        requireNonNull(kind, "fault");
        detail = detail == null ? "" : detail;
    }

    /** What can be wrong. */
    @RegisterForReflection
    public enum Kind {
        /** Addresses of the partition stand nowhere in it: an entity is missing, or not complete. */
        MISSING,
        /** Addresses whose digests belong into another partition or bucket, or are not the row key. */
        WRONG_ADDRESS,
        /** Addresses that stand more than once in their bucket. */
        DUPLICATE,
        /** Addresses of a bucket are not in ascending order. */
        UNSORTED,
        /** Addresses outside the build's ranges, beside some that are right. */
        FOREIGN_ADDRESS,
        /** Entities that the build has nothing to do with, by their keys or by all their addresses. */
        EXTRA_ENTITY,
        /** Entities of the partition in an account that does not hold it. */
        WRONG_ACCOUNT,
        /** Entities whose addresses cannot be read. */
        UNREADABLE;

        /** The name in lines. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** For people: one line. */
    public String text() {
        return "partition %s, account %s: %s%s"
                .formatted(partition, account, kind.text(), detail.isEmpty() ? "" : ", " + detail);
    }
}
