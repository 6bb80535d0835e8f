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
    /** None at all. */
    public static final AuditEffort NONE = new AuditEffort(0, 0, 0);

    /**
     * By one pass over the addresses, and then all pages: read by the processors, or waited for.
     *
     * @param entities of all of the build
     * @param hashesPerSecond on all cores
     * @param latencySeconds of a request
     * @param pagesAtOnce that are read
     */
    public static AuditEffort of(
            Build build, double entities, int cores, double hashesPerSecond, double latencySeconds, int pagesAtOnce) {
        double pages = Audit.expectedPages(build, entities);
        double counting = build.records() * (1 / hashesPerSecond + Measured.COUNTING_NANOS / 1e9 / cores);
        double reading =
                Math.max(entities * Measured.READING_MICROS / 1e6 / cores, pages * latencySeconds / pagesAtOnce);
        return new AuditEffort(pages, counting + reading, cores);
    }
}
