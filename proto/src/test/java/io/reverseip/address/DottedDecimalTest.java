package io.reverseip.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DottedDecimalTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0",
        "8.8.8.8, 134744072",
        "127.255.255.255, 2147483647",
        "128.0.0.0, -2147483648",
        "255.255.255.255, -1",
    })
    void readsAndWritesAddresses(String text, int address) {
        assertEquals(address, DottedDecimal.parse(text));
        assertEquals(text, DottedDecimal.format(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 8.8.8.8",
                "8.8.8.8 ",
                "8.8.8.8\n",
                "8.8.8",
                "8.8.8.8.8",
                "8.8.8.256",
                "08.8.8.8",
                "0x8.8.8.8",
                "134744072",
                "8.8.8.8/32",
                "8.8.8.0/24",
                "8.8.8.8-8.8.8.8",
                "8.8.8.*",
                "reserved",
                "::1",
            })
    void refusesWhatIsNoAddressShowingItAndWhatIsAllowed(String text) {
        assertEquals(
                "'%s' is not an IPv4 address: write four decimal octets without leading zeros, such as 8.8.8.8."
                        .formatted(text),
                assertThrows(IllegalArgumentException.class, () -> DottedDecimal.parse(text))
                        .getMessage());
    }
}
