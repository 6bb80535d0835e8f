package io.reverseip.digest;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Secrets for tests, configured as a service configures them. */
public final class SecretsOf {
    private SecretsOf() {}

    /** The secrets of these properties, written without their prefix {@code reverseip.secrets.}. */
    public static Secrets properties(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>();
        properties.forEach((name, value) -> all.put("reverseip.secrets." + name, value));
        return Secrets.of(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withMapping(SecretsConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .build()
                .getConfigMapping(SecretsConfig.class));
    }
}
