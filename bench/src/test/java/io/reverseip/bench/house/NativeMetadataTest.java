package io.reverseip.bench.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.reflect.Array;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The metadata of native executables: the classes that libraries reach by name only. Every class of a kind that a library is known to
 * reach so must be registered, also in a new version of the library, and every registered name must exist.
 */
class NativeMetadataTest {
    private static final String PROTO = "META-INF/native-image/io.reverseip/proto/";
    private static final String GENERATOR = "META-INF/native-image/io.reverseip/hash-generator/";

    private static final String LOOKUP = "META-INF/native-image/io.reverseip/lookup-api/";

    private static final String ENUM = "com.azure.core.util.ExpandableStringEnum";

    /** All of Azure's clients, and what they bring. */
    private static final JavaClasses AZURE = new ClassFileImporter()
            .importPackages("com.azure.core", "com.azure.data", "com.azure.identity", "com.azure.json", "com.azure.xml")
            .that(DescribedPredicate.not(JavaClass.Predicates.ANONYMOUS_CLASSES));

    private static final JavaClasses MSAL = new ClassFileImporter().importPackages("com.microsoft.aad");

    /** What calls {@code fromJson} or {@code fromXml} of a class by reflection. */
    private static final Set<String> DESERIALIZERS = Set.of(
            "com.azure.core.util.serializer.SerializerAdapter",
            "com.azure.core.util.serializer.JacksonAdapter",
            "com.azure.core.util.serializer.ObjectSerializer",
            "com.azure.core.util.serializer.JsonSerializer",
            "com.azure.core.util.BinaryData",
            "com.azure.core.implementation.ReflectionSerializable");

    private static final Set<String> REFLECTION = Set.of(
            "forName",
            "getConstructor",
            "getConstructors",
            "getDeclaredConstructor",
            "getDeclaredConstructors",
            "getMethod",
            "getMethods",
            "getDeclaredMethod",
            "getDeclaredMethods",
            "getField",
            "getFields",
            "getDeclaredField",
            "getDeclaredFields",
            "newInstance");

    private static final Set<String> CREATION = Set.of("newInstance", "newProxyInstance", "invoke");

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

    private static void assertRegistered(String kind, Stream<JavaClass> types) throws IOException {
        Set<String> registered = Set.copyOf(types(metadata(PROTO)));
        Set<String> found = types.map(JavaClass::getName).collect(Collectors.toCollection(TreeSet::new));
        assertFalse(found.isEmpty(), "There is no " + kind + " any more: look for what has replaced it");
        found.removeAll(registered);
        assertEquals(Set.of(), found, kind);
    }

    /** azure-core calls their constructors. */
    @Test
    void knowsEveryExtensibleEnum() throws Exception {
        assertRegistered("extensible enum", concrete(ENUM));
    }

    /** azure-core makes them of what it receives: by the constructor that takes the answer and the body. Identities make theirs. */
    @Test
    void knowsEveryExceptionThatAnAnswerBecomes() throws Exception {
        assertRegistered(
                "exception",
                concrete("com.azure.core.exception.HttpResponseException")
                        .filter(type -> !type.getPackageName().startsWith("com.azure.identity")));
    }

    /** azure-core chooses one of their constructors. */
    @Test
    void knowsEveryResponse() throws Exception {
        assertRegistered(
                "response",
                concrete("com.azure.core.http.rest.Response")
                        .filter(type -> type.getPackageName().startsWith("com.azure.core"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC)));
    }

    private static Stream<JavaClass> concrete(String base) {
        return AZURE.stream()
                .filter(type -> type.isAssignableTo(base) && !type.getName().equals(ENUM))
                .filter(type -> !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT));
    }

    /** azure-core gives their constructors the headers of an answer. */
    @Test
    void knowsEveryTypeOfHeaders() throws Exception {
        assertRegistered(
                "type of headers",
                AZURE.stream()
                        .filter(type -> type.getPackageName().startsWith("com.azure.data"))
                        .filter(type -> type.getSimpleName().endsWith("Headers")));
    }

    /** azure-core calls {@code fromJson} and {@code fromXml} of those that a client has it read. */
    @Test
    void knowsEveryBodyOfAClientThatHasBodiesReadByReflection() throws Exception {
        assertRegistered(
                "body",
                AZURE.stream()
                        .filter(type -> type.getPackageName().startsWith("com.azure.data"))
                        .filter(NativeMetadataTest::isRead));
    }

    private static boolean isRead(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.STATIC))
                .anyMatch(method ->
                        method.getName().equals("fromJson") || method.getName().equals("fromXml"));
    }

    /** Those that know how to read their own bodies need no registration, as long as it stays so. */
    @Test
    void identitiesReadTheirBodiesWithoutReflection() {
        List<String> read = Stream.concat(identities(), MSAL.stream())
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> DESERIALIZERS.contains(call.getTargetOwner().getName()))
                .filter(call -> call.getName().startsWith("deserialize")
                        || call.getName().startsWith("toObject"))
                .map(JavaAccess::getDescription)
                .toList();
        assertEquals(List.of(), read);
        assertTrue(MSAL.stream().anyMatch(NativeMetadataTest::isRead), "MSAL has no bodies any more");
    }

    /** The only classes that identities reach by name are a broker's, which is not on the class path. */
    @Test
    void identitiesReachByNameNothingButABroker() {
        Set<String> reflecting = Stream.concat(identities(), MSAL.stream())
                .filter(type -> type.getMethodCallsFromSelf().stream().anyMatch(NativeMetadataTest::isReflective))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(
                        "com.azure.identity.BrokerCredential",
                        "com.azure.identity.VisualStudioCodeCredential",
                        "com.azure.identity.implementation.IdentityClientBase",
                        "com.azure.identity.implementation.util.IdentityUtil"),
                reflecting);
    }

    private static Stream<JavaClass> identities() {
        return AZURE.stream().filter(type -> type.getPackageName().startsWith("com.azure.identity"));
    }

    private static boolean isReflective(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        return owner.equals(Class.class.getName()) && REFLECTION.contains(call.getName())
                || owner.startsWith("java.lang.reflect.") && CREATION.contains(call.getName());
    }

    /** Networks of addresses, each of which makes an array of its own addresses by reflection. */
    @Test
    void knowsTheArraysOfTheAddressLibrary() throws Exception {
        JavaClasses library = new ClassFileImporter().importPackages("inet.ipaddr");
        Set<String> makers = library.stream()
                .filter(type -> type.getCodeUnits().stream()
                        .flatMap(unit -> unit.getMethodCallsFromSelf().stream())
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Array.class)
                                && call.getName().equals("newInstance")))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        // The second one needs the array that it is given to be too short, which the library never does.
        assertEquals(
                Set.of("inet.ipaddr.IPAddressNetwork", "inet.ipaddr.format.util.IPAddressPartStringCollection"),
                makers);
        Set<String> registered = Set.copyOf(types(metadata(PROTO)));
        Set<String> missing = library.stream()
                .flatMap(type -> type.getSuperclass().stream())
                .filter(type -> type.toErasure().getName().equals("inet.ipaddr.IPAddressNetwork"))
                .filter(JavaParameterizedType.class::isInstance)
                .map(type -> ((JavaParameterizedType) type)
                                .getActualTypeArguments()
                                .get(0)
                                .getName() + "[]")
                .filter(array -> !registered.contains(array))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
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
                AZURE.stream()
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
