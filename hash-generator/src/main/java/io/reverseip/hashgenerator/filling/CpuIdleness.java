package io.reverseip.hashgenerator.filling;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How idle the processors of this machine or container are. Thread-safe. */
final class CpuIdleness {
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Share of all cores that was idle since the last call, 0 to 1; 1 if the platform does not tell. */
    double sinceLastCall() {
        double load = system == null ? -1 : system.getCpuLoad();
        return load < 0 || Double.isNaN(load) ? 1 : 1 - Math.min(1, load);
    }
}
