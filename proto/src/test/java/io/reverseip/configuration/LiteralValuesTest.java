package io.reverseip.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.account.AccountsConfig;
import io.reverseip.digest.SecretsConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralValuesTest {
    private static SmallRyeConfig config(ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withMapping(SecretsConfig.class)
                .withMapping(AccountsConfig.class)
                .withProfile("prod")
                .withDefaultValue("x", "of another property")
                .withSources(source)
                .build();
    }

    private static Optional<String> pepper(SmallRyeConfig config) {
        return config.getConfigMapping(SecretsConfig.class)
                .secrets()
                .get("pepper")
                .text();
    }

    private static AccountsConfig.Account account(SmallRyeConfig config) {
        return config.getConfigMapping(AccountsConfig.class).accounts().get("main");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pa$$w0rd",
                "x\\$y",
                "p${x:y}q",
                "${x}",
                "${",
                "trailing ",
                " leading",
                "a\\b",
                "a,b\\,c",
                "$${x}",
                "${none}",
                "tab\t",
                " "
            })
    void aValueIsTakenAsItIs(String value) {
        SmallRyeConfig environment = config(new EnvConfigSource(
                Map.of(
                        "REVERSEIP_SECRETS_PEPPER_TEXT", value,
                        "REVERSEIP_ACCOUNTS_MAIN_CONNECTION_STRING", value,
                        "REVERSEIP_ACCOUNTS_MAIN_SAS", value,
                        "REVERSEIP_ACCOUNTS_MAIN_ENDPOINT", value),
                300));
        assertEquals(Optional.of(value), pepper(environment));
        assertEquals(Optional.of(value), account(environment).connectionString());
        assertEquals(Optional.of(value), account(environment).sas());
        assertEquals(Optional.of(value), account(environment).endpoint());

        SmallRyeConfig properties =
                config(new PropertiesConfigSource(Map.of("%prod.reverseip.secrets.pepper.text", value), "test", 500));
        assertEquals(Optional.of(value), pepper(properties));

        String name = "reverseip.secrets.pepper.text";
        System.setProperty(name, value);
        try {
            assertEquals(Optional.of(value), pepper(config(new SysPropConfigSource())));
        } finally {
            System.clearProperty(name);
        }
    }

    @Test
    void namesOfFilesAreReadFromTheEnvironment() {
        SmallRyeConfig config = config(new EnvConfigSource(
                Map.of(
                        "REVERSEIP_SECRETS_PEPPER_FILE", "/run/pepper",
                        "REVERSEIP_ACCOUNTS_MAIN_CONNECTION_STRING_FILE", "/run/$main",
                        "REVERSEIP_ACCOUNTS_OTHER_SAS_FILE", "/run/other"),
                300));

        assertEquals(
                "/run/pepper",
                config.getConfigMapping(SecretsConfig.class)
                        .secrets()
                        .get("pepper")
                        .file()
                        .orElseThrow()
                        .toString());
        assertEquals(
                "/run/$main",
                account(config).connectionStringFile().orElseThrow().toString());
        assertEquals(
                "/run/other",
                config.getConfigMapping(AccountsConfig.class)
                        .accounts()
                        .get("other")
                        .sasFile()
                        .orElseThrow()
                        .toString());
    }

    /** As application.properties is read: a backslash is written twice, and nothing else has to be changed. */
    @Test
    void aPropertiesFileHasItsOwnRuleForBackslashes() throws Exception {
        Properties read = new Properties();
        read.load(new StringReader("reverseip.secrets.pepper.text=pa$$w0rd x\\\\$y p${x:y}q \n"));
        Map<String, String> properties = new HashMap<>();
        read.forEach((name, value) -> properties.put((String) name, (String) value));

        assertEquals(
                Optional.of("pa$$w0rd x\\$y p${x:y}q "),
                pepper(config(new PropertiesConfigSource(properties, "application.properties", 250))));
    }

    @Test
    void otherPropertiesKeepTheirExpressions() {
        SmallRyeConfig config =
                config(new PropertiesConfigSource(Map.of("reverseip.home-account", "${x}"), "test", 500));

        assertEquals(
                Optional.of("of another property"),
                config.getConfigMapping(AccountsConfig.class).homeAccount());
    }
}
