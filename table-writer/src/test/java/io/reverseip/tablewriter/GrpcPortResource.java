package io.reverseip.tablewriter;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.reverseip.azurite.AzuriteServer;
import java.util.Map;

/** A free port for the writer of a test, whether it runs in the test's JVM or as a process of its own. */
public final class GrpcPortResource implements QuarkusTestResourceLifecycleManager {
    static final String PROPERTY = "quarkus.grpc.server.port";

    @Override
    public Map<String, String> start() {
        String port = Integer.toString(AzuriteServer.freePort());
        return Map.of(PROPERTY, port, "quarkus.grpc.server.test-port", port);
    }

    @Override
    public void stop() {}
}
