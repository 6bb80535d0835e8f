package io.reverseip.bench.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** The flags of JVMs that hash stand in one property, and everything that starts such a JVM takes them from there. */
class FlagsTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final String FLAG = "jdk.incubator.vector";

    private static String xpath(String file, String expression) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(HOME.resolve(file).toFile());
        XPath xpath = XPathFactory.newInstance().newXPath();
        return xpath.evaluate(expression, document).strip();
    }

    @ParameterizedTest
    @CsvSource({
        "javac, //pluginManagement//plugin[artifactId='maven-compiler-plugin']//arg",
        "surefire, //pluginManagement//plugin[artifactId='maven-surefire-plugin']//argLine",
        "failsafe, //pluginManagement//plugin[artifactId='maven-failsafe-plugin']//argLine",
        "the packaged service under test, /project/properties/packaged.jvm.flags",
        "dev mode, //pluginManagement//plugin[artifactId='quarkus-maven-plugin']//jvmArgs"
    })
    void theBuildTakesThemFromTheProperty(String who, String where) throws Exception {
        assertEquals("${reverseip.jvm.flags}", xpath("pom.xml", where), who);
    }

    @Test
    void packagedServicesGetThemOnAJvmOnly() throws Exception {
        assertEquals(
                "${packaged.jvm.flags}",
                xpath(
                        "pom.xml",
                        "//pluginManagement//plugin[artifactId='maven-failsafe-plugin']//quarkus.test.arg-line"));
        assertEquals("true", xpath("pom.xml", "boolean(//profile[id='native']/properties/packaged.jvm.flags)"));
        assertEquals("", xpath("pom.xml", "//profile[id='native']/properties/packaged.jvm.flags"));
    }

    @Test
    void theNativeBuildTakesThemFromTheProperty() throws Exception {
        String arguments = xpath("hash-generator/pom.xml", "//quarkus.native.additional-build-args");
        assertTrue(arguments.contains("${reverseip.jvm.flags}"), arguments);
        assertTrue(arguments.contains("-march=${reverseip.native.march}"), arguments);
        assertTrue(!xpath("pom.xml", "//reverseip.native.march").equals("native"));
    }

    @Test
    void theGeneratorsHeapIsTheSameOnBothKindsOfImage() throws Exception {
        String onJvm = xpath("pom.xml", "//reverseip.generator.flags");
        String executable = xpath("hash-generator/pom.xml", "//quarkus.native.additional-build-args");
        assertEquals(valueOf(onJvm, "-Xmx"), valueOf(executable, "-R:MaxHeapSize="));
        assertEquals(valueOf(onJvm, "-XX:MaxDirectMemorySize="), valueOf(executable, "-R:MaxDirectMemorySize="));
    }

    @Test
    void theServicesHeapIsTheSameOnBothKindsOfImage() throws Exception {
        assertEquals(
                valueOf(xpath("pom.xml", "//reverseip.service.flags"), "-XX:MaxRAMPercentage="),
                valueOf(xpath("pom.xml", "//quarkus.native.additional-build-args"), "-R:MaximumHeapSizePercent="));
    }

    /** The generator's exit code may not be that of an audit with faults, which ExitOnOutOfMemoryError has. */
    @ParameterizedTest
    @CsvSource({
        "reverseip.service.flags, -XX:+ExitOnOutOfMemoryError, pom.xml, -R:+ExitOnOutOfMemoryError",
        "reverseip.generator.flags, -XX:+CrashOnOutOfMemoryError, hash-generator/pom.xml, -R:+ReportFatalErrorOnOutOfMemoryError"
    })
    void anExhaustedHeapEndsTheProcessOnBothKindsOfImage(String property, String onJvm, String pom, String executable)
            throws Exception {
        assertEquals(onJvm, outOfMemoryFlags(xpath("pom.xml", "//" + property)));
        assertEquals(executable, outOfMemoryFlags(xpath(pom, "//quarkus.native.additional-build-args")));
    }

    private static String outOfMemoryFlags(String arguments) {
        return Arrays.stream(arguments.split("[ ,]"))
                .filter(argument -> argument.contains("OutOfMemory"))
                .collect(Collectors.joining(" "));
    }

    private static String valueOf(String arguments, String flag) {
        return Arrays.stream(arguments.split("[ ,]"))
                .filter(argument -> argument.startsWith(flag))
                .map(argument -> argument.substring(flag.length()))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"table-writer", "lookup-api"})
    void imagesOfServicesStartWithTheFilteredFile(String service) throws Exception {
        assertTrue(Files.readString(HOME.resolve(service).resolve("src/main/docker/Dockerfile.jvm"))
                .contains("\"@/deployments/jvm.flags\""));
        assertEquals(
                xpath("pom.xml", "//reverseip.service.flags"),
                Files.readString(HOME.resolve(service).resolve("target/jvm.flags"))
                        .strip());
    }

    @Test
    void theImageStartsWithTheFilteredFile() throws Exception {
        assertTrue(Files.readString(HOME.resolve("hash-generator/src/main/docker/Dockerfile.jvm"))
                .contains("\"@/deployments/jvm.flags\""));
        String flags = Files.readString(HOME.resolve("hash-generator/target/jvm.flags"));
        assertTrue(flags.contains(xpath("pom.xml", "//reverseip.jvm.flags")), flags);
        assertTrue(flags.contains(xpath("pom.xml", "//reverseip.generator.flags")), flags);
    }

    @Test
    void theFrontDoorReadsTheProperty() throws Exception {
        assertEquals(xpath("pom.xml", "//reverseip.jvm.flags"), printedByTheFrontDoor("flags", "flags jvm"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"table-writer", "lookup-api"})
    void theFrontDoorStartsServicesWithTheirFlags(String service) throws Exception {
        String command =
                printedByTheFrontDoor("flags program_of", "native=; JAVA_HOME=/jdk; program_of %s".formatted(service));
        assertEquals(
                "/jdk/bin/java %s -jar %s"
                        .formatted(
                                xpath("pom.xml", "//reverseip.service.flags"),
                                HOME.resolve(service).resolve("target/quarkus-app/quarkus-run.jar")),
                command.replace("\n", " "));
    }

    private static String printedByTheFrontDoor(String functions, String command) throws IOException {
        String load = Arrays.stream(functions.split(" "))
                .map("source <(sed -n '/^%s()/,/^}/p' reverse-ip); "::formatted)
                .collect(Collectors.joining());
        Process script = new ProcessBuilder("bash", "-c", load + "home=$PWD; " + command)
                .directory(HOME.toFile())
                .start();
        return new String(script.getInputStream().readAllBytes()).strip();
    }

    @Test
    void thisJvmHasThem() {
        assertTrue(ModuleLayer.boot().findModule(FLAG).isPresent());
    }

    @Test
    void noBuildFileRepeatsThem() throws IOException {
        try (Stream<Path> files = Files.walk(HOME)) {
            List<String> repeating = files.filter(Files::isRegularFile)
                    .map(HOME::relativize)
                    .filter(file -> !file.startsWith(".git") && !file.startsWith("node_modules"))
                    .filter(file -> !file.toString().contains("target/"))
                    .filter(file -> !file.toString().endsWith(".java")
                            && !file.toString().endsWith(".md"))
                    .filter(FlagsTest::mentionsTheFlag)
                    .map(Path::toString)
                    .toList();
            assertEquals(List.of("pom.xml"), repeating);
        }
    }

    private static boolean mentionsTheFlag(Path file) {
        try {
            return new String(Files.readAllBytes(HOME.resolve(file)), StandardCharsets.ISO_8859_1).contains(FLAG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
