package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnsealedRecipe;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests of something other than the bare text, through all three services. */
@Tag("long")
@Timeout(300)
class RecipesTest {
    private static final String SALT = "Fleur-de-Sel";
    private static final String PEPPER = "Tellicherry";
    private static final Map<String, String> SECRETS =
            Map.of("reverseip.secrets.salt.text", SALT, "reverseip.secrets.pepper.text", PEPPER);
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/20"), List.of());
    private static final UnsealedRecipe RECIPE = SecretsOf.properties(Map.of("salt.text", SALT, "pepper.text", PEPPER))
            .unseal(new Recipe(TextForm.DECIMAL, "salt", "pepper"));

    @AutoClose
    private static LocalSystem system;

    private static LocalSystem.Writer writer;

    @BeforeAll
    static void start() throws Exception {
        system = new LocalSystem();
        system.startAzurite();
        writer = system.startWriter(SECRETS);
    }

    private static ServiceProcess generate(
            Map<String, String> secrets, LocalSystem.Writer to, String dataset, String... more) {
        return system.startProgram(
                secrets,
                Map.of(),
                List.of(to),
                Stream.concat(
                                Stream.of(
                                        "generate",
                                        "--output=json",
                                        "--dataset=" + dataset,
                                        "--ranges=8.8.0.0/20",
                                        "--text-form=decimal",
                                        "--prefix-secret=salt",
                                        "--suffix-secret=pepper"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed", "rows"})
    void saltedDigestsAreFoundAndNobodyTellsTheSalt(String layout) throws Exception {
        String dataset = "salted-" + layout;
        ServiceProcess generator = generate(SECRETS, writer, dataset, "--layout=" + layout);
        JsonNode summary = LocalSystem.summary(generator);
        TableContents.assertComplete(system.accounts(), summary, RANGES, RECIPE);
        LocalSystem.Lookup lookup = system.startLookupProcess(SECRETS);

        // 8.8.8.8 as an integer.
        HttpResponse<String> answer = system.ask(lookup.port(), SALT + "134744072" + PEPPER);
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals("8.8.8.8", answer.body().strip());
        assertEquals(404, system.ask(lookup.port(), "8.8.8.8").statusCode());

        ServiceProcess list = system.startProgram(SECRETS, Map.of(), List.of(), "datasets", "--output=json");
        assertEquals(0, list.awaitEnd(60), list::log);
        String told = String.join(
                "\n",
                generator.log(),
                generator.output(),
                writer.process().log(),
                list.log(),
                list.output(),
                system.get(writer.managementPort(), "/q/metrics").body(),
                system.get(lookup.managementPort(), "/q/metrics").body(),
                system.get(lookup.managementPort(), "/q/health").body(),
                rows());
        assertTrue(told.contains("salt"));
        assertFalse(told.contains(SALT) || told.contains(PEPPER), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed", "rows"})
    void digestsOfVersion2AreFound(String layout) throws Exception {
        UnsealedRecipe recipe = SecretsOf.properties(Map.of("salt.text", SALT, "pepper.text", PEPPER))
                .unseal(new Recipe(
                        DigestFunction.HMAC_SHA256, TextForm.MAPPED, Template.parse("{{{secret:salt}|{ip}"), "pepper"));
        ServiceProcess generator = system.startProgram(
                SECRETS,
                Map.of(),
                List.of(writer),
                "generate",
                "--output=json",
                "--dataset=keyed-" + layout,
                "--ranges=8.8.0.0/20",
                "--layout=" + layout,
                "--digest=hmac-sha256",
                "--hmac-secret=pepper",
                "--text-form=mapped",
                "--template={{{secret:salt}|{ip}");
        TableContents.assertComplete(system.accounts(), LocalSystem.summary(generator), RANGES, recipe);
        LocalSystem.Lookup lookup = system.startLookupProcess(SECRETS);

        HttpResponse<String> answer = system.get(
                lookup.port(),
                "/ip-for/" + new Digester(recipe).digest(0x08080808).hex());

        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals("8.8.8.8", answer.body().strip());
    }

    private static String rows() {
        return system.accounts().table(LocalSystem.ACCOUNT, "reverseip").listEntities().stream()
                .map(TableEntity::getProperties)
                .map(Map::toString)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aGeneratorWithAnotherSaltIsRefused() throws Exception {
        LocalSystem.summary(generate(SECRETS, writer, "guarded"));
        Map<String, String> others = new HashMap<>(SECRETS);
        others.put("reverseip.secrets.salt.text", "Maldon");

        ServiceProcess refused = generate(others, writer, "guarded");

        assertEquals(2, refused.awaitEnd(60));
        assertTrue(refused.log().contains("begun with other secrets"), refused.log());
        assertFalse(refused.log().contains("Maldon"), refused.log());
    }

    @Test
    void aSaltThatIsNotConfiguredIsNamed() throws Exception {
        ServiceProcess refused = generate(Map.of(), writer, "bland");

        assertEquals(2, refused.awaitEnd(60));
        assertTrue(refused.log().contains("needs secret 'salt', which is not configured"), refused.log());
    }

    @Test
    void aWriterOfRowsWithAnotherSaltWritesNone() throws Exception {
        Map<String, String> others = new HashMap<>(SECRETS);
        others.put("reverseip.secrets.pepper.text", "Kampot");
        LocalSystem.Writer wrong = system.startWriter(others);

        ServiceProcess failed = generate(SECRETS, wrong, "misled", "--layout=rows");

        assertEquals(1, failed.awaitEnd(60), failed::log);
        assertTrue(failed.log().contains("begun with other secrets"), failed.log());
        String table = system.accounts().service(LocalSystem.ACCOUNT).listTables().stream()
                .map(item -> item.getName())
                .filter(name -> name.startsWith("misled"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                0,
                system.accounts().table(LocalSystem.ACCOUNT, table).listEntities().stream()
                        .count());
    }
}
