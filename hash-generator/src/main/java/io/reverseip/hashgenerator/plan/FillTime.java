package io.reverseip.hashgenerator.plan;

import static java.util.Objects.requireNonNull;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.hashgenerator.filling.OverlapRule;
import io.reverseip.hashgenerator.filling.SliceBuffers;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Layout;
import java.util.stream.DoubleStream;

/**
 * How long filling a build takes, and why: hashing that nothing can be sent during; then the longest of three limits, which are what
 * sending and whatever hashing goes on beside it would take if there were only that limit; and what is lost before sending is at full
 * speed and after it. Immutable; all in seconds.
 *
 * @param hashing passes during which nothing is sent: the first at least
 * @param accountLimit at the rate that the accounts accept, or their partitions, in entities or in bytes
 * @param latencyLimit with as many transactions in flight as there may be (Little's law)
 * @param cpuLimit on the cores, for entities to write, groups to make, and passes beside that
 * @param rampUp lost while writers' rates rise
 * @param bookkeeping requests of the generator itself, one after the other: tables, records of units, publication; and the last answer
 * @param seconds all of it: hashing, the longest of the limits, ramp-up, bookkeeping
 * @param limit which of the limits is the longest: {@code account}, {@code latency} or {@code cpu}
 * @param passes over all addresses, of each generator
 */
@RegisterForReflection
record FillTime(
        double hashing,
        double accountLimit,
        double latencyLimit,
        double cpuLimit,
        double rampUp,
        double bookkeeping,
        double seconds,
        String limit,
        int passes) {
    /**
     * Requests of a generator, one after the other: is the build still there; the last unit's record; which units are done; and
     * publication, which reads two records, switches in one transaction and reads two again. Beside them, a table in each account.
     */
    private static final int BOOKKEEPING_REQUESTS = 8;

    /** Bytes of a transaction per byte of the addresses in it: they travel as base64. */
    private static final double BASE64 = 4.0 / 3;

    FillTime {
        requireNonNull(limit);
    }

    /**
     * Of a build.
     *
     * @param buffers of each generator
     * @param hashesPerSecond on one core
     */
    static FillTime of(Build build, LayoutCounts counts, SliceBuffers buffers, Means means, double hashesPerSecond) {
        double account = accountSeconds(build, counts, means);
        double latency = latencySeconds(build, counts, means);
        double ownRecords = (double) build.records() / means.generators();
        double pass = build.records() / hashesPerSecond / means.cores();
        double keeping = ownRecords * Measured.KEEPING_NANOS / 1e9 / means.cores();
        double grouping = ownRecords * Measured.GROUPING_NANOS / 1e9 / means.cores();
        double writing = writingCpuSeconds(build, counts, hashesPerSecond);
        boolean shared = means.writerCores() == 0;
        double ownWriting = shared ? writing / means.generators() / means.cores() : 0;
        double writers = shared ? 0 : writing / means.writers() / means.writerCores();

        double sending = Math.max(Math.max(account, latency), Math.max(grouping + ownWriting, writers));
        boolean overlaps = buffers.slices() > buffers.count()
                && buffers.count() > 1
                && OverlapRule.pays(pass, sending / buffers.slices(), 1 - (grouping + ownWriting) / sending);
        int passes = overlaps ? buffers.slices() - 1 : buffers.passes();
        double hashing = overlaps ? pass + keeping * 2 / buffers.slices() : passes * pass + keeping;
        double beside = passes * pass + keeping - hashing;
        double cpu = Math.max(grouping + ownWriting + beside, writers);

        double longest = Math.max(account, Math.max(latency, cpu));
        double anAccount = counts.entities().value() / means.accounts();
        double rampUp = longest == 0 ? 0 : WriterPace.rampUpSeconds(anAccount, means.writers(), anAccount / longest);
        double bookkeeping = (BOOKKEEPING_REQUESTS + means.accounts()) * means.latencySeconds()
                + (longest == latency ? 0 : means.latencySeconds());
        return new FillTime(
                hashing,
                account,
                latency,
                cpu,
                rampUp,
                bookkeeping,
                hashing + longest + rampUp + bookkeeping,
                longest == account ? "account" : longest == latency ? "latency" : "cpu",
                passes);
    }

    private static double accountSeconds(Build build, LayoutCounts counts, Means means) {
        int partitions = build.keyScheme().partitions();
        double inTheFullest = counts.entities().value() * Math.ceilDiv(partitions, means.accounts()) / partitions;
        double inAPartition = counts.entities().value() / counts.partitions().value();
        double bytesOfTheFullest =
                counts.bytesSent().value() * inTheFullest / counts.entities().value();
        return DoubleStream.of(
                        inTheFullest / means.entitiesPerSecond(),
                        inAPartition / AzureLimits.PARTITION_ENTITIES_PER_SECOND,
                        bytesOfTheFullest * BASE64 / means.region().ingressBytesPerSecond())
                .max()
                .orElseThrow();
    }

    private static double latencySeconds(Build build, LayoutCounts counts, Means means) {
        double writersTake = (double) means.writers() * means.accounts() * means.inFlight();
        double transactionsAGroup =
                counts.transactions().value() / counts.groups().value();
        double recordsAGroup = build.records() / counts.groups().value();
        DispatchSettings dispatch = means.dispatch();
        double entitiesPerGroup = counts.entities().value() / counts.groups().value();
        double groupsAStream = Math.min(
                dispatch.window().groups(),
                Math.ceil(Math.min(
                        dispatch.window().records() / recordsAGroup,
                        dispatch.window().entities() / entitiesPerGroup)));
        double bytesAGroup = recordsAGroup * Integer.BYTES;
        double groupsAGenerator =
                Math.min(means.writers() * groupsAStream, Math.ceil(dispatch.outstandingBytes() / bytesAGroup));
        double generatorsGive = means.generators() * groupsAGenerator * transactionsAGroup;
        double inFlight = Math.min(writersTake, generatorsGive);
        return Math.max(1, counts.transactions().value() / inFlight) * means.latencySeconds();
    }

    /** A row is under a digest, which its writer computes. */
    private static double writingCpuSeconds(Build build, LayoutCounts counts, double hashesPerSecond) {
        double entities = counts.entities().value() * Measured.WRITING_MICROS / 1e6;
        return build.layout() == Layout.ROWS ? entities + build.records() / hashesPerSecond : entities;
    }
}
