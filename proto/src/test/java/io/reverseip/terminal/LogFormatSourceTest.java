package io.reverseip.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogFormatSourceTest {
    private static final int APPLICATION_PROPERTIES = 250;

    @Test
    void logsGoToStandardErrorInJsonUnlessThatIsATerminal() {
        SmallRyeConfig config =
                new SmallRyeConfigBuilder().addDiscoveredSources().build();

        assertEquals("true", config.getRawValue("quarkus.log.console.stderr"));
        assertEquals(
                Boolean.toString(!Terminal.isStandardError()), config.getRawValue("quarkus.log.console.json.enabled"));
    }

    @Test
    void whatAServiceConfiguresWins() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(
                        new LogFormatSource(),
                        new PropertiesConfigSource(
                                Map.of("quarkus.log.console.json.enabled", "explicit"),
                                "application.properties",
                                APPLICATION_PROPERTIES))
                .build();

        assertEquals("explicit", config.getRawValue("quarkus.log.console.json.enabled"));
    }
}
