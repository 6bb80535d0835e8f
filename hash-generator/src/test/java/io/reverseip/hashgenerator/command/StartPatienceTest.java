package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.hashgenerator.filling.Patience;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartPatienceTest {
    /** The configuration of a program without any but these properties. */
    static GeneratorConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(GeneratorConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build()
                .getConfigMapping(GeneratorConfig.class);
    }

    @Test
    void hasDefaults() {
        assertEquals(new Patience(Duration.ofSeconds(30), Duration.ofMinutes(1)), StartPatience.of(config(Map.of())));
    }

    @Test
    void isConfigurable() {
        assertEquals(
                new Patience(Duration.ZERO, Duration.ofMinutes(30)),
                StartPatience.of(config(
                        Map.of("reverseip.start.give-up-after", "0s", "reverseip.start.access-give-up-after", "30m"))));
    }

    @Test
    void refusesNegativeTimes() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> StartPatience.of(config(Map.of("reverseip.start.give-up-after", "-5s"))));
        assertEquals(
                "reverseip.start.give-up-after is PT-5S; set 0s, or a positive duration, such as 30s.",
                refused.getMessage());
    }
}
