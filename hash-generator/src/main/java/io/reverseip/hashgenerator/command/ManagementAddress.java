package io.reverseip.hashgenerator.command;

import org.eclipse.microprofile.config.ConfigProvider;

/** Where a command that runs long serves health and metrics. */
final class ManagementAddress {
    private ManagementAddress() {}

    /** For the log. The port is known once Quarkus has opened it. */
    static String text() {
        return "Health and metrics: http://%s:%s/q/health, /q/metrics"
                .formatted(
                        ConfigProvider.getConfig().getValue("quarkus.management.host", String.class),
                        ConfigProvider.getConfig().getValue("quarkus.management.port", String.class));
    }
}
