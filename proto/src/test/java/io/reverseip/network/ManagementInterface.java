package io.reverseip.network;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.reverseip.azurite.AzuriteServer;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Where a service under test answers for health and metrics. As a test resource it gives the service a free port, which a packaged one
 * needs: a service in the test's own JVM takes one by itself.
 */
public final class ManagementInterface implements QuarkusTestResourceLifecycleManager {
    private static final String PORT = "quarkus.management.test-port";

    /** The URL of a path of it, such as {@code /q/metrics}. */
    public static String management(String path) {
        return "http://127.0.0.1:%d%s".formatted(ConfigProvider.getConfig().getValue(PORT, Integer.class), path);
    }

    @Override
    public Map<String, String> start() {
        String port = Integer.toString(AzuriteServer.freePort());
        return Map.of("quarkus.management.port", port, PORT, port);
    }

    @Override
    public void stop() {
        // The port is the service's.
    }
}
