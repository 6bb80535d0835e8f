package io.reverseip.bench.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.grpc.runtime.config.GrpcConfiguration;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.reverseip.account.AccountsConfig;
import io.reverseip.digest.SecretsConfig;
import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.tablewriter.WriterConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the manifests configure, the programs read: each variable is a property of theirs, with a value that can be read. */
@NeedsKubectl
class ConfigKeysTest {
    /** Of Kubernetes' Indexed Jobs, read by the command line. */
    private static final Set<String> NOT_CONFIGURATION = Set.of("JOB_COMPLETIONS");

    @TempDir
    static Path localScratch;

    @TempDir
    static Path azureScratch;

    private static List<Installation> installations;

    @BeforeAll
    static void render() {
        installations = List.of(
                Installation.asDelivered("local"),
                Installation.withAllComponents("local", localScratch),
                Installation.asDelivered("azure"),
                Installation.withAllComponents("azure", azureScratch));
    }

    private static List<Class<?>> mappings(String service) throws ClassNotFoundException {
        Class<?> own = switch (service) {
            case "hash-generator" -> GeneratorConfig.class;
            case "table-writer" -> WriterConfig.class;
            case "lookup-api" -> Class.forName("io.reverseip.lookupapi.LookupConfig");
            default -> throw new IllegalArgumentException(service);
        };
        return List.of(
                own,
                AccountsConfig.class,
                SecretsConfig.class,
                VertxHttpConfig.class,
                ManagementConfig.class,
                GrpcConfiguration.class,
                TlsConfig.class);
    }

    private static List<Pattern> variables(String service) throws ClassNotFoundException {
        return mappings(service).stream()
                .flatMap(mapping -> ConfigMappings.getProperties(ConfigClass.configClass(mapping)).keySet().stream())
                .map(ConfigKeysTest::variable)
                .toList();
    }

    /** Whether a variable is a property of a service. */
    static boolean isKnown(String service, String variable) throws ClassNotFoundException {
        return variables(service).stream()
                .anyMatch(pattern -> pattern.matcher(variable).matches());
    }

    /** The environment variables that a property may be set by: spelt as it is, or in capitals; {@code *} stands for any name. */
    private static Pattern variable(String property) {
        String[] parts = property.split("\\*", -1);
        String asItIs = Stream.of(parts).map(Pattern::quote).collect(Collectors.joining("[a-z0-9-]+"));
        String inCapitals = Stream.of(parts)
                .map(part -> part.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
                .collect(Collectors.joining("[A-Z0-9_]+"));
        return Pattern.compile(asItIs + "|" + inCapitals);
    }

    @Test
    void eachVariableIsAPropertyOfItsProgram() throws Exception {
        for (Installation installation : installations) {
            for (Installation.Workload workload : installation.services().toList()) {
                for (String variable : installation.environment(workload).keySet()) {
                    assertTrue(
                            NOT_CONFIGURATION.contains(variable) || isKnown(workload.name(), variable),
                            () -> "%s: %s knows no %s".formatted(installation, workload.name(), variable));
                }
            }
        }
    }

    @Test
    void aVariableThatNobodyReadsIsFound() throws Exception {
        assertFalse(isKnown("table-writer", "REVERSEIP_WRITER_DRAIN_TIME"));
    }

    @Test
    void theProgramsReadWhatIsMeant() {
        for (Installation installation : installations) {
            Map<String, String> environment = installation.environment(installation.workload("table-writer"));
            SmallRyeConfig config = config(environment);
            WriterConfig writer = config.getConfigMapping(WriterConfig.class);
            assertEquals("PT20S", writer.drainTimeout().toString());
            AccountsConfig accounts = config.getConfigMapping(AccountsConfig.class);
            Set<String> expected = installation.toString().startsWith("local")
                    ? Set.of("local")
                    : Set.of("one", "two", "three", "four");
            assertEquals(expected, accounts.accounts().keySet());
            GeneratorConfig generator = config(installation.environment(installation.workload("hash-generator")))
                    .getConfigMapping(GeneratorConfig.class);
            assertEquals(List.of("table-writer:9000"), generator.writers());
        }
    }

    private static SmallRyeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(WriterConfig.class)
                .withMapping(AccountsConfig.class)
                .withMapping(GeneratorConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withValidateUnknown(false)
                .build();
    }
}
