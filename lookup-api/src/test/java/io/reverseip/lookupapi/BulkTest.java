package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many digests in one request. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BulkTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ADDRESSES = 4_096;

    @Inject
    StorageAccounts accounts;

    @TestHTTPResource
    URI root;

    @BeforeAll
    void fillTwoDatasets() {
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        datasets.publish(datasets.fill(
                "in-buckets",
                Layout.PACKED,
                new KeyScheme(1, 0),
                accounts.home(),
                AddressRanges.parse(List.of("8.8.0.0/20"), List.of())));
        datasets.publish("in-rows", Layout.ROWS, "1.1.1.1");
    }

    @BeforeEach
    void awaitBoth() {
        await().atMost(ofSeconds(20))
                .untilAsserted(() -> get(management("/q/health/ready"))
                        .then()
                        .body("checks.find { it.name == 'look-up' }.data.datasets", is(2)));
    }

    private static RequestSpecification sending(String type) {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(type, ContentType.TEXT)))
                .contentType(type);
    }

    private static List<JsonNode> post(String type, String body) throws Exception {
        String answers = sending(type)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/ip-for")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .header("Cache-Control", "no-store")
                .extract()
                .asString();
        List<JsonNode> entries = new ArrayList<>();
        for (String line : answers.lines().toList()) {
            entries.add(JSON.readTree(line));
        }
        return entries;
    }

    /** {@code 1 hit 8.8.8.8}, {@code 2 malformed}. */
    private static List<String> shortly(List<JsonNode> entries) {
        return entries.stream()
                .map(entry -> "%s %s %s"
                        .formatted(
                                entry.get("line").asText(),
                                entry.get("outcome").asText(),
                                entry.path("ip").asText())
                        .strip())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/octet-stream"})
    void answersPlainLinesInTheirOrderAndGoesOnBehindMalformedOnes(String type) throws Exception {
        List<JsonNode> entries = post(
                type,
                String.join(
                        "\n",
                        Digests.OF_8_8_8_8,
                        "no digest",
                        "",
                        Digests.OF_1_1_1_1.toUpperCase() + "\r",
                        Digests.OF_9_9_9_9,
                        "a".repeat(100_000),
                        Digests.OF_8_8_4_4));

        assertEquals(
                List.of("1 hit 8.8.8.8", "2 malformed", "4 hit 1.1.1.1", "5 miss", "6 malformed", "7 hit 8.8.4.4"),
                shortly(entries));
        assertEquals(Digests.OF_1_1_1_1, entries.get(2).get("sha256").asText());
        assertEquals("in-rows", entries.get(2).get("dataset").asText());
        assertTrue(entries.get(1).get("detail").asText().contains("64 hexadecimal characters"));
    }

    @Test
    void answersAJsonArrayOfStringsAndObjects() throws Exception {
        List<JsonNode> entries = post(
                "application/json",
                "[\"%s\", {\"other\": [1, {}], \"sha256\": \"%s\"}, 7, {\"sha256\": 7},\n \"x\", [\"%s\"], \"%s\"]"
                        .formatted(Digests.OF_8_8_8_8, Digests.OF_1_1_1_1, Digests.OF_8_8_8_8, Digests.OF_9_9_9_9));

        assertEquals(
                List.of(
                        "1 hit 8.8.8.8",
                        "2 hit 1.1.1.1",
                        "3 malformed",
                        "4 malformed",
                        "5 malformed",
                        "6 hit 8.8.8.8",
                        "7 miss"),
                shortly(entries));
    }

    @Test
    void answersWhatStandsBeforeTheEndOfABrokenArray() throws Exception {
        List<JsonNode> entries = post("application/json", "[\"%s\", }".formatted(Digests.OF_8_8_8_8));

        assertEquals(List.of("1 hit 8.8.8.8", "2 malformed"), shortly(entries));
        assertTrue(entries.get(1).get("detail").asText().startsWith("From here on"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "\"x\"", "nonsense", ""})
    void refusesJsonThatIsNoArray(String body) {
        sending("application/json")
                .body(body)
                .post("/ip-for")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:problem-type:reverse-ip:malformed-body"));
    }

    @Test
    void answersNdjsonOfStringsAndObjects() throws Exception {
        List<JsonNode> entries = post(
                "application/x-ndjson",
                "\"%s\"\n{\"sha256\":\"%s\"}\n{broken\n\"a\" \"b\"\n\n[\"x\"]\n\"%s\"\n"
                        .formatted(Digests.OF_8_8_8_8, Digests.OF_1_1_1_1, Digests.OF_8_8_4_4));

        assertEquals(
                List.of("1 hit 8.8.8.8", "2 hit 1.1.1.1", "3 malformed", "4 malformed", "6 malformed", "7 hit 8.8.4.4"),
                shortly(entries));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "sha256@D8@x => 2 hit 8.8.8.8,3 malformed",
                "time,SHA256,user@12:00,D8,a@12:01,D1,\"b,\"\"c\" => 2 hit 8.8.8.8,3 hit 1.1.1.1",
                "time;sha256@a,b;D8 => 2 hit 8.8.8.8",
                "\uFEFFsha256\ttime@D8\t1 => 2 hit 8.8.8.8",
                "hash@D8@D1 => 2 hit 8.8.8.8,3 hit 1.1.1.1",
                "D8@D1 => 1 hit 8.8.8.8,2 hit 1.1.1.1",
                "12:00,D8@12:01,D1@12:02 => 1 hit 8.8.8.8,2 hit 1.1.1.1,3 malformed",
                "a,sha256@\"two@lines\",D8@x,D1 => 2 hit 8.8.8.8,4 hit 1.1.1.1"
            })
    void takesTheColumnOfDigestsOutOfACsv(String body, String expected) throws Exception {
        assertEquals(List.of(expected.split(",")), shortly(post("text/csv", csv(body))));
    }

    private static String csv(String sketch) {
        return sketch.replace("@", "\r\n").replace("D8", Digests.OF_8_8_8_8).replace("D1", Digests.OF_1_1_1_1);
    }

    @Test
    void takesTheColumnThatIsNamed() throws Exception {
        String answers = sending("text/csv")
                .queryParam("column", "client_hash")
                .body(csv("sha256,client_hash@D1,D8"))
                .post("/ip-for")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertTrue(answers.contains("\"8.8.8.8\""), answers);
    }

    @Test
    void refusesACsvWithoutTheColumn() {
        sending("text/csv")
                .body("a,b\r\n1,2\r\n")
                .post("/ip-for")
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:malformed-body"))
                .body("detail", containsString("a | b"));
    }

    /** A first row is kept as a whole, of the others only the column of digests. */
    @Test
    void boundsTheMemoryOfACsvsRows() throws Exception {
        String wide = ("x".repeat(60_000) + ",").repeat(20);
        sending("text/csv")
                .body(wide)
                .post("/ip-for")
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:malformed-body"))
                .body("detail", containsString("more than 262,144 characters"));
        assertEquals(
                List.of("2 hit 8.8.8.8"),
                shortly(post("text/csv", "sha256,a\r\n%s,%s\r\n".formatted(Digests.OF_8_8_8_8, wide))));
    }

    @Test
    void readsNoLongNamesOfMembers() throws Exception {
        String body = "{\"%s\":1,\"sha256\":\"%s\"}\n{\"sha256\":\"%s\"}\n"
                .formatted("n".repeat(2_000), Digests.OF_8_8_8_8, Digests.OF_8_8_8_8);
        assertEquals(List.of("1 malformed", "2 hit 8.8.8.8"), shortly(post("application/x-ndjson", body)));
    }

    @Test
    void answersNothingToAnEmptyBody() throws Exception {
        assertEquals(List.of(), post("text/plain", ""));
        assertEquals(List.of(), post("text/csv", ""));
        assertEquals(List.of(), post("application/json", "[]"));
    }

    @Test
    void answersAsCsv() {
        sending("text/plain")
                .accept("text/csv")
                .body(Digests.OF_8_8_8_8 + "\n" + "x,\"y\n" + Digests.OF_9_9_9_9)
                .post("/ip-for")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/csv"))
                .body(is("""
                        line,outcome,sha256,ip,dataset,detail,matches,expectedByChance
                        1,hit,%s,8.8.8.8,in-buckets,,,
                        2,malformed,,,,"'x,""y' is not a SHA-256 digest: give 64 hexadecimal characters (0-9, a-f, A-F), the same in base64 (43 or 44) or base32 (52 or 56), or the first 6 to 63 hexadecimal characters of one; these are 4.",,
                        3,miss,%s,,,,,
                        """.formatted(Digests.OF_8_8_8_8, Digests.OF_9_9_9_9)));
    }

    @Test
    void answersCandidatesAndTheSummaryAsCsv() {
        sending("text/plain")
                .accept("text/csv")
                .queryParam("summary", "true")
                .body("838c4c25")
                .post("/ip-for")
                .then()
                .statusCode(200)
                .body(is("""
                        line,outcome,sha256,ip,dataset,detail,matches,expectedByChance
                        1,candidates,,,,,8.8.8.8,%s
                        ,summary,,,,"Hits: 0, misses: 0, malformed: 0, candidates: 1, unavailable: 0.",,
                        """.formatted(4_097 / 4_294_967_296.0)));
    }

    /** Each is one of the spellings that people have in files. */
    @ParameterizedTest
    @MethodSource("spellings")
    void answersADigestInEverySpelling(String line) throws Exception {
        assertEquals(List.of("1 hit 8.8.8.8"), shortly(post("text/plain", line)));
        assertEquals(
                List.of("1 hit 8.8.8.8"), shortly(post("application/json", "[" + JSON.writeValueAsString(line) + "]")));
        assertEquals(
                List.of("2 hit 8.8.8.8"),
                shortly(post("text/csv", "time,sha256\r\n1,\"" + line.replace("\"", "\"\"") + "\"\r\n")));
    }

    static Stream<String> spellings() {
        return Stream.of(
                "sha256:" + Digests.OF_8_8_8_8,
                "\\x" + Digests.OF_8_8_8_8,
                "0x" + Digests.OF_8_8_8_8.toUpperCase(),
                "\"" + Digests.OF_8_8_8_8 + "\"",
                "'" + Digests.OF_8_8_8_8 + "',",
                "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPU=",
                "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl_EPU",
                "QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2U5U2WL7CD2Q====",
                Digests.OF_8_8_8_8 + "  -",
                Digests.OF_8_8_8_8 + " *stdin",
                Digests.OF_8_8_8_8 + ":pepper",
                "SHA2-256(stdin)= " + Digests.OF_8_8_8_8,
                Digests.OF_8_8_8_8.replaceAll("..(?!$)", "$0:"),
                Digests.OF_8_8_8_8 + " - - [09/Mar/2026:10:15:00 +0000] \"GET / HTTP/1.1\" 200 615");
    }

    @Test
    void answersEachOfSeveralDigestsInALine() throws Exception {
        List<JsonNode> entries = post(
                "text/plain",
                "from %s to %s\n%s\n".formatted(Digests.OF_8_8_8_8, Digests.OF_1_1_1_1, Digests.OF_9_9_9_9));

        assertEquals(List.of("1 hit 8.8.8.8", "1 hit 1.1.1.1", "2 miss"), shortly(entries));
    }

    @Test
    void answersTruncatedDigestsWithCandidates() throws Exception {
        List<JsonNode> entries = post(
                "text/plain",
                String.join(
                        "\n",
                        "838c4c",
                        "g4xMJX",
                        Digests.OF_1_1_1_1.substring(0, 40),
                        "53a636befcd6e3049a0eae5fbc44016512229221",
                        "1f789db422c7b6215fcb9a8e94261b0dbb27b3f452dcc7a3f74baea0a06d8a3"));

        assertEquals(
                List.of("1 candidates", "2 candidates", "3 candidates", "4 candidates", "5 hit 8.8.0.8"),
                shortly(entries));
        for (int i = 0; i < 2; i++) {
            assertEquals(1, entries.get(i).get("matches").size());
            assertEquals("8.8.8.8", entries.get(i).at("/matches/0/ip").asText());
            assertEquals(
                    Digests.OF_8_8_8_8, entries.get(i).at("/matches/0/sha256").asText());
        }
        assertEquals(
                Math.scalb(4_097.0, -24), entries.get(0).get("expectedByChance").asDouble());
        assertEquals(
                Math.scalb(4_097.0, -36), entries.get(1).get("expectedByChance").asDouble());
        assertEquals("in-rows", entries.get(2).at("/matches/0/dataset").asText());
        assertEquals(0, entries.get(3).get("matches").size());
        assertTrue(entries.get(3).get("detail").asText().contains("SHA-1"));
    }

    @Test
    void explainsDigestsThatCannotBeFound() throws Exception {
        List<JsonNode> entries = post(
                "text/plain",
                Digests.OF_8_8_8_8
                        + Digests.OF_8_8_8_9
                        + "\nb23a6a8439c0dde5515893e7c90c1e3233b8616e634470f20dc4928bcf3609bc\n");

        assertEquals(List.of("1 malformed", "2 miss"), shortly(entries));
        assertTrue(entries.get(0).get("detail").asText().contains("SHA-512"));
        assertEquals(
                "It is the SHA-256 of 'unknown', which is no address.",
                entries.get(1).get("detail").asText());
    }

    @Test
    void endsWithASummaryIfAsked() {
        sending("text/plain")
                .queryParam("summary", "true")
                .accept("application/json")
                .body(String.join("\n", Digests.OF_8_8_8_8, Digests.OF_9_9_9_9, "x", "838c4c25", "838c4c26"))
                .post("/ip-for")
                .then()
                .statusCode(200)
                .body("size()", is(6))
                .body("[5].outcome", is("summary"))
                .body("[5].hits", is(1))
                .body("[5].misses", is(1))
                .body("[5].malformed", is(1))
                .body("[5].candidates", is(2))
                .body("[5].unavailable", is(0))
                .body("[5].detail", not(containsString("recipe")));
        sending("text/plain")
                .queryParam("summary", "true")
                .accept("application/json")
                .body(Digests.OF_9_9_9_9)
                .post("/ip-for")
                .then()
                .body("[1].detail", containsString("another recipe"))
                .body("[1].detail", containsString("'in-rows' (1 addresses: 1.1.1.1)"));
        sending("text/plain")
                .queryParam("summary", "maybe")
                .body("x")
                .post("/ip-for")
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:malformed-parameter"));
    }

    private static List<JsonNode> post(String type, String column, String body) throws Exception {
        return JSON.readerForListOf(JsonNode.class)
                .readValue(sending(type)
                        .accept("application/json")
                        .queryParams(column.isEmpty() ? Map.of() : Map.of("column", column))
                        .body(body.replace("D8", Digests.OF_8_8_8_8)
                                .replace("D1", Digests.OF_1_1_1_1)
                                .replace("'", "\"")
                                .getBytes(StandardCharsets.UTF_8))
                        .post("/ip-for")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json|``|{'hashes':['D8','D1']}|1 hit 8.8.8.8,2 hit 1.1.1.1",
                "application/json|``|{'count':2,'tags':[],'hashes':[{'sha256':'D8'},'D1'],'more':1}|1 hit 8.8.8.8,2 hit 1.1.1.1",
                "application/json|hits.source.ip_hash|{'tags':['a'],'hits':[{'source':{'ip_hash':'D8'}},{'source':{'ip_hash':'838c4c25'}}]}|1 hit 8.8.8.8,2 candidates",
                "application/json|ip_hash|{'tags':['a'],'hits':[{'ip_hash':'D8'}]}|1 hit 8.8.8.8",
                "application/json|``|{'client':{'ip_hash':'D8'}}|1 hit 8.8.8.8",
                "application/json|client.ip_hash|[{'client':{'ip_hash':'D8'}},{'client.ip_hash':'D1'},{'client':{}}]|1 hit 8.8.8.8,2 hit 1.1.1.1,3 malformed",
                "application/x-ndjson|client>ip_hash|{'client':{'ip_hash':'D8'},'x':'D1'}|1 hit 8.8.8.8",
                "application/x-ndjson|request.remote_ip|{'request':{'remote_ip':'838c4c25'}}|1 candidates",
                "application/x-ndjson|events.ip|{'events':[{'ip':'D8'},{'ip':'D1'},{}]}|1 hit 8.8.8.8,1 hit 1.1.1.1",
                "application/x-ndjson|ips|{'ips':['D8','x','D1']}|1 hit 8.8.8.8,1 malformed,1 hit 1.1.1.1",
                "application/x-ndjson|``|{'client':{'ip_hash':'D8'},'note':'x'}|1 hit 8.8.8.8",
                "application/x-ndjson|``|{'sha256':'D8','other':'D1'}|1 hit 8.8.8.8",
                "application/x-ndjson|ip|{'ip':{'type':'Buffer','data':BYTES}}|1 hit 8.8.8.8",
                "application/x-ndjson|ip|{'ip':SIGNED}|1 hit 8.8.8.8",
                "application/json|``|{'type':'Buffer','data':BYTES}|1 hit 8.8.8.8",
                "application/json|``|[{'sha256':BYTES},[1,2]]|1 hit 8.8.8.8,2 malformed"
            })
    void findsTheMemberThatIsAskedFor(String type, String column, String body, String expected) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(Digests.OF_8_8_8_8);
        String signed = Arrays.toString(bytes);
        String unsigned = Arrays.toString(
                IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray());

        assertEquals(
                List.of(expected.split(",")),
                shortly(post(type, column, body.replace("BYTES", unsigned).replace("SIGNED", signed))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "application/ndjson",
                "application/jsonl",
                "application/x-jsonl",
                "application/jsonlines",
                "application/x-jsonlines",
                "text/jsonl",
                "text/x-ndjson"
            })
    void takesJsonLinesByAllTheirNames(String type) throws Exception {
        assertEquals(List.of("1 hit 8.8.8.8"), shortly(post(type, "", "{'sha256':'D8'}")));
    }

    private static ValidatableResponse postBytes(String type, byte[] body, String... encoding) {
        RequestSpecification request = sending(type).accept("application/json").body(body);
        for (String each : encoding) {
            request.header("Content-Encoding", each);
        }
        return request.post("/ip-for").then();
    }

    private static byte[] gzip(byte[] text) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text);
        }
        return compressed.toByteArray();
    }

    @Test
    void decompressesGzipByHeaderOrByItsFirstBytes() throws Exception {
        byte[] lines = (Digests.OF_8_8_8_8 + "\n" + Digests.OF_1_1_1_1 + "\n").getBytes(StandardCharsets.UTF_8);

        for (String[] encoding : new String[][] {{"gzip"}, {"GZIP"}, {"x-gzip"}, {"identity"}, {}}) {
            postBytes("text/plain", gzip(lines), encoding)
                    .statusCode(200)
                    .body("ip", is(List.of("8.8.8.8", "1.1.1.1")));
        }
        postBytes("text/csv", gzip(csv("time,sha256@1,D8").getBytes(StandardCharsets.UTF_8)))
                .statusCode(200)
                .body("ip", is(List.of("8.8.8.8")));
        postBytes("text/plain", gzip(Digests.OF_8_8_8_8.getBytes(StandardCharsets.UTF_16)), "gzip")
                .statusCode(200)
                .body("ip", is(List.of("8.8.8.8")));
        byte[] twoMembers = Arrays.copyOf(gzip(lines), 2 * gzip(lines).length);
        System.arraycopy(gzip(lines), 0, twoMembers, gzip(lines).length, gzip(lines).length);
        postBytes("text/plain", twoMembers).statusCode(200).body("size()", is(4));
    }

    @Test
    void decompressesZstdByHeaderOrByItsFirstBytes() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(compressed)) {
            zstd.write((Digests.OF_8_8_8_8 + "\n").repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        byte[] body = compressed.toByteArray();
        assertTrue(body.length < 200);

        postBytes("text/plain", body, "zstd")
                .statusCode(200)
                .body("size()", is(100))
                .body("[99].ip", is("8.8.8.8"));
        postBytes("text/plain", body).statusCode(200).body("size()", is(100));
        byte[] broken = body.clone();
        broken[broken.length - 1] ^= 1;
        for (byte[] wrong : List.of(broken, Arrays.copyOf(body, body.length - 3))) {
            postBytes("text/plain", wrong).statusCode(400).body("detail", containsString("cannot be decompressed"));
        }
    }

    @Test
    void answersWhatStandsBeforeTheEndOfABrokenGzip() throws Exception {
        byte[] lines = (Digests.OF_8_8_8_8 + "\n").repeat(10).getBytes(StandardCharsets.UTF_8);
        byte[] whole = gzip(lines);

        postBytes("text/plain", Arrays.copyOf(whole, whole.length - 6))
                .statusCode(200)
                .body("size()", is(11))
                .body("[10].outcome", is("malformed"))
                .body("[10].detail", startsWith("From here on the body cannot be read: it cannot be decompressed"));
        postBytes("text/plain", Arrays.copyOf(whole, 5)).statusCode(400);
        postBytes("text/plain", lines, "gzip").statusCode(400).body("detail", containsString("not compressed"));
        postBytes("text/plain", lines, "br").statusCode(415).body("detail", containsString("'br'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void readsUtf16WithAByteOrderMark(String charset) throws Exception {
        String text =
                "\ufeffsha256,name\r\n%s,\ud83d\ude00\r\n%s,x\r\n".formatted(Digests.OF_8_8_8_8, Digests.OF_1_1_1_1);

        postBytes("text/csv", text.getBytes(charset)).statusCode(200).body("ip", is(List.of("8.8.8.8", "1.1.1.1")));
        postBytes(
                        "text/plain",
                        ("\ufeff" + Digests.OF_8_8_8_8 + "\r\n").repeat(1).getBytes(charset))
                .statusCode(200)
                .body("ip", is(List.of("8.8.8.8")));
    }

    @ParameterizedTest
    @CsvSource({
        "5041523115041510, a Parquet file",
        "504b030414000000, a ZIP archive",
        "4f626a0104140a, an Avro file",
        "425a6839314159265359, compressed with bzip2",
        "89504e470d0a1a0a, a PNG image",
        "0001020304, no text",
        "38003300380063000a00, no text"
    })
    void namesBinaryBodiesAndRefusesThem(String hex, String name) throws Exception {
        for (byte[] body :
                List.of(HexFormat.of().parseHex(hex), gzip(HexFormat.of().parseHex(hex)))) {
            postBytes("application/octet-stream", body)
                    .statusCode(415)
                    .contentType("application/problem+json")
                    .body("type", is("urn:problem-type:reverse-ip:unsupported-body"))
                    .body("detail", containsString(name));
        }
    }

    @Test
    void takesTheFirstLettersOfABinaryFormatForTextWhereTextFollows() throws Exception {
        assertEquals(
                List.of("1 malformed", "2 hit 8.8.8.8"), shortly(post("text/plain", "PAR1\n" + Digests.OF_8_8_8_8)));
    }

    @Test
    void hintsAtTheOptionOfCurlThatKeepsLineEnds() throws Exception {
        String joined = Digests.OF_8_8_8_8 + Digests.OF_1_1_1_1;
        for (String body : List.of(joined, joined.repeat(2), joined.repeat(1_000))) {
            List<JsonNode> entries = post("application/x-www-form-urlencoded", body);
            assertEquals(List.of("1 malformed"), shortly(entries));
            assertTrue(entries.getFirst().get("detail").asText().contains("--data-binary"), entries.toString());
        }
        assertTrue(!post("text/plain", joined).toString().contains("--data-binary"));
    }

    @Test
    void takesACarriageReturnAloneForALineEnd() throws Exception {
        assertEquals(
                List.of("1 hit 8.8.8.8", "3 hit 1.1.1.1", "4 malformed"),
                shortly(post("text/plain", Digests.OF_8_8_8_8 + "\r\r" + Digests.OF_1_1_1_1 + "\r\nx")));
    }

    @Test
    void answersAsAJsonArray() {
        sending("text/plain")
                .accept("application/json")
                .body(Digests.OF_8_8_8_8 + "\n" + Digests.OF_9_9_9_9)
                .post("/ip-for")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("size()", is(2))
                .body("[0].ip", is("8.8.8.8"))
                .body("[1].outcome", is("miss"));
    }

    @Test
    void refusesOtherTypes() {
        sending("image/png").body("x").post("/ip-for").then().statusCode(415).body("status", is(415));
        sending("text/plain")
                .accept("image/png")
                .body("x")
                .post("/ip-for")
                .then()
                .statusCode(406)
                .body("status", is(406));
    }

    @Test
    void asksTheOneDatasetThatIsNamed() throws Exception {
        sending("text/plain")
                .queryParam("dataset", "in-rows")
                .body(Digests.OF_8_8_8_8)
                .post("/ip-for")
                .then()
                .statusCode(200)
                .body(containsString("\"miss\""));
        sending("text/plain")
                .queryParam("dataset", "nowhere")
                .body(Digests.OF_8_8_8_8)
                .post("/ip-for")
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:unknown-dataset"))
                .body("detail", containsString("in-buckets, in-rows"));
    }

    /** 16 buckets hold them all: more reads would mean that digests of a bucket do not share one. */
    @Test
    void sharesOneReadAmongAllDigestsOfABucket() throws Exception {
        ValidatableResponse before = get(management("/q/metrics")).then();
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        List<String> addresses = IntStream.range(0, ADDRESSES)
                .map(i -> DottedDecimal.parse("8.8.0.0") + i)
                .mapToObj(DottedDecimal::format)
                .toList();
        String body = addresses.stream()
                .map(address -> digester.digest(DottedDecimal.parse(address)).hex())
                .collect(Collectors.joining("\n"));

        List<JsonNode> entries = sending("text/plain")
                .queryParam("dataset", "in-buckets")
                .body(body)
                .post("/ip-for")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .map(BulkTest::json)
                .toList();

        assertEquals(
                addresses,
                entries.stream().map(entry -> entry.path("ip").asText()).toList());
        assertTrue(found(get(management("/q/metrics")).then()) - found(before) <= 16);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double found(ValidatableResponse metrics) {
        return metrics.extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith("reverseip_lookup_table_read_seconds_count")
                        && line.contains("result=\"found\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** An answer comes while the body is still open: neither is gathered before the other. */
    @Test
    void answersEachLineWhileTheNextIsNotSentYet() throws Exception {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            out.write(
                    "POST /ip-for HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            UnaryOperator<String> chunk = text -> Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
            out.write(chunk.apply(Digests.OF_8_8_8_8 + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            awaitLine(reader, "8.8.8.8");
            out.write(chunk.apply(Digests.OF_1_1_1_1 + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            awaitLine(reader, "1.1.1.1");
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            awaitLine(reader, "0");
        }
    }

    private static void awaitLine(BufferedReader reader, String part) throws Exception {
        String line = reader.readLine();
        while (!line.contains(part)) {
            line = reader.readLine();
        }
    }

    /** The window is 64 look-ups, so an input of any length beyond it passes through the same memory. */
    @Test
    void answersLongBodiesAsTheyCome() throws Exception {
        int lines = 50_000;
        byte[] line = (Digests.OF_8_8_8_8 + "\n").getBytes(StandardCharsets.US_ASCII);
        HttpRequest request = HttpRequest.newBuilder(root.resolve("/ip-for"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(
                        () -> IntStream.range(0, lines).mapToObj(i -> line).iterator()))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, response.statusCode());
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.US_ASCII))) {
                long[] number = {0};
                reader.lines()
                        .forEach(answer -> assertTrue(
                                answer.startsWith("{\"line\":%d,\"outcome\":\"hit\"".formatted(++number[0])), answer));
                assertEquals(lines, number[0]);
            }
        }
    }
}
