package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.DottedDecimal;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are given back with the addresses of their digests. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnrichmentTest {
    @Inject
    StorageAccounts accounts;

    @TestHTTPResource
    URI root;

    /** Of the last, no entity can be read: what is in no other is unavailable. */
    @BeforeAll
    void fillThreeDatasets() {
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        datasets.publish("here", Layout.PACKED, "8.8.8.0/24");
        datasets.publish("in-rows", Layout.ROWS, "1.1.1.1");
        datasets.change(datasets.publish("not-here", Layout.PACKED, "9.9.9.9"), "accounts", "elsewhere");
    }

    @BeforeEach
    void awaitAll() {
        await().atMost(ofSeconds(20))
                .untilAsserted(() -> get(management("/q/health/ready"))
                        .then()
                        .body("checks.find { it.name == 'look-up' }.data.datasets", is(3)));
    }

    private static RequestSpecification sending(String type) {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(type, ContentType.TEXT)))
                .contentType(type);
    }

    private static ValidatableResponse post(String type, String query, byte[] body) {
        return sending(type).body(body).post("/ip-for?" + query).then();
    }

    /** D8, D1 and D9 are digests in sketches, B8 is D8 in base64, @ is CR LF and | is LF. */
    private static String full(String sketch) {
        return sketch.replace("D8", Digests.OF_8_8_8_8)
                .replace("D1", Digests.OF_1_1_1_1)
                .replace("D9", Digests.OF_9_9_9_9)
                .replace("B8", "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPU=")
                .replace("@", "\r\n")
                .replace("|", "\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "text/plain => replace => D8 - - [09/Mar/2026:10:15:00 +0000] \"GET /?c=sha256:D1 HTTP/1.1\" 200 615@\u00e9| => 8.8.8.8 - - [09/Mar/2026:10:15:00 +0000] \"GET /?c=1.1.1.1 HTTP/1.1\" 200 615@\u00e9|",
                "text/plain => annotate => 'B8' and 0xD1 => 'B8[8.8.8.8]' and 0xD1[1.1.1.1]",
                "text/plain; charset=iso-8859-1 => replace => D8 => 8.8.8.8",
                "application/octet-stream => replace => D8,x => 8.8.8.8,x",
                "text/csv => replace&column=ip => ip,\"a,b\"@\"D8\",\"D1@\"@ => ip,\"a,b\"@\"8.8.8.8\",\"D1@\"@",
                "text/csv => annotate&column=client => \"client\";b@\"D8\";\"x;D1\"@D1;@ => \"client\";b;ip@\"D8\";\"x;D1\";8.8.8.8@D1;;1.1.1.1@",
                "text/csv;charset=utf-8 => annotate => sha256@D8@D1@D8 => sha256,ip@D8,8.8.8.8@D1,1.1.1.1@D8,8.8.8.8",
                "text/tab-separated-values => annotate => D8|D1| => D8\t8.8.8.8|D1\t1.1.1.1|",
                "application/x-ndjson => replace => {\"a\": 1.0, \"ip\":\"D8\"}|{broken \"D1\"}| => {\"a\": 1.0, \"ip\":\"8.8.8.8\"}|{broken \"1.1.1.1\"}|",
                "application/jsonl => annotate&column=client.ip => {\"client\": {\"ip\": \"D8\"}, \"ip\": \"D1\"} => {\"client\": {\"ip\": \"D8\",\"ip_ip\": \"8.8.8.8\"}, \"ip\": \"D1\"}",
                "application/json => replace => { \"hashes\" : [ \"D8\" , \"\\\\xD1\" ] } => { \"hashes\" : [ \"8.8.8.8\" , \"1.1.1.1\" ] }",
                "application/json => annotate => [\"D8\",{\"ip\":\"D1\",\"n\":1e2}] => [\"D8[8.8.8.8]\",{\"ip\":\"D1\",\"ip_ip\":\"1.1.1.1\",\"n\":1e2}]"
            })
    void givesTheBodyBackWithAddresses(String type, String output, String body, String expected) {
        byte[] given = post(type, "output=" + output, utf8(full(body)))
                .statusCode(200)
                .header("Content-Type", type.replace("; ", ";"))
                .header("Cache-Control", "no-store")
                .extract()
                .asByteArray();
        assertEquals(full(expected), new String(given, StandardCharsets.UTF_8));
    }

    @Test
    void givesABodyWithoutATypeBackAsText() {
        post("application/x-www-form-urlencoded", "output=replace", utf8(full("a=D8&b=D1")))
                .statusCode(200)
                .header("Content-Type", "text/plain")
                .body(is("a=8.8.8.8&b=1.1.1.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "text/plain => output=replace => D8 D9 838c4c25 => 8.8.8.8 D9[unavailable] 838c4c25",
                "text/plain => output=annotate => D8 D9 => D8[8.8.8.8] D9[unavailable]",
                "text/plain => output=annotate&dataset=here => D8 D9 D1 => D8[8.8.8.8] D9 D1",
                "text/csv => output=annotate => a,b|D9,D8|D9,|x,| => a,b,ip|D9,D8,[unavailable] 8.8.8.8|D9,,[unavailable]|x,,|",
                "text/csv => output=annotate&dataset=here => a,b|D9,D8|D9,| => a,b,ip|D9,D8,8.8.8.8|D9,,|",
                "application/json => output=replace => [{\"ip\":\"D9\"}] => [{\"ip\":\"D9[unavailable]\"}]",
                "application/json => output=annotate => [{\"ip\":\"D9\"}] => [{\"ip\":\"D9\",\"ip_ip\":\"[unavailable]\"}]",
                "application/json => output=annotate&dataset=in-rows => [{\"ip\":\"D8\"}] => [{\"ip\":\"D8\"}]"
            })
    void marksWhatCouldNotBeLookedUpAndLeavesWhatHasNoAddress(String type, String query, String body, String expected) {
        post(type, query, utf8(full(body))).statusCode(200).body(is(full(expected)));
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text);
        }
        return compressed.toByteArray();
    }

    @Test
    void givesCompressedBodiesBackAsTextAndUtf16AsUtf8() throws IOException {
        byte[] lines = utf8(full("D8 x|D1 \u00e9|"));
        sending("text/plain;charset=utf-8")
                .header("Content-Encoding", "gzip")
                .body(gzip(lines))
                .post("/ip-for?output=replace")
                .then()
                .statusCode(200)
                .body(is("8.8.8.8 x\n1.1.1.1 \u00e9\n"));
        post(
                        "text/plain; charset=utf-16",
                        "output=replace",
                        full("\uFEFFD8\u00e9@").getBytes(StandardCharsets.UTF_16LE))
                .statusCode(200)
                .header("Content-Type", "text/plain;charset=UTF-8")
                .body(is("8.8.8.8\u00e9\r\n"));
        post("text/csv; charset=utf-8", "output=replace", utf8("\uFEFFsha256\r\n" + Digests.OF_8_8_8_8))
                .statusCode(200)
                .body(is("\uFEFFsha256\r\n8.8.8.8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "text/plain => output=Replace => x => malformed-parameter => output='Replace' is neither replace nor annotate",
                "text/plain => output=replace&summary=true => x => malformed-parameter => summary=true and output=replace exclude each other",
                "text/plain => output=replace&column=ip => x => malformed-parameter => send it with the Content-Type text/csv",
                "text/plain => output=replace&dataset=nowhere => x => unknown-dataset => here, in-rows, not-here",
                "text/csv => output=annotate&column=ip => a,b => malformed-body => no column 'ip'; its first row is: 'a | b'",
                "application/json => output=replace => D8 => malformed-body => has to begin with [, {"
            })
    void refusesWhatItCannotGiveBack(String type, String query, String body, String problem, String detail) {
        post(type, query, utf8(full(body)))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:problem-type:reverse-ip:" + problem))
                .body("detail", containsString(detail));
    }

    @Test
    void givesNothingBackInAnotherType() {
        sending("text/csv")
                .accept("application/json")
                .body("a")
                .post("/ip-for?output=replace")
                .then()
                .statusCode(406);
        sending("text/csv")
                .accept("text/*")
                .body("a")
                .post("/ip-for?output=replace")
                .then()
                .statusCode(200);
        sending("text/plain")
                .accept("text/plain")
                .body("a")
                .post("/ip-for")
                .then()
                .statusCode(406);
        post("text/plain", "output=replace", new byte[] {'P', 'A', 'R', '1', 0x15, 4, 0x15, 0x10})
                .statusCode(415);
    }

    private static List<Arguments> bodiesThatCannotBeReadToTheirEnd() throws IOException {
        byte[] compressed = gzip(utf8(randomLines()));
        return List.of(
                Arguments.of("text/plain", Arrays.copyOf(compressed, compressed.length - 6), "cannot be decompressed"),
                Arguments.of("text/csv", utf8(full("a,b@1,\"D8@") + randomLines()), "row 2 of the CSV"));
    }

    /** More of them than a client may send at the same time, so that none keeps its place. */
    @ParameterizedTest
    @MethodSource("bodiesThatCannotBeReadToTheirEnd")
    void neverEndsABodyInOrderThatCannotBeReadToItsEnd(String type, byte[] body) throws Exception {
        try (LogLines errors = new LogLines("io.reverseip");
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(root.resolve("/ip-for?output=annotate&dataset=here"))
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofByteArray(body))
                    .build();
            for (int i = 0; i < 12; i++) {
                assertThrows(IOException.class, () -> client.send(request, BodyHandlers.ofString()));
            }
            assertEquals(List.of(), errors.with("not foreseen"));
        }
        post("text/plain", "output=replace", utf8(full("D8"))).statusCode(200).body(is("8.8.8.8"));
    }

    /** Through a proxy, a body is answered when all is there. */
    @ParameterizedTest
    @MethodSource("bodiesThatCannotBeReadToTheirEnd")
    void saysThroughAProxyWhyABodyCannotBeReadToItsEnd(String type, byte[] body, String reason) {
        sending(type)
                .header("Via", "1.1 proxy")
                .body(body)
                .post("/ip-for?output=annotate&dataset=here")
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:malformed-body"))
                .body("detail", containsString(reason));
    }

    private static String randomLines() {
        Random random = new Random(1);
        return IntStream.range(0, 5_000)
                .mapToObj(i ->
                        "%d %016x %016x %s\n".formatted(i, random.nextLong(), random.nextLong(), Digests.OF_8_8_8_8))
                .collect(Collectors.joining());
    }

    @Test
    void knowsTheLengthOfWhatItGivesBackThroughAProxy() {
        sending("text/plain")
                .header("Via", "1.1 proxy")
                .body(full("D8|D1"))
                .post("/ip-for?output=replace")
                .then()
                .statusCode(200)
                .header("Content-Length", "15")
                .body(is("8.8.8.8\n1.1.1.1"));
    }

    @Test
    void givesEachLineBackWhileTheNextIsNotSentYet() throws Exception {
        try (RawHttp http = new RawHttp(root)) {
            http.send(
                    "POST /ip-for?output=replace HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String address : List.of("8.8.8.8", "1.1.1.1")) {
                String line = full(address.equals("8.8.8.8") ? "D8 a|" : "D1 a|");
                http.send("%x\r\n%s\r\n".formatted(line.length(), line));
                StringBuilder answered = new StringBuilder();
                while (answered.indexOf(" a") < 0) {
                    String part = http.readLine();
                    boolean isSizeOfAChunk = part.matches("[0-9a-f]{0,2}");
                    answered.append(isSizeOfAChunk ? "" : part);
                }
                assertTrue(answered.toString().endsWith(address + " a"), answered.toString());
            }
            http.send("0\r\n\r\n");
            String end = http.readLine();
            while (!end.equals("0")) {
                end = http.readLine();
            }
        }
    }

    /** Of 20 MB, each line with another address than the one before. The client takes the answer while it sends, as curl does. */
    @Test
    void givesLongBodiesBackAsTheyComeInTheirOrder(@TempDir Path directory) throws Exception {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int first = DottedDecimal.parse("8.8.8.0");
        String rest = " - - " + "x".repeat(1_000) + "\r\n";
        List<String> digests = IntStream.range(0, 256)
                .mapToObj(i -> digester.digest(first + i).hex())
                .toList();
        Path body = directory.resolve("body");
        Path expected = directory.resolve("expected");
        try (Writer bodyWriter = Files.newBufferedWriter(body);
                Writer expectedWriter = Files.newBufferedWriter(expected)) {
            for (int i = 0; i < 20_000; i++) {
                int last = i * 7 & 255;
                bodyWriter.append(digests.get(last)).append(rest);
                expectedWriter.append("8.8.8." + last).append(rest);
            }
        }
        Path answer = directory.resolve("answer");
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "--fail",
                        "--max-time",
                        "60",
                        "-X",
                        "POST",
                        "-H",
                        "Content-Type: text/plain",
                        "-T",
                        body.toString(),
                        "-o",
                        answer.toString(),
                        root.resolve("/ip-for?output=replace&dataset=here").toString())
                .inheritIO()
                .start();
        assertEquals(0, curl.waitFor());
        assertEquals(-1, Files.mismatch(expected, answer));
    }
}
