package io.reverseip.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"ab", "a1", "demo", "eu-west-1", "a--b", "abcdefghijabcdefghijabcdefghijabcdefghij1"})
    void takesTwoTo41Characters(String text) {
        assertEquals(text, new DatasetName(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "1a",
                "-a",
                "a-",
                "Demo",
                "a_b",
                "a b",
                "a.b",
                "a'b",
                "\u00e4b",
                "ab\n",
                "abcdefghijabcdefghijabcdefghijabcdefghij12"
            })
    void refusesAnythingElseShowingItAndWhatIsAllowed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> new DatasetName(text))
                .getMessage();

        assertTrue(message.contains("'" + text + "'") && message.contains("2 to 41"), message);
    }

    @Test
    void aTableNameOfTheLongestNameIsWithinAzuresLimit() {
        String table = new DatasetName("abcdefghijabcdefghijabcdefghijabcdefghij1").lettersAndDigits() + "000000000000";

        assertTrue(table.matches("[A-Za-z][A-Za-z0-9]{2,62}"), table);
    }

    @Test
    void aTableNameHasNoHyphens() {
        assertEquals("euwest1", new DatasetName("eu-west-1").lettersAndDigits());
    }
}
