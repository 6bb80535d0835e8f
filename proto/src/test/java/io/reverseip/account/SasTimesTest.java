package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SasTimesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-03-02, 2026-03-02T00:00:00Z",
        "2026-03-02T10:30Z, 2026-03-02T10:30:00Z",
        "2026-03-02T10%3A30%3A15Z, 2026-03-02T10:30:15Z",
        "2026-03-02T10:30:15.1234567Z, 2026-03-02T10:30:15.123456700Z",
        "2026-03-02T10:30:15%2B02:00, 2026-03-02T08:30:15Z"
    })
    void readsTheFormsThatAzureTakes(String text, Instant expected) {
        assertEquals(
                Optional.of(expected),
                SasTimes.of("sv=1&se=%s&sig=x".formatted(text)).end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv=1&si=policy&sig=x", "se=&sig=x", "se=tomorrow&sig=x", "se=%zz&sig=x"})
    void leavesWhatIsNoTimeToAzure(String token) {
        assertEquals(new SasTimes(Optional.empty(), Optional.empty()), SasTimes.of(token));
    }

    private static String refusal(String token) {
        return assertThrows(
                        InvalidAccountException.class,
                        () -> SasTimes.of(token).requireValid("shared access signature of x", NOW))
                .getMessage();
    }

    @Test
    void refusesWhatHasExpired() {
        assertEquals(
                "The shared access signature of x expired at 2026-03-01T10:58:00Z (se=), 1 h 2 min ago by this machine's clock: create a new one, or set the clock right.",
                refusal("st=2026-01-01&se=2026-03-01T10:58Z"));
        assertTrue(refusal("se=2026-03-01T12:00:00Z").contains("0 s ago"));
    }

    @Test
    void refusesWhatIsNotValidYet() {
        assertTrue(refusal("st=2026-03-03T13:00Z&se=2027-01-01")
                .contains("becomes valid at 2026-03-03T13:00:00Z (st=), in 2 d 1 h by"));
    }

    @Test
    void acceptsTheTimeBetween() {
        SasTimes.of("st=2026-03-01T12:00Z&se=2026-03-01T12:00:01Z").requireValid("x", NOW);
    }

    @Test
    void anExpiredSignatureIsReportedBeforeTheFirstRequest() {
        Vertx vertx = Vertx.vertx();
        Instant anHourAgo = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        StorageAccounts accounts = Accounts.of(
                vertx,
                Map.of(
                        "accounts.main.sas",
                        "http://127.0.0.1:%d/devstoreaccount1?sv=2019-02-02&se=%s&sig=SECRET"
                                .formatted(AzuriteServer.freePort(), anHourAgo)));

        String reason = accounts.unusable("main").orElseThrow();

        assertTrue(reason.contains("expired at %s (se=), 1 h 0 min ago".formatted(anHourAgo)), reason);
        assertTrue(!reason.contains("SECRET"), reason);
        vertx.close();
    }

    @Test
    void workThatOutlastsASignatureIsWarnedAbout() {
        Instant inTwoHours = Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        AccountsConfig config = Accounts.config(Map.of(
                "accounts.short.sas", "https://a.table.core.windows.net/?sv=1&se=%s&sig=SECRET".formatted(inTwoHours),
                "accounts.unlimited.sas", "https://b.table.core.windows.net/?sv=1&si=policy&sig=SECRET",
                "accounts.wrong.endpoint", "https://c.table.cosmos.azure.com"));

        List<String> warnings = ExpiringAccess.within(config, Duration.ofHours(3));

        assertEquals(2, warnings.size(), warnings::toString);
        assertTrue(warnings.getLast().contains("Cosmos DB"), warnings::toString);
        assertTrue(
                warnings.getFirst()
                        .startsWith(
                                "The shared access signature of storage account 'short' expires at %s (se=), in 1 h 59 min; the work can take 3 h 0 min"
                                        .formatted(inTwoHours)),
                warnings::toString);
        assertEquals(1, ExpiringAccess.within(config, Duration.ofHours(1)).size());
    }
}
