package io.reverseip.terminal;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The default of the log format: plain lines on a terminal, JSON elsewhere. Anything configured explicitly wins. All logs go to
 * standard error, so that results can be read from standard output.
 */
public final class LogFormatSource implements ConfigSource {
    /** Below application.properties (250) and everything above. */
    private static final int ORDINAL = 200;

    private final Map<String, String> properties = Map.of(
            "quarkus.log.console.json.enabled",
            Boolean.toString(!Terminal.isStandardError()),
            "quarkus.log.console.stderr",
            "true");

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public String getName() {
        return "log format by terminal";
    }
}
