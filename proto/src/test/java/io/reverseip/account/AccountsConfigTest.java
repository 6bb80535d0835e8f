package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountsConfigTest {
    @Test
    void readsPropertiesAndNamesWithHyphens() {
        AccountsConfig config = Accounts.config(Map.of(
                "accounts.eu-west-1.connection-string", "one",
                "accounts.main.connection-string", "two",
                "home-account", "main"));

        assertEquals(Set.of("eu-west-1", "main"), config.accounts().keySet());
        assertEquals(Optional.of("one"), config.accounts().get("eu-west-1").connectionString());
        assertEquals(Optional.of("two"), config.accounts().get("main").connectionString());
        assertEquals(Optional.of("main"), config.homeAccount());
    }

    @Test
    void readsTheEnvironment() {
        AccountsConfig config = ofEnvironment(Map.of(
                "REVERSEIP_ACCOUNTS_MAIN_CONNECTION_STRING", "one",
                "REVERSEIP_HOME_ACCOUNT", "main",
                "REVERSEIP_TABLE_SERVICE_MAX_CONNECTIONS", "7"));

        assertEquals(Set.of("main"), config.accounts().keySet());
        assertEquals(Optional.of("one"), config.accounts().get("main").connectionString());
        assertEquals(Optional.of("main"), config.homeAccount());
        assertEquals(7, config.requests().maxConnections());
    }

    @Test
    void readsANameWithAHyphenFromAVariableThatIsNamedLikeTheProperty() {
        AccountsConfig config = ofEnvironment(Map.of("reverseip.accounts.eu-west-1.connection-string", "one"));

        assertEquals(Set.of("eu-west-1"), config.accounts().keySet());
    }

    @Test
    void takesNoNoticeOfWhatOtherMappingsReadFromTheEnvironment() {
        AccountsConfig config = ofEnvironment(Map.of(
                "REVERSEIP_ACCOUNTS_MAIN_CONNECTION_STRING", "one",
                "REVERSEIP_WRITERS", "localhost:9000",
                "REVERSEIP_ACCOUNTS_MAIN_KIND", "not of this version"));

        assertEquals(Set.of("main"), config.accounts().keySet());
    }

    @Test
    void hasDefaultsForEverythingButTheAccounts() {
        AccountsConfig config = ofEnvironment(Map.of());

        assertEquals(Map.of(), config.accounts());
        assertEquals(Optional.empty(), config.homeAccount());
        assertEquals(Duration.ofSeconds(30), config.requests().attemptTimeout());
        assertEquals(Duration.ofSeconds(5), config.requests().connectTimeout());
        assertEquals(256, config.requests().maxConnections());
        assertEquals(5, config.requests().retries());
        assertEquals(Duration.ofMillis(200), config.requests().retryDelay());
        assertEquals(Duration.ofSeconds(10), config.requests().maxRetryDelay());
    }

    private static AccountsConfig ofEnvironment(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withMapping(AccountsConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(AccountsConfig.class);
    }
}
