package io.reverseip.bench.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images are labelled, take their version from pom.xml, and contain what they are made of. */
class ImagesTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private static String version() throws IOException {
        return Files.readString(HOME.resolve("pom.xml"))
                .split("<artifactId>reverse-ip</artifactId>\\s*<version>")[1]
                .split("</version>")[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash-generator", "table-writer", "lookup-api"})
    void bothImagesHaveLabelsAndNoVersionOfTheirOwn(String service) throws IOException {
        for (String kind : Set.of("jvm", "native-micro")) {
            String image = Files.readString(HOME.resolve(service).resolve("src/main/docker/Dockerfile." + kind));
            for (String label : Set.of("title", "description", "licenses", "version")) {
                assertTrue(
                        image.contains("org.opencontainers.image." + label + "="), service + " " + kind + ": " + label);
            }
            assertTrue(image.contains("version=\"$VERSION\""), service + " " + kind);
            assertFalse(image.contains(version()), service + " " + kind);
            assertTrue(image.contains("target/sbom/bom.json"), service + " " + kind);
            assertTrue(image.contains(" QUARKUS_LOG_CONSOLE_JSON_ENABLED=true"), service + " " + kind);
        }
        assertTrue(Files.readAllLines(HOME.resolve(service).resolve(".dockerignore"))
                .contains("!target/sbom/bom.json"));
    }

    /** Its own code, what it needs at run time, and nothing that only the build or tests need. */
    @ParameterizedTest
    @ValueSource(strings = {"hash-generator", "table-writer", "lookup-api"})
    void theSbomNamesWhatRuns(String service) throws IOException {
        JsonNode bom = new ObjectMapper()
                .readTree(HOME.resolve(service).resolve("target/sbom/bom.json").toFile());
        assertEquals("CycloneDX", bom.get("bomFormat").asText());
        assertEquals(service, bom.at("/metadata/component/name").asText());
        assertEquals(version(), bom.at("/metadata/component/version").asText());
        Set<String> components = StreamSupport.stream(bom.get("components").spliterator(), false)
                .map(component -> component.path("name").asText())
                .collect(Collectors.toSet());
        assertTrue(components.containsAll(Set.of("proto", "azure-data-tables", "netty-handler")), components::toString);
        assertFalse(components.contains("awaitility"), components::toString);
        assertFalse(components.contains("quarkus-arc-deployment"), components::toString);
    }

    @ParameterizedTest
    @CsvSource({"jvm, Dockerfile.jvm, -jvm", "native, Dockerfile.native-micro, ''"})
    void imagesAreBuiltWithTheVersionOfThisBuild(String kind, String file, String suffix) throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path arguments = directory.resolve("arguments");
        Path docker = Files.writeString(bin.resolve("docker"), "#!/bin/sh\necho \"$@\" >> %s\n".formatted(arguments));
        assertTrue(docker.toFile().setExecutable(true));
        ProcessBuilder build =
                new ProcessBuilder(HOME.resolve("k8s/images/build").toString(), kind);
        build.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        Process process = build.start();
        String images = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor());

        String tag = version() + suffix;
        assertEquals(
                "reverse-ip/hash-generator:%1$s\nreverse-ip/table-writer:%1$s\nreverse-ip/lookup-api:%1$s\n"
                        .formatted(tag),
                images);
        for (String call : Files.readAllLines(arguments)) {
            assertTrue(call.contains("--build-arg VERSION=" + version() + " "), call);
            assertTrue(call.contains("/src/main/docker/" + file), call);
        }
    }
}
