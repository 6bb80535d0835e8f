package io.reverseip.hashgenerator.plan;

import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.audit.Audit;

/**
 * What an audit of a whole build by one process takes. Immutable.
 *
 * @param pages it reads, each an operation of the table service
 * @param seconds it takes
 * @param cores it runs on
 */
public record AuditEffort(double pages, double seconds, int cores) {
    /** By one pass over the addresses, and then all pages: read by the processors, or waited for. */
    public static AuditEffort of(Build build, double entities, Means means, double hashesPerSecond) {
        double pages = Audit.expectedPages(build, entities);
        double counting = build.records() * (1 / hashesPerSecond + Measured.COUNTING_NANOS / 1e9) / means.cores();
        double reading = Math.max(
                entities * Measured.READING_MICROS / 1e6 / means.cores(),
                pages * means.latencySeconds() / means.pagesAtOnce());
        return new AuditEffort(pages, counting + reading, means.cores());
    }
}
