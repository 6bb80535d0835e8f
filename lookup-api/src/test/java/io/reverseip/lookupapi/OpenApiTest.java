package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.azurite.NodeModules;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.Progress;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the API that is served, held against what is answered. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(OpenApiTest.WithKeys.class)
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    /** Hashes made by {@code printf %s KEY | sha256sum}, the keys being another and some. */
    public static final class WithKeys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "reverseip.lookup.keys.calm", "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5",
                    "reverseip.lookup.keys.hasty", "a6b46dd0d1ae5e86cbc8f37e75ceeb6760230c1ca4ffbcb0c97b96dd7d9c464b",
                    "reverseip.lookup.rate.digests", "1",
                    "reverseip.lookup.rate.burst", "500",
                    "reverseip.lookup.spool.limit", "1K",
                    "reverseip.lookup.refresh-interval", "200ms");
        }
    }

    @Inject
    StorageAccounts accounts;

    @TempDir
    Path directory;

    private JsonNode document;

    /** What has been answered, as {@code get /ip-for/{sha256} 200 application/json}, and {@code Unavailable} of shared responses. */
    private final Set<String> seen = new TreeSet<>();

    private static RequestSpecification calm() {
        return given().header("Authorization", "Bearer another");
    }

    @Test
    void describesEveryAnswer() throws Exception {
        document = JSON.readTree(
                get("/q/openapi?format=json").then().statusCode(200).extract().asString());
        fillDatasets();
        String hit = Digests.OF_8_8_8_8;
        String single = "/ip-for/{sha256}";
        Response found = calm().get("/ip-for/" + hit);
        check("get", single, 200, found);
        check("get", single, 200, calm().accept("text/plain").get("/ip-for/" + hit));
        check(
                "get",
                single,
                304,
                calm().header("If-None-Match", found.header("ETag")).get("/ip-for/" + hit));
        check("get", single, 400, calm().get("/ip-for/x"));
        check("get", single, 400, calm().get("/ip-for/" + hit + "?dataset=nowhere"));
        check("get", single, 401, given().get("/ip-for/" + hit));
        check("get", single, 404, calm().get("/ip-for/" + Digests.OF_9_9_9_9 + "?dataset=here"));
        check("get", single, 406, calm().accept("image/png").get("/ip-for/" + hit));
        check("get", single, 503, calm().get("/ip-for/" + Digests.OF_9_9_9_9));
        check("head", single, 200, calm().head("/ip-for/" + hit));
        check("head", single, 404, calm().head("/ip-for/" + Digests.OF_9_9_9_9 + "?dataset=here"));

        String prefix = "/ip-for/prefix/{hex}";
        check("get", prefix, 200, calm().get("/ip-for/prefix/838c4c25?dataset=here"));
        check("get", prefix, 200, calm().get("/ip-for/prefix/00000000?dataset=here"));
        check("get", prefix, 400, calm().get("/ip-for/prefix/x"));
        check("get", prefix, 503, calm().get("/ip-for/prefix/838c4c25"));

        String lines = hit + "\nx\n" + Digests.OF_9_9_9_9 + "\n838c4c25";
        for (String type : List.of("application/x-ndjson", "application/json", "text/csv")) {
            check(
                    "post",
                    "/ip-for",
                    200,
                    calm().contentType("text/plain")
                            .accept(type)
                            .queryParam("summary", "true")
                            .body(lines)
                            .post("/ip-for"));
            check(
                    "post",
                    "/ip-for",
                    200,
                    calm().contentType("text/plain")
                            .accept(type)
                            .queryParam("dataset", "here")
                            .body("838c4c25")
                            .post("/ip-for"));
        }
        check(
                "post",
                "/ip-for",
                200,
                calm().contentType("text/plain")
                        .queryParam("output", "replace")
                        .body(lines)
                        .post("/ip-for"));
        check(
                "post",
                "/ip-for",
                400,
                calm().contentType("application/json").body("{}").post("/ip-for"));
        check(
                "post",
                "/ip-for",
                406,
                calm().contentType("text/plain").accept("image/png").body(lines).post("/ip-for"));
        check(
                "post",
                "/ip-for",
                415,
                calm().contentType("image/png").body(new byte[1]).post("/ip-for"));
        check(
                "post",
                "/ip-for",
                413,
                calm().header("Via", "1.1 proxy")
                        .contentType("text/plain")
                        .body("x\n".repeat(20))
                        .post("/ip-for"));
        check("get", "/datasets", 200, calm().get("/datasets"));
        check("get", "/datasets", 401, given().get("/datasets"));
        check("get", "/datasets", 403, calm().header("Host", "page.example").get("/datasets"));
        check("get", single, 429, answerToHaste(hit));

        assertEquals(described(), seen);
    }

    private void fillDatasets() {
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        datasets.publish("here", Layout.PACKED, "8.8.8.8");
        datasets.change(datasets.publish("not-here", Layout.PACKED, "9.9.9.9"), "accounts", "elsewhere");
        Build filling = datasets.fill("filling", Layout.ROWS, accounts.home(), "10.0.0.0/30");
        new Progress(accounts).recordDone(filling, 0, new Counts(1, 1, 1, 0), "test");
        await().atMost(ofSeconds(20))
                .until(() -> get(management("/q/health/ready")).asString(), containsString("\"datasets\": 2"));
    }

    private static Response answerToHaste(String digest) {
        return Stream.generate(
                        () -> given().header("Authorization", "Bearer some").get("/ip-for/" + digest))
                .limit(2_000)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
    }

    private void check(String method, String path, int status, Response answer) throws IOException {
        String what = "%s %s %d".formatted(method, path, status);
        assertEquals(status, answer.statusCode(), () -> what + ": " + answer.asString());
        JsonNode declared = document.at(
                "/paths/%s/%s/responses/%d".formatted(path.replace("~", "~0").replace("/", "~1"), method, status));
        assertTrue(declared.isObject(), what + " is not described");
        if (declared.has("$ref")) {
            seen.add(declared.get("$ref").asText());
        }
        JsonNode response = resolved(declared);
        response.path("headers").properties().forEach(header -> {
            String value = answer.header(header.getKey());
            assertTrue(value != null, what + " has no " + header.getKey());
            assertValid(resolved(header.getValue()).get("schema"), TextNode.valueOf(value), what);
        });
        if (method.equals("head") || !response.has("content")) {
            seen.add(what);
            assertEquals("", answer.asString(), what);
            return;
        }
        String type = answer.contentType().replaceAll(";.*", "");
        seen.add(what + " " + type);
        JsonNode content = response.get("content").get(type);
        assertTrue(content != null, what + " is not described as " + type);
        for (JsonNode body : bodies(type, answer.asString())) {
            assertValid(content.get("schema"), body, what);
        }
    }

    private static List<JsonNode> bodies(String type, String body) throws IOException {
        if (type.endsWith("json") && !type.endsWith("ndjson")) {
            return List.of(JSON.readTree(body));
        }
        return type.endsWith("ndjson") ? body.lines().map(OpenApiTest::json).toList() : List.of(TextNode.valueOf(body));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** References in a schema begin at the root of the document. */
    private void assertValid(JsonNode schema, JsonNode value, String what) {
        ObjectNode rooted = schema.deepCopy();
        rooted.set("components", document.get("components"));
        assertEquals(Set.of(), SCHEMAS.getSchema(rooted).validate(value), () -> what + ": " + value);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** Every answer that is described with an operation, and each shared one once. */
    private Set<String> described() {
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> Stream.of("get", "head", "post")
                        .filter(method -> path.getValue().has(method))
                        .forEach(method -> path.getValue()
                                .get(method)
                                .get("responses")
                                .properties()
                                .forEach(response -> {
                                    String what = "%s %s %s".formatted(method, path.getKey(), response.getKey());
                                    if (response.getValue().has("$ref")) {
                                        described.add(
                                                response.getValue().get("$ref").asText());
                                    } else if (response.getValue().has("content")) {
                                        response.getValue()
                                                .get("content")
                                                .fieldNames()
                                                .forEachRemaining(type -> described.add(what + " " + type));
                                    } else {
                                        described.add(what);
                                    }
                                })));
        // Of those that are shared, what an operation answers is more than is asked for.
        seen.removeIf(what -> !what.startsWith("#") && !described.contains(what));
        return described;
    }

    /** The examples are no decoration: each is valid by its schema. */
    @Test
    void givesExamplesThatAreValid() throws Exception {
        document = JSON.readTree(
                get("/q/openapi?format=json").then().statusCode(200).extract().asString());
        List<JsonNode> described = document.findParents("example");
        assertTrue(described.size() > 15);
        described.stream()
                .filter(media -> media.has("schema"))
                .forEach(media -> assertValid(media.get("schema"), media.get("example"), media.toString()));
    }

    /** By an OpenAPI linter, as it is served: Quarkus has a hand in it. */
    @ParameterizedTest
    @ValueSource(strings = {"/q/openapi", "/q/openapi?format=json"})
    void isValid(String path) throws Exception {
        assertEquals("", complaints(get(path).then().statusCode(200).extract().asString()));
    }

    @Test
    void wouldNotBeValidWithASchemeThatIsIncompleteAndUnused() throws Exception {
        ObjectNode changed = (ObjectNode) json(get("/q/openapi?format=json").asString());
        ((ObjectNode) changed.at("/components/securitySchemes"))
                .putObject("SecurityScheme")
                .put("type", "openIdConnect");

        String complaints = complaints(changed.toPrettyString());
        assertTrue(complaints.contains("`openIdConnectUrl` must be present"), complaints);
        assertTrue(complaints.contains("no-unused-components"), complaints);
    }

    /** What the linter says of a document, or nothing if it is clean. */
    private String complaints(String openApi) throws Exception {
        Path file = Files.writeString(directory.resolve("openapi.yaml"), openApi);
        Path output = directory.resolve("complaints");
        ProcessBuilder linter = new ProcessBuilder(
                        "node",
                        NodeModules.program("@redocly/cli/bin/cli.js").toString(),
                        "lint",
                        "--config=redocly.yaml",
                        "--format=stylish",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        linter.environment().putAll(Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"));
        return linter.start().waitFor() == 0 ? "" : Files.readString(output);
    }

    @Test
    void describesAllPathsThatProgramsAsk() {
        document = json(get("/q/openapi?format=json").asString());
        Set<String> paths = new TreeSet<>();
        document.get("paths").fieldNames().forEachRemaining(paths::add);
        assertEquals(Set.of("/ip-for", "/ip-for/{sha256}", "/ip-for/prefix/{hex}", "/datasets"), paths);
    }

    @Test
    void showsTheSwaggerUi() {
        get("/q/swagger-ui/").then().statusCode(200).contentType("text/html").body(containsString("swagger"));
        get("/q/openapi?format=json").then().statusCode(200).body("openapi", is("3.1.0"));
    }
}
