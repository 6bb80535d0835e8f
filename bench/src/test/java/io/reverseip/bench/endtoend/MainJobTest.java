package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From nothing to an answer, through all three services. */
class MainJobTest {
    /** Azurite has one thread: more requests at once only wait. */
    private static final int QUESTIONS_AT_ONCE = 8;

    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/16"), List.of());

    @AutoClose
    private final LocalSystem system = new LocalSystem();

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
        system.startAzurite();
        List<LocalSystem.Writer> writers = List.of(system.startWriter(Map.of()), system.startWriter(Map.of()));
        JsonNode summary = system.generate(writers, "--dataset", "main", "--ranges", "8.8.0.0/16", "--layout", layout);
        assertEquals(65_536, summary.get("records").asLong());
        TableContents.assertComplete(system.accounts(), summary, RANGES);
        int lookup = system.startLookup();

        List<Callable<Void>> questions = new ArrayList<>();
        IntStream.rangeClosed(RANGES.first(0), RANGES.last(0))
                .mapToObj(DottedDecimal::format)
                .forEach(address -> questions.add(() -> {
                    HttpResponse<String> answer = system.ask(lookup, address);
                    assertEquals(200, answer.statusCode(), answer::body);
                    assertEquals(address, answer.body().strip());
                    return null;
                }));
        IntStream.range(0, 1_000)
                .forEach(i -> questions.add(() -> {
                    HttpResponse<String> answer = system.ask(lookup, "foreign " + i);
                    assertEquals(404, answer.statusCode(), answer::body);
                    return null;
                }));
        askAll(questions);
    }
}
