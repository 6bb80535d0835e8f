package io.reverseip.lookupapi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.reverseip.lookupapi.access.Access;
import io.reverseip.lookupapi.access.AccessRules;
import io.reverseip.lookupapi.access.ApiKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from the configuration of access. */
class AccessRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void refusesToListenBeyondThisMachineUnlessSomebodyIsNamed(String host) {
        String message = assertThrows(
                        ConfigurationException.class, () -> AccessRules.of(Optional.empty(), false, false, host))
                .getMessage();
        assertTrue(message.contains("'" + host + "'"), message);
        assertTrue(message.contains("reverseip.lookup.keys.<client>"), message);
        assertTrue(message.contains("reverseip.lookup.oidc=true"), message);
        assertTrue(message.contains("reverseip.lookup.access=anonymous"), message);
    }

    @ParameterizedTest
    @CsvSource({
        ",          false, false, 127.0.0.1, ANONYMOUS,     true",
        ",          false, false, ::1,       ANONYMOUS,     true",
        ",          false, false, localhost, ANONYMOUS,     true",
        ",          true,  false, 127.0.0.1, AUTHENTICATED, true",
        ",          true,  false, 0.0.0.0,   AUTHENTICATED, false",
        ",          false, true,  0.0.0.0,   AUTHENTICATED, false",
        "ANONYMOUS, false, false, 0.0.0.0,   ANONYMOUS,     false",
        "ANONYMOUS, true,  false, 0.0.0.0,   ANONYMOUS,     false"
    })
    void letsInWhomTheConfigurationNames(
            Access configured, boolean keys, boolean oidc, String host, Access access, boolean loopbackOnly) {
        assertEquals(
                new AccessRules(access, loopbackOnly),
                AccessRules.of(Optional.ofNullable(configured), keys, oidc, host));
    }

    @Test
    void refusesToAuthenticateWithNothing() {
        assertThrows(
                ConfigurationException.class,
                () -> AccessRules.of(Optional.of(Access.AUTHENTICATED), false, false, "127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void refusesTheTokensOfAllServicesUnlessThatIsSaid(String audience) {
        for (Optional<List<String>> none : List.of(Optional.<List<String>>empty(), Optional.of(List.of(audience)))) {
            String message = assertThrows(
                            ConfigurationException.class,
                            () -> AccessRules.requireAudience("quarkus.oidc.token.audience", none))
                    .getMessage();
            assertTrue(message.contains("quarkus.oidc.token.audience is not set"), message);
            assertTrue(message.contains("QUARKUS_OIDC_TOKEN_AUDIENCE"), message);
            assertTrue(message.contains("'aud'"), message);
            assertTrue(message.contains("'any'"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"any", "https://reverse-ip.example", "00000000-0000-0000-0000-000000000001"})
    void acceptsAnAudienceOrTheWordThatThereIsNone(String audience) {
        assertDoesNotThrow(
                () -> AccessRules.requireAudience("quarkus.oidc.token.audience", Optional.of(List.of(audience))));
    }

    @Test
    void doesNotRepeatAKeyThatStandsWhereItsHashShould() {
        String message = assertThrows(ConfigurationException.class, () -> new ApiKeys(Map.of("alice", "my secret key")))
                .getMessage();
        assertTrue(message.contains("reverseip.lookup.keys.alice"), message);
        assertTrue(!message.contains("my secret key"), message);
    }
}
