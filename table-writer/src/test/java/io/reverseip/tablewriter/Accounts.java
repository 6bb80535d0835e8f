package io.reverseip.tablewriter;

import com.azure.core.http.policy.HttpPipelinePolicy;
import io.quarkus.runtime.configuration.DurationConverter;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;

/** One account, {@code local}, without a running application. */
public final class Accounts {
    private Accounts() {}

    public static StorageAccounts of(
            String connectionString, Vertx vertx, int sdkRetries, HttpPipelinePolicy... policies) {
        Map<String, String> properties = Map.of(
                "reverseip.accounts.local.connection-string",
                connectionString,
                "reverseip.table-service.retries",
                Integer.toString(sdkRetries),
                "reverseip.table-service.retry-delay",
                "1ms",
                "reverseip.table-service.max-retry-delay",
                "1ms");
        AccountsConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(AccountsConfig.class)
                .build()
                .getConfigMapping(AccountsConfig.class);
        return new StorageAccounts(config, vertx, policies);
    }
}
