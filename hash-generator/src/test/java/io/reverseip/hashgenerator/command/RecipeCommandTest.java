package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsOf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RecipeCommandTest {
    private static final String DIGEST = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";
    private static final String OTHER_DIGEST = "842b949c6959da939d116c163ce37f979c7dbb8b4a23f1edf889e5b75852ddc0";
    private static final String LINE = DIGEST + "  8.8.8.8\n";
    private static final String OTHER_LINE = OTHER_DIGEST + "  8.8.4.4\n";

    /** What programs put around an address. */
    private static final Map<String, String> VALUES = Map.of(
            "password.text", "pa$$w0rd",
            "salt.text", "salt",
            "field.text", "|source.ip|",
            "bar.text", "|",
            "opensearch.text", "|source.ip|7:",
            "mapped.text", "::ffff:",
            "port.text", ":443",
            "host.text", "/32",
            "crlf.base64", "DQo=");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    private int run(Secrets secrets, String... arguments) {
        return HashGenerator.execute(
                new CommandLine(new RecipeCommand(() -> secrets)).setErr(new PrintWriter(err, true)),
                out,
                command -> {},
                arguments);
    }

    private int runOn(String standardInput, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(Secrets.NONE, arguments);
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5",
        "--prefix-secret=password, 6b89582f6404b1982b943daca55539a46e0f37b429e62e4d4ab5414688497725",
        "--prefix-secret=salt, 5bcd30448395a6a2bcfe85309ef813d63a0e2d57816e686197a6358f9716f6e5",
        "--prefix-secret=field --suffix-secret=bar, 238c59eaca38432f4665c3e4b566d9f6a7165dde0324b37c82e3d5e4d76dd748",
        "--prefix-secret=opensearch --suffix-secret=bar, 360d52cb406fd9ffb530709802673a30169e90556618613c3bc856665e8440a9",
        "--prefix-secret=mapped, bd79a200222853813db440cdeda910267b2d60c62612f6a41743a02da4083831",
        "--suffix-secret=port, 067e9dd3a6ea070969e1bfd1a2ea98d1535a5da920081e44a35796fe9ba6804f",
        "--suffix-secret=host, b2ae326128a10edb86c13e44e2f4c3a455e247987a322d912d2c8281776ad720",
        "--suffix-secret=crlf, 6db7f0924209e1816f97a9efbfd672c2dd0d1e0b4e746b48d6226b2e42c5deba"
    })
    void printsTheDigestsThatProgramsMake(String options, String digest) {
        String[] arguments = (options + " 8.8.8.8").strip().split(" ");

        assertEquals(0, run(SecretsOf.properties(VALUES), arguments), err::toString);

        assertEquals(digest + "  8.8.8.8\n", out.toString());
    }

    @Test
    void takesTheTextFormsOfGenerate() {
        assertEquals(0, run(Secrets.NONE, "--text-form=DECIMAL", "8.8.8.8"), err::toString);

        // printf 134744072 | sha256sum
        assertEquals("a745dcebe8781d4ded0f0a4b13599daae02a1bc2e8ffd44a60483c554b041129  8.8.8.8\n", out.toString());
    }

    @Test
    void printsALinePerAddress() {
        assertEquals(0, run(Secrets.NONE, "8.8.8.8", "8.8.4.4"), err::toString);

        assertEquals(LINE + OTHER_LINE, out.toString());
    }

    @Test
    void readsAddressesFromStandardInput() {
        assertEquals(0, runOn("8.8.8.8\r\n\n 8.8.4.4", "-"), err::toString);

        assertEquals(LINE + OTHER_LINE, out.toString());
    }

    @Test
    void readsStandardInputBetweenAddresses() {
        assertEquals(0, runOn("8.8.4.4\n", "8.8.8.8", "-", "8.8.8.8"), err::toString);

        assertEquals(LINE + OTHER_LINE + LINE, out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8", "8.8.8.256", "08.8.8.8", "8.8.8.0/24", "::1", "134744072", "example.org"})
    void refusesWhatIsNoAddressBeforeItPrintsAny(String address) {
        assertEquals(2, run(Secrets.NONE, "8.8.8.8", address));

        assertEquals("", out.toString());
        assertTrue(err.toString().contains("'" + address + "' is not an IPv4 address"), err.toString());
        assertTrue(err.toString().contains("such as 8.8.8.8"), err.toString());
    }

    @Test
    void namesTheLineOfStandardInput() {
        assertEquals(2, runOn("8.8.8.8\n\n\u001b[2J\n", "-"));

        assertTrue(err.toString().contains("Standard input, line 3: '\\u001b[2J' is not"), err.toString());
        assertFalse(err.toString().contains("\u001b[2J"), err.toString());
    }

    @Test
    void anAddressIsNeeded() {
        assertEquals(2, run(Secrets.NONE));

        assertTrue(err.toString().contains("ADDRESS"), err.toString());
    }

    @Test
    void aSecretThatIsNotConfiguredIsNamed() {
        assertEquals(2, run(Secrets.NONE, "--prefix-secret=salt", "8.8.8.8"));

        assertTrue(err.toString().contains("needs secret 'salt', which is not configured"), err.toString());
    }

    @Test
    void printsTheRecipeForPeopleWithTheDigests() {
        assertEquals(
                0,
                run(
                        SecretsOf.properties(Map.of("pepper.text", "pepper")),
                        "--digest=HMAC-SHA256",
                        "--hmac-secret=pepper",
                        "8.8.8.8"),
                err::toString);

        // printf 8.8.8.8 | openssl dgst -sha256 -hmac pepper
        assertEquals("dc04e462e66d6b809ad207cc2f1fff322f8e464996a2df6a0eb79956cfc1e7b3  8.8.8.8\n", out.toString());
        assertEquals(
                "Recipe: --digest hmac-sha256 --hmac-secret pepper --text-form dotted --template '{ip}'\n",
                err.toString());
    }

    @Test
    void takesTemplatesAndPresets() {
        assertEquals(0, run(Secrets.NONE, "--template=|source.ip|{len}:{ip}|", "8.8.8.8"), err::toString);
        assertEquals(0, run(Secrets.NONE, "--recipe=opensearch:source.ip", "8.8.8.8"), err::toString);

        String line = "360d52cb406fd9ffb530709802673a30169e90556618613c3bc856665e8440a9  8.8.8.8\n";
        assertEquals(line + line, out.toString());
    }

    @Test
    void listsThePresetsWithTheirOptions() {
        assertEquals(0, run(Secrets.NONE, "--list"), err::toString);

        for (RecipePreset preset : RecipePreset.values()) {
            assertTrue(out.toString().contains(preset.usage()), preset::usage);
            assertTrue(out.toString().contains(preset.example().options()), preset::usage);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "--digest md5 = function 'md5' is not supported; a dataset holds digests of 32 bytes by one of sha256, hmac-sha256",
                "--digest sha512 = function 'sha512' is not supported",
                "--digest hmac-sha256 = needs a key",
                "--hmac-secret salt = has no key",
                "--text-form roman = form 'roman' is unknown here; known: dotted",
                "--template x = has no {ip}",
                "--template {ip}{secret:salt} --prefix-secret salt = put {secret:NAME} into the template",
                "--recipe plain --text-form hex = --recipe does not go with --digest",
                "--recipe splunk = choose one of plain",
            })
    void saysWhatIsWrongWithARecipe(String options, String expected) {
        assertEquals(2, run(Secrets.NONE, (options + " 8.8.8.8").split(" ")));

        assertEquals("", out.toString());
        assertTrue(err.toString().contains(expected), err.toString());
    }
}
