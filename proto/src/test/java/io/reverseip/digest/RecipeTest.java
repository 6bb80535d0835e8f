package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
    /**
     * Known values: {@code printf 0abc9xyz12ef | openssl dgst -sha256 -mac HMAC -macopt hexkey:70726500737566 -binary | base64},
     * the key being {@code pre}, a zero byte, {@code suf}.
     */
    @ParameterizedTest
    @CsvSource({
        "'', '', hs7tuSFM/Orm3PleGcZorPoDFCr3cOsv7MD6BCJlHrY=",
        "pre, suf, PfuIwIqf5oUTOhXd+an6DRHsWJOak0iYS41imr3TWWc=",
        "pre, '', 7B7JmPuh43alcFJgMxpIxI3UHsboKrBeqRT8+kAlAcQ=",
        "'', suf, lmqrsmgc/4m09Lxn6ZNVF61Gy2n+tP0FUUUSY7/YlVE=",
    })
    void checkIsTheHmacThatOpensslComputes(String prefix, String suffix, String expected) {
        assertEquals(expected, Recipe.check(ascii(prefix), ascii(suffix), "0abc9xyz12ef"));
    }

    @Test
    void plainNeedsNoSecretAndOneIsEnoughToNeedOne() {
        assertTrue(Recipe.PLAIN.needsNoSecret());
        assertFalse(new Recipe(TextForm.DOTTED, "pepper", "").needsNoSecret());
        assertFalse(new Recipe(TextForm.DOTTED, "", "pepper").needsNoSecret());
    }

    @Test
    void aSecretIsNamedAndNotGiven() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new Recipe(TextForm.DOTTED, "", "not a name"))
                .getMessage();

        assertTrue(message.contains("not its value"), message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
