package io.reverseip.azurite;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** An Azurite of its own for a Quarkus test, configured as the account {@code local}. */
public final class AzuriteTestResource implements QuarkusTestResourceLifecycleManager {
    private AzuriteServer azurite;

    @Override
    public Map<String, String> start() {
        azurite = AzuriteServer.start();
        return Map.of("reverseip.accounts.local.connection-string", azurite.connectionString());
    }

    @Override
    public void stop() {
        if (azurite != null) {
            azurite.close();
        }
    }
}
