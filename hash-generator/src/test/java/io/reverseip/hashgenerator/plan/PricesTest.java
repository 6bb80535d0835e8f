package io.reverseip.hashgenerator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("prices"), text);
    }

    @Test
    void whatAFileDoesNotSayIsAsItWas() throws IOException {
        Prices prices =
                Prices.read(file("currency=EUR\n# a comment\nstorage-gib-month = 0.05\nsource=contract of 2026\n"));

        assertEquals(
                new Prices(
                        "EUR", 0.05, Prices.DEFAULT.operations10000(), Prices.DEFAULT.coreHour(), "contract of 2026"),
                prices);
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage=1", "core-hour=cheap", "core-hour=-1", "operations-10000=NaN"})
    void whatIsNoPriceIsRefusedByName(String line) throws IOException {
        Path file = file(line);

        String message = assertThrows(IllegalArgumentException.class, () -> Prices.read(file))
                .getMessage();

        assertTrue(message.contains("'%s'".formatted(line.substring(0, line.indexOf('=')))), message);
    }

    @Test
    void fileThatIsMissingIsNamed() {
        String message = assertThrows(IllegalArgumentException.class, () -> Prices.read(directory.resolve("none")))
                .getMessage();

        assertTrue(message.contains("none"), message);
    }

    @Test
    void costIsByGibMonthTenThousandOperationsAndCoreHour() {
        Prices prices = new Prices("USD", 0.5, 0.02, 3, "test");

        Cost cost = Cost.of(prices, 4L << 30, 50_000, 1_800, 6, new AuditEffort(20_000, 7_200, 2));

        assertEquals(new Cost("USD", 2, 0.1, 3, 9, 0.04 + 12), cost);
    }
}
