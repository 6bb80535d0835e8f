package io.reverseip.account;

import com.azure.core.http.policy.HttpPipelinePolicy;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/** Storage accounts for tests, configured as a service configures them. */
public final class Accounts {
    private Accounts() {}

    /**
     * The accounts of these properties, written without their prefix {@code reverseip.}; failed requests are repeated once and at
     * once.
     *
     * @param policies see every attempt of every request
     */
    public static StorageAccounts of(Vertx vertx, Map<String, String> properties, HttpPipelinePolicy... policies) {
        return new StorageAccounts(config(properties), vertx, policies);
    }

    static AccountsConfig config(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>();
        all.put("reverseip.table-service.retries", "1");
        all.put("reverseip.table-service.retry-delay", "1ms");
        properties.forEach((name, value) -> all.put("reverseip." + name, value));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withMapping(AccountsConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .build()
                .getConfigMapping(AccountsConfig.class);
    }
}
