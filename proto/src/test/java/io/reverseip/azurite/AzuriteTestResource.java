package io.reverseip.azurite;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** An empty account on the shared Azurite for a Quarkus test, configured as the account {@code local}. */
public final class AzuriteTestResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "reverseip.accounts.local.connection-string",
                AzuriteAccount.take().connectionString());
    }

    @Override
    public void stop() {
        // The account stays with the shared Azurite, which ends with this JVM.
    }
}
