package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From nothing to an answer, through all three services. */
@Tag("long")
class MainJobTest {
    private static final int FOREIGN_DIGESTS = 1_000;
    private static final int SINGLE_LOOKUPS = 100;

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    @ParameterizedTest
    @CsvSource({"packed, 8.8.0.0/16", "rows, 8.8.0.0/18"})
    void findsEachAddressAndNoForeignDigest(String layout, String range) throws Exception {
        AddressRanges ranges = AddressRanges.parse(List.of(range), List.of());
        system.startAzurite();
        List<LocalSystem.Writer> writers = List.of(system.startWriter(Map.of()), system.startWriter(Map.of()));
        JsonNode summary = system.generate(writers, "--dataset", "main", "--ranges", range, "--layout", layout);
        assertEquals(ranges.count(), summary.get("records").asLong());
        TableContents.assertComplete(system.accounts(), summary, ranges);
        int lookup = system.startLookup();

        List<String> addresses = IntStream.rangeClosed(ranges.first(0), ranges.last(0))
                .mapToObj(DottedDecimal::format)
                .toList();
        assertFoundInBulk(lookup, addresses);
        for (int i = 0; i < SINGLE_LOOKUPS; i++) {
            String address = addresses.get(i * (addresses.size() - 1) / (SINGLE_LOOKUPS - 1));
            HttpResponse<String> answer = system.ask(lookup, address);
            assertEquals(200, answer.statusCode(), answer::body);
            assertEquals(address, answer.body().strip());
            assertEquals(404, system.ask(lookup, "foreign " + i).statusCode());
        }
    }

    /** One request with the digests of all addresses, each of which is found, and of foreign texts, none of which is. */
    private void assertFoundInBulk(int lookup, List<String> addresses) throws Exception {
        List<String> texts = new ArrayList<>(addresses);
        IntStream.range(0, FOREIGN_DIGESTS).forEach(i -> texts.add("foreign " + i));
        List<JsonNode> answers = system.askInBulk(lookup, texts);
        assertEquals(texts.size(), answers.size());
        for (int i = 0; i < texts.size(); i++) {
            JsonNode answer = answers.get(i);
            assertEquals(i + 1, answer.get("line").asInt(), answer::toString);
            if (i < addresses.size()) {
                assertEquals("hit", answer.get("outcome").asText(), answer::toString);
                assertEquals(addresses.get(i), answer.get("ip").asText(), answer::toString);
            } else {
                assertEquals("miss", answer.get("outcome").asText(), answer::toString);
            }
        }
    }
}
