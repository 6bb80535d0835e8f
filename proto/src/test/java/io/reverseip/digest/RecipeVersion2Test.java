package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeVersion2Test {
    private static final String BUILD = "0abc9xyz12ef";

    private static final Secrets SECRETS = SecretsOf.properties(Map.of(
            "pepper.text", "pepper",
            "secret.text", "secret",
            "a.text", "ab",
            "b.text", "c",
            "long.text", "0123456789abcdef".repeat(4)));

    private static Recipe recipe(String function, String form, String template, String hmac) {
        return new Recipe(
                DigestFunction.ofRecordedName(function),
                TextForm.ofRecordedName(form),
                Template.parse(template),
                hmac == null ? "" : hmac);
    }

    private static String digest(Secrets secrets, Recipe recipe) {
        return new Digester(secrets.unseal(recipe)).digest(0x08080808).hex();
    }

    /** By Python's hashlib and hmac. */
    @ParameterizedTest
    @CsvSource({
        "hmac-sha256, dotted, {ip}, pepper, dc04e462e66d6b809ad207cc2f1fff322f8e464996a2df6a0eb79956cfc1e7b3",
        "hmac-sha256, dotted, {ip}, secret, 6c6372605d212b5d57729b037ce7359e64352b7276b670c7437038a7fa1d3a76",
        "sha256, dotted, {ip}{secret:long}, , a2f242aab8d79254815a22a2d53629fc8f6fcf2b6136fc86223260a3e2f4aa7b",
        "sha256, dotted, {secret:long}{ip}, , 9e2d27587e91c052a22baacf7ba66cc54412649e295cdf87543d7713372a0cc4",
        "sha256, dotted, |source.ip|{ip}|, , 238c59eaca38432f4665c3e4b566d9f6a7165dde0324b37c82e3d5e4d76dd748",
        "sha256, dotted, |source.ip|{len}:{ip}|, , 360d52cb406fd9ffb530709802673a30169e90556618613c3bc856665e8440a9",
        "sha256, utf16le, {ip}, , c1002c5826a75cbf18a42216d26fb90f66289b80168706c64e0f78988a0df313",
        "sha256, mapped, {ip}, , bd79a200222853813db440cdeda910267b2d60c62612f6a41743a02da4083831",
        "sha256, mapped-raw, {ip}, , 75fce104ac8f4b4382b52ab29ca0e3f4cc409b9ea01cee7f094c183bf360c6ac",
        "sha256, padded, {ip}, , a4236efb213ae836e464fdf636abb37ed74b806e866c62a32e9330f6733fce4b",
        "sha256, dotted-crlf, {ip}, , 6db7f0924209e1816f97a9efbfd672c2dd0d1e0b4e746b48d6226b2e42c5deba",
        "sha256, dotted, {ip}{bytes:0d0a}, , 6db7f0924209e1816f97a9efbfd672c2dd0d1e0b4e746b48d6226b2e42c5deba",
        "sha256, dotted, {ip}:443, , 067e9dd3a6ea070969e1bfd1a2ea98d1535a5da920081e44a35796fe9ba6804f",
        "sha256, dotted, {ip}/32, , b2ae326128a10edb86c13e44e2f4c3a455e247987a322d912d2c8281776ad720",
        "sha256-of-hex, dotted, {ip}, , ac3fc27e93fda627512912e796290c23f0722783602852cfd235a784b5aa682a",
        "sha256-of-raw, dotted, {ip}, , 9e50a6798b13dd88b2900cc879a4c8fb078d073ee6072305f9e00e621d0189b0",
        "sha256, dotted, {bytes:00}{ip}, , 168f16e4845b9e7b6d9d80da0d7c7bcec1504897f9d8427f5d564582a7e12528",
    })
    void agreesWithOtherPrograms(String function, String form, String template, String hmac, String hex) {
        assertEquals(hex, digest(SECRETS, recipe(function, form, template, hmac)));
    }

    /** By Python's hashlib, of addresses that tell upper case and the order of bytes. */
    @ParameterizedTest
    @CsvSource({
        "hex-upper, 6ea956e0b8003ffaeb5b756401b0545d6a28307428a58de837f4620e3187512b",
        "raw-little-endian, 7e8db152d2355b250728a5d235ab9a27067ac68f75f708cd70007a4a666538cf",
    })
    void agreesWithOtherProgramsOn10_0_0_127(String form, String hex) {
        assertEquals(
                hex,
                new Digester(SECRETS.unseal(recipe("sha256", form, "{ip}", "")))
                        .digest(0x0a00007f)
                        .hex());
    }

    /** The address behind so many times 's' that the message has this length; by Python's hashlib. */
    @ParameterizedTest
    @CsvSource({
        "55, ca87994f8640a4468c269debd58355d0f53d5414fd88270dbf1b40465e0c60f0",
        "56, 3d5936a169e21c05a82b993e3db15db2880ed6844831aa3b773dfc1911697e99",
        "63, dc69e4b6859d788ccfb3542eb3ccec422bd9fde1f874d90f6a6a7bf8e496e146",
        "64, d1544f3fb939f68b566b93b57e5ad6cf4d9f5b6975383b01853c9a47ffe9abbe",
        "119, 81965f18a8d67ad649c484e5190798a1e7ce5ce2f1b3c1b3a3a6a59c1d672072",
        "120, 5387608436f689522370ab758470f2ac8e5e73b4fd58724c57deb7ec064698d0",
    })
    void aMessageMayHaveAnyLength(int length, String hex) {
        Secrets secrets = SecretsOf.properties(Map.of("s.text", "s".repeat(length - 7)));

        assertEquals(hex, digest(secrets, recipe("sha256", "dotted", "{secret:s}{ip}", "")));
        assertEquals(hex, digest(SECRETS, recipe("sha256", "dotted", "s".repeat(length - 7) + "{ip}", "")));
    }

    /** A key of so many times 'k'; by Python's hmac. */
    @ParameterizedTest
    @CsvSource({
        "0, 70b97ee3ab0cc50b92e140d7af9c09086e8bd3fef3116647991ad8b7145e3064",
        "1, e514701cb97159ed7f8598eb298f0f467a4923c75bb5adb1607a0bb645f27e4c",
        "64, 849f158147b42e6f46d23e6c25a1dc66eb41d1fd02f5b32f3dff4d84b4c3c790",
        "65, a73940a6dba4d0cc6d8c6cb8817df58e66db236a66eb2fc358d7bbe7d57ac367",
        "200, 4e8646c7a9d7c6042e42171aea9b17a6b38fd22b4f0bf2b281c9680681bbef0f",
    })
    void aKeyMayHaveAnyLength(int length, String hex) {
        String key = Base64.getEncoder().encodeToString("k".repeat(length).getBytes());
        Secrets secrets = SecretsOf.properties(Map.of("key.base64", key.isEmpty() ? " " : key));

        assertEquals(hex, digest(secrets, recipe("hmac-sha256", "dotted", "{ip}", "key")));
    }

    @ParameterizedTest
    @CsvSource({
        "dotted, {ip}, dotted, '', ''",
        "dotted, {secret:a}{ip}, dotted, a, ''",
        "hex, {ip}{secret:b}, hex, '', b",
        "raw, {bytes:}{secret:a}{ip}{secret:b}, raw, a, b",
        "dotted, {ip}{bytes:0a}, dotted-newline, '', ''",
        "dotted, {secret:a}{ip}{bytes:0A}{secret:b}, dotted-newline, a, b",
        "decimal, {secret:a}{ip}{secret:a}, decimal, a, a",
    })
    void whatVersion1CanExpressIsOfVersion1(String form, String template, String form1, String prefix, String suffix) {
        Recipe recipe = recipe("sha256", form, template, "");
        Recipe expected = new Recipe(TextForm.ofRecordedName(form1), prefix, suffix);

        assertEquals(expected, recipe);
        assertEquals(1, recipe.version());
        assertEquals(prefix, recipe.prefixSecret());
        assertEquals(suffix, recipe.suffixSecret());
        assertEquals(
                SECRETS.unseal(expected).check(BUILD), SECRETS.unseal(recipe).check(BUILD));
    }

    @ParameterizedTest
    @CsvSource({
        "sha256, padded, {ip}, ''",
        "sha256, dotted, {ip}|, ''",
        "sha256, dotted, {ip}{bytes:0d0a}, ''",
        "sha256, hex, {ip}{bytes:0a}, ''",
        "sha256, dotted, {secret:a}{secret:b}{ip}, ''",
        "sha256, dotted, {ip}{ip}, ''",
        "sha256, dotted, {ip}{bytes:0a}{ip}, ''",
        "sha256, dotted, {secret:a}{len}{ip}, ''",
        "sha256-of-hex, dotted, {ip}, ''",
        "hmac-sha256, dotted, {ip}, a",
    })
    void everythingElseIsOfVersion2(String function, String form, String template, String hmac) {
        assertEquals(2, recipe(function, form, template, hmac).version());
    }

    /** By Python's hashlib and hmac: the key is the SHA-256 of lengths and values. */
    @ParameterizedTest
    @CsvSource({
        "sha256, {ip}|, '', QriTVgaz1NMrTQIYVsfzCw47UMAcvydzaRA6fGVolwI=",
        "sha256, {ip}|{secret:pepper}{secret:pepper}, '', igJ4vZFg7caRO9OCIUMoMvjQoGEpRSc1rAODQBTQZnY=",
        "hmac-sha256, {ip}, pepper, igJ4vZFg7caRO9OCIUMoMvjQoGEpRSc1rAODQBTQZnY=",
        "hmac-sha256, {secret:a}{ip}{secret:b}{secret:a}, pepper, gdzXqirJ2lU1ISLQgRFOSlbCrXsndxqHFO087EvtUtM=",
    })
    void theCheckValueIsThatOfTheFormat(String function, String template, String hmac, String check) {
        Recipe recipe = recipe(function, "dotted", template, hmac);

        assertEquals(check, SECRETS.unseal(recipe).check(BUILD));
        SECRETS.unseal(recipe, BUILD, check);
        if (!recipe.needsNoSecret()) {
            assertThrows(UnusableSecretException.class, () -> SECRETS.unseal(recipe, BUILD, "x" + check));
            assertEquals(
                    check, SECRETS.ofBuild(recipe, BUILD, check).unseal(recipe).check(BUILD));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "sha1", "sha512", "SHA256", ""})
    void anotherFunctionIsRefusedWithThoseThatThereAre(String function) {
        String message = assertThrows(IllegalArgumentException.class, () -> DigestFunction.ofRecordedName(function))
                .getMessage();

        assertTrue(
                message.contains("'" + function + "'")
                        && message.contains("sha256, hmac-sha256, sha256-of-hex, sha256-of-raw"),
                message);
    }

    @Test
    void aKeyBelongsToHmacAndToNothingElse() {
        assertThrows(IllegalArgumentException.class, () -> recipe("hmac-sha256", "dotted", "{ip}", ""));
        assertThrows(IllegalArgumentException.class, () -> recipe("hmac-sha256", "dotted", "{ip}", "Not a name"));
        assertThrows(IllegalArgumentException.class, () -> recipe("sha256", "dotted", "{ip}", "pepper"));
    }

    @Test
    void thereAreNotTooManySecrets() {
        recipe("sha256", "dotted", "{secret:a}{secret:b}{secret:c}{secret:d}{ip}{secret:a}", "");
        assertThrows(
                IllegalArgumentException.class,
                () -> recipe("hmac-sha256", "dotted", "{secret:a}{secret:b}{secret:c}{secret:d}{ip}", "e"));
    }

    @Test
    void itsOptionsCanBePastedIntoAShell() {
        assertEquals(
                "--digest hmac-sha256 --hmac-secret pepper --text-form mapped --template 'it'\\''s {ip}'",
                recipe("hmac-sha256", "mapped", "it's {ip}", "pepper").options());
    }
}
