package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    private static final String BUILD = "0abc9xyz12ef";

    private final Secrets secrets = SecretsOf.properties(Map.of("salt.text", "Grüße", "pepper.base64", "AAH/"));

    @Test
    void valuesAreTheBytesOfATextOrOfBase64() {
        UnsealedRecipe recipe = secrets.unseal(new Recipe(TextForm.HEX, "salt", "pepper"));

        assertArrayEquals("Grüße".getBytes(StandardCharsets.UTF_8), recipe.prefix());
        assertArrayEquals(new byte[] {0, 1, -1}, recipe.suffix());
        assertEquals(7 + 8 + 3, recipe.maxLength());
    }

    @Test
    void aSecretThatIsNotConfiguredIsNamedWithThoseThatAre() {
        String message = assertThrows(
                        UnusableSecretException.class, () -> secrets.unseal(new Recipe(TextForm.DOTTED, "vinegar", "")))
                .getMessage();

        assertTrue(message.contains("'vinegar'") && message.contains("pepper, salt"), message);
    }

    @Test
    void theSameSecretsAsABuildsAreAccepted() {
        Recipe recipe = new Recipe(TextForm.DOTTED, "salt", "pepper");
        String check = secrets.unseal(recipe).check(BUILD);

        assertEquals(check, secrets.unseal(recipe, BUILD, check).check(BUILD));
    }

    @Test
    void otherSecretsThanABuildsAreRefusedWithoutShowingAny() {
        Recipe recipe = new Recipe(TextForm.DOTTED, "salt", "");
        String check = secrets.unseal(recipe).check(BUILD);
        Secrets others = SecretsOf.properties(Map.of("salt.text", "vinegar"));

        String message = assertThrows(UnusableSecretException.class, () -> others.unseal(recipe, BUILD, check))
                .getMessage();

        assertTrue(message.contains(BUILD) && message.contains("(salt)"), message);
        assertTrue(message.contains("Earlier versions replaced ${...}, $$ and \\$ in secrets"), message);
        assertFalse(message.contains("vinegar"), message);
    }

    @Test
    void whatPutsThePrefixesEndElsewhereIsAnotherSecret() {
        Secrets early = SecretsOf.properties(Map.of("a.text", "ab", "b.text", "c"));
        Secrets late = SecretsOf.properties(Map.of("a.text", "a", "b.text", "bc"));
        Recipe recipe = new Recipe(TextForm.DOTTED, "a", "b");

        assertThrows(
                UnusableSecretException.class,
                () -> late.unseal(recipe, BUILD, early.unseal(recipe).check(BUILD)));
    }

    @ParameterizedTest
    @CsvSource({"Salt.text, x, Secret name 'Salt'", "salt.base64, no base64!, reverseip.secrets.salt.base64"})
    void wrongConfigurationIsNamedAndNotShown(String property, String value, String expected) {
        String message = assertThrows(
                        UnusableSecretException.class, () -> SecretsOf.properties(Map.of(property, value)))
                .getMessage();

        assertTrue(message.contains(expected), message);
        assertFalse(message.contains("no base64!"), message);
    }

    @Test
    void aSecretWithTwoValuesIsRefused() {
        assertThrows(
                UnusableSecretException.class,
                () -> SecretsOf.properties(Map.of("salt.text", "a", "salt.base64", "YQ==")));
    }

    @Test
    void aFileIsTheValueByteForByte(@TempDir Path directory) throws IOException {
        byte[] content = "pa$$w0rd x\\$y p${x:y}q \n".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("pepper"), content);

        assertArrayEquals(
                content,
                SecretsOf.properties(Map.of("pepper.file", file.toString()))
                        .unseal(new Recipe(TextForm.DOTTED, "pepper", ""))
                        .prefix());
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        String message = assertThrows(
                        UnusableSecretException.class,
                        () -> SecretsOf.properties(Map.of("pepper.file", "/does/not/exist")))
                .getMessage();

        assertTrue(message.contains("reverseip.secrets.pepper.file: the file '/does/not/exist'"), message);
    }

    private static final Recipe PEPPERED = new Recipe(TextForm.DOTTED, "pepper", "");

    private static String check(String pepper, String build) {
        return SecretsOf.properties(Map.of("pepper.text", pepper))
                .unseal(PEPPERED)
                .check(build);
    }

    private static String prefix(UnsealedRecipe recipe) {
        return new String(recipe.prefix(), StandardCharsets.UTF_8);
    }

    @Test
    void aFileIsReadAgainForABuildThatWasBegunWithAnotherValue(@TempDir Path directory) throws IOException {
        String later = "1abc9xyz12ef";
        Path file = Files.writeString(directory.resolve("pepper"), "old");
        Secrets configured = SecretsOf.properties(Map.of("pepper.file", file.toString()));
        Secrets running = configured.ofBuild(PEPPERED, BUILD, check("old", BUILD));

        Files.writeString(file, "new");

        assertEquals("old", prefix(configured.unseal(PEPPERED, BUILD, check("old", BUILD))));
        assertEquals("new", prefix(configured.unseal(PEPPERED, later, check("new", later))));
        assertEquals("new", prefix(configured.unseal(PEPPERED)));
        assertEquals("old", prefix(configured.unseal(PEPPERED, BUILD, check("old", BUILD))));
        assertEquals("old", prefix(running.unseal(PEPPERED)));
    }

    @Test
    void aFileThatHasGoneLeavesTheValueThatItHad(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("pepper"), "old");
        Secrets configured = SecretsOf.properties(Map.of("pepper.file", file.toString()));

        Files.delete(file);

        assertThrows(UnusableSecretException.class, () -> configured.unseal(PEPPERED, BUILD, check("new", BUILD)));
        assertEquals("old", prefix(configured.unseal(PEPPERED, BUILD, check("old", BUILD))));
    }

    @Test
    void onlySoManyValuesOfAFileAreKept(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("pepper"), "value 0");
        Secrets configured = SecretsOf.properties(Map.of("pepper.file", file.toString()));

        for (int i = 1; i <= SecretValue.MAX_KNOWN; i++) {
            Files.writeString(file, "value " + i);
            configured.unseal(PEPPERED, BUILD, check("value " + i, BUILD));
        }

        assertEquals("value 1", prefix(configured.unseal(PEPPERED, BUILD, check("value 1", BUILD))));
        assertThrows(UnusableSecretException.class, () -> configured.unseal(PEPPERED, BUILD, check("value 0", BUILD)));
    }

    @ParameterizedTest
    @CsvSource({"text, true", "base64, true", "file, true", "text, false", "base64, false", "file, false"})
    void aNewlineAtTheEndIsWarnedAboutAndKept(String form, boolean newline, @TempDir Path directory)
            throws IOException {
        byte[] bytes = (newline ? "hush\n" : "hush").getBytes(StandardCharsets.UTF_8);
        String value = switch (form) {
            case "text" -> new String(bytes, StandardCharsets.UTF_8);
            case "base64" -> Base64.getEncoder().encodeToString(bytes);
            default -> Files.write(directory.resolve("pepper"), bytes).toString();
        };
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                warnings.add(logged instanceof ExtLogRecord ext ? ext.getFormattedMessage() : logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(SecretValue.class.getName());
        logger.addHandler(handler);
        try {
            Secrets read = SecretsOf.properties(Map.of("pepper." + form, value));
            assertArrayEquals(
                    bytes,
                    read.unseal(new Recipe(TextForm.DOTTED, "pepper", "")).prefix());
        } finally {
            logger.removeHandler(handler);
        }

        assertEquals(newline ? 1 : 0, warnings.size(), warnings::toString);
        if (newline) {
            assertTrue(warnings.getFirst().contains("reverseip.secrets.pepper." + form), warnings::toString);
            assertFalse(warnings.getFirst().contains("hush"), warnings::toString);
        }
    }

    @Test
    void noValueIsShownByWhatHoldsIt() {
        Secrets configured = SecretsOf.properties(Map.of("salt.text", "hush"));
        UnsealedRecipe recipe = configured.unseal(new Recipe(TextForm.DOTTED, "salt", ""));

        assertFalse((configured + " " + recipe).contains("hush"));
        assertTrue(recipe.toString().contains("salt"));
    }
}
