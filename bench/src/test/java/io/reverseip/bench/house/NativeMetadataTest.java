package io.reverseip.bench.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What native executables are told of classes that are reached by name only. It cannot be seen here whether it is enough; but names
 * that do not exist, and classes of a new version of the Azure client that nobody has told of, can.
 */
class NativeMetadataTest {
    private static final String PROTO = "META-INF/native-image/io.reverseip/proto/";
    private static final String GENERATOR = "META-INF/native-image/io.reverseip/hash-generator/";

    private static final String LOOKUP = "META-INF/native-image/io.reverseip/lookup-api/";

    private static final JavaClasses TABLES = new ClassFileImporter().importPackages("com.azure.data.tables");

    private static JsonNode metadata(String directory) throws IOException {
        return new ObjectMapper().readTree(resource(directory + "reachability-metadata.json"));
    }

    private static URL resource(String name) {
        URL found = NativeMetadataTest.class.getClassLoader().getResource(name);
        assertNotNull(found, name);
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {PROTO, GENERATOR, LOOKUP})
    void namesWhatExists(String directory) throws Exception {
        JsonNode metadata = metadata(directory);
        for (String type : types(metadata)) {
            assertNotNull(Class.forName(binaryName(type), false, getClass().getClassLoader()));
        }
        for (JsonNode resource : metadata.path("resources")) {
            if (resource.has("glob")) {
                resource(resource.get("glob").asText());
            } else {
                resource(resource.get("bundle").asText().replace('.', '/') + ".properties");
            }
        }
    }

    private static String binaryName(String type) {
        return type.endsWith("[]") ? "[L" + type.substring(0, type.length() - 2) + ";" : type;
    }

    private static List<String> types(JsonNode metadata) {
        List<String> types = new ArrayList<>();
        for (JsonNode entry : metadata.path("reflection")) {
            JsonNode type = entry.get("type");
            if (type.isTextual()) {
                types.add(type.asText());
            } else {
                type.get("proxy").forEach(proxied -> types.add(proxied.asText()));
            }
        }
        return types;
    }

    @Test
    void knowsEveryClassThatTheAzureClientReachesByReflection() throws Exception {
        Set<String> registered = Set.copyOf(types(metadata(PROTO)));
        Set<String> missing = TABLES.stream()
                .filter(NativeMetadataTest::isReachedByReflection)
                .map(JavaClass::getName)
                .filter(name -> !registered.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }

    /** Headers, extensible enums, bodies in JSON or XML, failures, and the interfaces behind which azure-core puts proxies. */
    private static boolean isReachedByReflection(JavaClass type) {
        return type.getSimpleName().endsWith("Headers")
                || type.isAssignableTo("com.azure.core.util.ExpandableStringEnum")
                || type.isAssignableTo(Throwable.class)
                || type.isAnnotatedWith("com.azure.core.annotation.ServiceInterface")
                || type.getMethods().stream()
                        .anyMatch(method -> method.getName().equals("fromJson")
                                || method.getName().equals("fromXml"));
    }

    @Test
    void makesProxiesOfTheServiceInterfaces() throws Exception {
        Set<String> proxied = StreamSupport.stream(
                        metadata(PROTO).path("reflection").spliterator(), false)
                .map(entry -> entry.get("type"))
                .filter(JsonNode::isObject)
                .map(type -> type.get("proxy").get(0).asText())
                .collect(Collectors.toSet());
        assertEquals(
                TABLES.stream()
                        .filter(type -> type.isAnnotatedWith("com.azure.core.annotation.ServiceInterface"))
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet()),
                proxied);
    }

    /** Native executables are linked completely when they are built, as far as code is reached, whether it is ever run or not. */
    @Test
    void allThatTheAzureIdentitiesReferToIsThere() {
        String classPath = System.getProperty("java.class.path");
        List<String> jars = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(jar -> jar.contains("msal4j"))
                .toList();
        assertEquals(2, jars.size(), jars::toString);
        for (String jar : jars) {
            StringWriter missing = new StringWriter();
            ToolProvider.findFirst("jdeps")
                    .orElseThrow()
                    .run(
                            new PrintWriter(missing, true),
                            new PrintWriter(missing, true),
                            "--multi-release",
                            "25",
                            "--missing-deps",
                            "-q",
                            "--class-path",
                            classPath,
                            jar);
            assertEquals("", missing.toString());
        }
    }

    /** GraalVM 25 has them by an option only that excludes the Vector API; a call fails when it is reached. */
    @Test
    void noSharedArenaIsUsed() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.reverseip.bench..")
                .should()
                .callMethod(Arena.class, "ofShared")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.reverseip"));
    }

    /** Our classes are initialised when an executable is built, and may then neither hold nor use any of those that are not. */
    @ParameterizedTest
    @ValueSource(strings = {PROTO, GENERATOR})
    void noClassOfOursNeedsAtTheBuildWhatIsInitialisedAtRunTime(String directory) throws Exception {
        DescribedPredicate<JavaClass> atRunTime = initialisedAtRunTime(directory);
        JavaClasses ours = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.reverseip");
        List<String> kept = ours.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> field.getAllInvolvedRawTypes().stream().anyMatch(atRunTime))
                .map(JavaField::getFullName)
                .toList();
        List<String> used = ours.stream()
                .flatMap(type -> type.getStaticInitializer().stream())
                .flatMap(initializer -> initializer.getAccessesFromSelf().stream())
                .filter(access -> atRunTime.test(access.getTargetOwner()))
                .map(JavaAccess::getDescription)
                .toList();
        assertEquals(List.of(), kept);
        assertEquals(List.of(), used);
    }

    private static DescribedPredicate<JavaClass> initialisedAtRunTime(String directory) throws IOException {
        Properties properties = new Properties();
        try (var content = resource(directory + "native-image.properties").openStream()) {
            properties.load(content);
        }
        String option = "--initialize-at-run-time=";
        String arguments = properties.getProperty("Args");
        assertTrue(arguments.startsWith(option), arguments);
        return JavaClass.Predicates.resideInAnyPackage(
                Arrays.stream(arguments.substring(option.length()).split(","))
                        .map(name -> name + "..")
                        .toArray(String[]::new));
    }
}
