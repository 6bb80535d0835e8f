package io.reverseip.lookupapi.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.address.DottedDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkCountTest {
    @Test
    void ordersByCountThenByUnsignedAddress() {
        List<Integer> addresses = Stream.of(
                        "255.1.2.3", "8.8.8.8", "255.1.9.9", "8.8.4.4", "127.0.0.1", "128.0.0.1", "8.8.8.8")
                .map(DottedDecimal::parse)
                .toList();

        assertEquals(
                List.of(
                        new NetworkCount("8.8.0.0/16", 3),
                        new NetworkCount("255.1.0.0/16", 2),
                        new NetworkCount("127.0.0.0/16", 1),
                        new NetworkCount("128.0.0.0/16", 1)),
                NetworkCount.mostFrequent(addresses, 16));
        assertEquals(
                new NetworkCount("8.8.8.0/24", 2),
                NetworkCount.mostFrequent(addresses, 24).getFirst());
    }

    @Test
    void listsTen() {
        List<Integer> addresses =
                Stream.iterate(0, network -> network + 256).limit(11).toList();

        List<NetworkCount> counted = NetworkCount.mostFrequent(addresses, 24);

        assertEquals(10, counted.size());
        assertEquals(new NetworkCount("0.0.9.0/24", 1), counted.getLast());
    }
}
