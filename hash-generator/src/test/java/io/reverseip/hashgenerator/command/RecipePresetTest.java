package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.TextForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecipePresetTest {
    private static final Secrets SECRETS = SecretsOf.properties(Map.of("salt.text", "salt"));

    /** By Python's hashlib and hmac; the table of the README has the beginnings. */
    @ParameterizedTest
    @CsvSource({
        "plain, 838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5",
        "newline, fcad3ca3c931e062c73989fa3b7ba2f5f02c581ab9e991ae32cb5f4547ade025",
        "crlf, 6db7f0924209e1816f97a9efbfd672c2dd0d1e0b4e746b48d6226b2e42c5deba",
        "beats:source.ip, 238c59eaca38432f4665c3e4b566d9f6a7165dde0324b37c82e3d5e4d76dd748",
        "logstash:source.ip, 238c59eaca38432f4665c3e4b566d9f6a7165dde0324b37c82e3d5e4d76dd748",
        "logstash-key:salt, 406fd6cea755af4411cca14194805d3725b1e6566685907885d3052a423e0ac2",
        "hmac:salt, 406fd6cea755af4411cca14194805d3725b1e6566685907885d3052a423e0ac2",
        "opensearch:source.ip, 360d52cb406fd9ffb530709802673a30169e90556618613c3bc856665e8440a9",
        "elasticsearch, 168f16e4845b9e7b6d9d80da0d7c7bcec1504897f9d8427f5d564582a7e12528",
        "elasticsearch-salt:salt, 3b0fe91b57bfd533a301f0f577af4f622d82cb30efd93aa7c21b27bf5558d9e1",
        "haproxy, 918bd027f59087bef8e055f9b587b25486d58c606d8658d4ce7b1199274f6744",
        "sqlserver-nvarchar, c1002c5826a75cbf18a42216d26fb90f66289b80168706c64e0f78988a0df313",
        "postgres-inet, b2ae326128a10edb86c13e44e2f4c3a455e247987a322d912d2c8281776ad720",
        "promtail:salt, 5bcd30448395a6a2bcfe85309ef813d63a0e2d57816e686197a6358f9716f6e5",
        "mapped, bd79a200222853813db440cdeda910267b2d60c62612f6a41743a02da4083831",
        "mapped-raw, 75fce104ac8f4b4382b52ab29ca0e3f4cc409b9ea01cee7f094c183bf360c6ac",
        "mysql-inet-aton, a745dcebe8781d4ded0f0a4b13599daae02a1bc2e8ffd44a60483c554b041129",
        "padded, a4236efb213ae836e464fdf636abb37ed74b806e866c62a32e9330f6733fce4b",
        "twice, ac3fc27e93fda627512912e796290c23f0722783602852cfd235a784b5aa682a",
    })
    void makesTheDigestOf8_8_8_8ThatTheReadmeHas(String preset, String digest) throws IOException {
        assertEquals(digest, digest(RecipePreset.recipe(preset)));

        String readme = Files.readString(Path.of("..", "README.md"));
        String usage = preset.replace(":source.ip", ":FIELD").replace(":salt", ":SECRET");
        String row = "| `%s` | `%s…` |".formatted(usage, digest.substring(0, 16));
        assertTrue(readme.contains(row), row);
    }

    private static String digest(Recipe recipe) {
        return new Digester(SECRETS.unseal(recipe)).digest(0x08080808).hex();
    }

    @Test
    void theVectorsAreThoseOfAllPresets() throws NoSuchMethodException {
        String[] vectors = RecipePresetTest.class
                .getDeclaredMethod("makesTheDigestOf8_8_8_8ThatTheReadmeHas", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();

        assertEquals(
                Stream.of(RecipePreset.values()).map(RecipePreset::usage).collect(Collectors.toSet()),
                Stream.of(vectors)
                        .map(vector -> vector.substring(0, vector.indexOf(','))
                                .replace(":source.ip", ":FIELD")
                                .replace(":salt", ":SECRET"))
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource(RecipePreset.class)
    void itsExampleNeedsNoOtherSecretThanItNames(RecipePreset preset) {
        assertTrue(Set.of("salt").containsAll(preset.example().secrets()));
    }

    @Test
    void aFieldIsTakenAsItIs() {
        assertEquals(RecipePreset.recipe("beats:{ip}").template().text(), "|{{ip}}|{ip}|");
    }

    @Test
    void whatVersion1CanExpressIsOfVersion1() {
        assertEquals(Recipe.PLAIN, RecipePreset.recipe("plain"));
        assertEquals(new Recipe(TextForm.DOTTED, "salt", ""), RecipePreset.recipe("promtail:salt"));
        assertEquals(new Recipe(TextForm.RAW, "", ""), RecipePreset.recipe("haproxy"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "splunk = choose one of plain, newline",
                "beats = is written beats:FIELD",
                "beats: = is written beats:FIELD",
                "plain:x = is written plain",
                "hmac:Not a name = is not allowed",
            })
    void saysHowAPresetIsWritten(String given, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> RecipePreset.recipe(given))
                .getMessage();

        assertTrue(message.contains(expected), message);
    }
}
