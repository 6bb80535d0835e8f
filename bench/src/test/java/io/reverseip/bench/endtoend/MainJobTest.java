package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From nothing to an answer, through all three services. */
class MainJobTest {
    /** Azurite has one thread: more requests at once only wait. */
    private static final int QUESTIONS_AT_ONCE = 8;

    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/16"), List.of());

    private static LocalSystem system;
    private static List<LocalSystem.Writer> writers;

    @BeforeAll
    static void start() throws Exception {
        system = new LocalSystem();
        system.startAzurite();
        writers = List.of(system.startWriter(Map.of()), system.startWriter(Map.of()));
    }

    @AfterAll
    static void stop() throws Exception {
        system.close();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void askAll(List<Callable<Void>> questions) throws Exception {
        Semaphore atOnce = new Semaphore(QUESTIONS_AT_ONCE);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> answers = new ArrayList<>();
            for (Callable<Void> question : questions) {
                answers.add(executor.submit(() -> {
                    atOnce.acquire();
                    try {
                        return question.call();
                    } finally {
                        atOnce.release();
                    }
                }));
            }
            for (Future<Void> answer : answers) {
                answer.get();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed", "rows"})
    void eachAddressOfA16IsFoundAndForeignDigestsAreNot(String layout) throws Exception {
        String dataset = "main-" + layout;
        JsonNode summary = system.generate(writers, "--dataset", dataset, "--ranges", "8.8.0.0/16", "--layout", layout);
        assertEquals(65_536, summary.get("records").asLong());
        TableContents.assertComplete(system.accounts(), summary, RANGES);
        int lookup = system.startLookup();

        List<Callable<Void>> questions = new ArrayList<>();
        IntStream.rangeClosed(RANGES.first(0), RANGES.last(0))
                .mapToObj(DottedDecimal::format)
                .forEach(address -> questions.add(() -> {
                    HttpResponse<String> answer = system.get(lookup, "/ip-for/" + sha256(address));
                    assertEquals(200, answer.statusCode(), answer::body);
                    assertEquals(address, answer.body().strip());
                    return null;
                }));
        IntStream.range(0, 1_000)
                .forEach(i -> questions.add(() -> {
                    HttpResponse<String> answer = system.get(lookup, "/ip-for/" + sha256("foreign " + i));
                    assertEquals(404, answer.statusCode(), answer::body);
                    return null;
                }));
        askAll(questions);
    }

    @Test
    void theSameCommandAgainSaysAlreadyComplete() throws Exception {
        String[] options = {"--dataset", "again", "--ranges", "9.9.9.0/24"};
        assertEquals("complete", system.generate(writers, options).get("status").asText());
        JsonNode again = system.generate(writers, options);
        assertEquals("already-complete", again.get("status").asText());
        assertEquals(0, again.get("records").asLong());
    }

    @Test
    void otherParametersForTheSameDatasetAreRefusedAndBothAreShown() throws Exception {
        system.generate(writers, "--dataset", "taken", "--ranges", "9.9.9.0/24");
        ServiceProcess refused =
                system.startGenerator(writers, "--dataset", "taken", "--ranges", "9.9.8.0/24", "--layout", "rows");
        assertEquals(2, refused.awaitEnd(60));
        assertTrue(refused.log().contains("layout packed") && refused.log().contains("layout rows"), refused.log());
        assertEquals("", refused.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8/16", "010.0.0.1", "@no-such-file"})
    void badRangesAreRefusedWithWhatIsAllowed(String range) throws Exception {
        ServiceProcess refused = system.startGenerator(writers, "--dataset", "bad", "--ranges", range);
        assertEquals(2, refused.awaitEnd(60), refused::log);
        assertTrue(refused.log().contains(range.replace("@", "")), refused.log());
    }

    @Test
    void memoryForLessThanOneUnitIsRefusedWithTheMinimum() throws Exception {
        ServiceProcess refused =
                system.startGenerator(writers, "--dataset", "small", "--ranges", "8.0.0.0/8", "--memory", "1KiB");
        assertEquals(2, refused.awaitEnd(60), refused::log);
        assertTrue(refused.log().contains("one unit of this build takes"), refused.log());
    }

    @Test
    void withoutAnyWriterTheRunEndsAndSaysSo() throws Exception {
        ServiceProcess alone = system.startGenerator(
                Map.of("reverseip.dispatch.give-up-after", "3s"),
                List.of(new LocalSystem.Writer(null, 1, 1)),
                "--dataset",
                "alone",
                "--ranges",
                "9.9.9.0/24");
        assertEquals(1, alone.awaitEnd(60));
        assertTrue(alone.log().contains("127.0.0.1:1"), alone.log());
    }
}
