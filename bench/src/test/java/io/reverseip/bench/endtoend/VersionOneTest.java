package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildStatus;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.audit.Audit;
import io.reverseip.hashgenerator.audit.AuditProgress;
import io.reverseip.hashgenerator.audit.AuditSettings;
import io.reverseip.hashgenerator.audit.Fault;
import io.reverseip.hashgenerator.hash.EngineChooser;
import io.reverseip.hashgenerator.progress.Share;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Builds of format version 1 as they are in users' accounts, for each layout and text form one: they are read, looked up, audited and
 * repaired by this version. They stay here as long as this format is supported; {@code formats/README.md} says how they were written.
 */
@Tag("long")
@Timeout(300)
class VersionOneTest {
    private static final Path SAVED = Path.of("src", "test", "resources", "formats", "version-1.jsonl");
    private static final int BUILDS = 10;

    /** A build whose first half of two was filled. */
    private static final String HALF = "half";

    private static final String SALT = "Fleur-de-Sel";
    private static final byte[] PEPPER = {0, (byte) 0xff, (byte) 0x80, (byte) 0xff};
    private static final Map<String, String> SECRETS =
            Map.of("salt.text", SALT, "pepper.base64", Base64.getEncoder().encodeToString(PEPPER));
    private static final Map<String, String> CONFIGURATION = SECRETS.entrySet().stream()
            .collect(Collectors.toMap(entry -> "reverseip.secrets." + entry.getKey(), Map.Entry::getValue));
    private static final AddressRanges RANGES =
            AddressRanges.parse(List.of("0.0.0.0/28", "8.8.8.0/25", "255.255.255.240/28"), List.of("8.8.8.4"));

    @AutoClose
    private static LocalSystem system;

    private static Secrets secrets;

    @BeforeAll
    static void load() throws Exception {
        secrets = SecretsOf.properties(SECRETS);
        system = new LocalSystem();
        system.startAzurite();
        try (Stream<String> lines = Files.lines(SAVED)) {
            SavedTables.load(lines, system.accounts().service(LocalSystem.ACCOUNT));
        }
    }

    private static List<Build> builds() {
        Builds.All all = new Builds(system.accounts(), secrets).all();
        assertEquals(List.of(), all.unreadable());
        List<Build> builds = all.readable().stream()
                .map(BuildStatus::build)
                .filter(build -> !build.dataset().text().equals(HALF))
                .toList();
        assertEquals(BUILDS, builds.size());
        return builds;
    }

    private static TableClient table(Build build) {
        return system.accounts().table(LocalSystem.ACCOUNT, build.tableName());
    }

    @Test
    void eachBuildIsReadWhole() {
        for (Build build : builds()) {
            assertEquals(RANGES, new Builds(system.accounts()).ranges(build));
            TableContents.assertComplete(system.accounts(), build, RANGES, build.unsealedRecipe(secrets));
        }
    }

    @Test
    void eachAddressIsFoundByItsDigest() throws Exception {
        int lookup = system.startLookup(CONFIGURATION);
        for (Build build : builds()) {
            String dataset = build.dataset().text();
            Map<String, String> expected = new HashMap<>();
            for (int address : new int[] {0, 0x0808_0808, 0x0808_080a, -1}) {
                expected.put(digest(dataset, address), DottedDecimal.format(address));
            }

            Map<String, String> found = new HashMap<>();
            system.askForDigests(lookup, "/ip-for?dataset=" + dataset, List.copyOf(expected.keySet()))
                    .forEach(answer -> found.put(
                            answer.get("sha256").asText(), answer.path("ip").asText()));
            assertEquals(expected, found, dataset);
        }
    }

    /** By what the dataset's name says, with nothing of ours. */
    private static String digest(String dataset, int address) throws Exception {
        String form = dataset.substring(dataset.indexOf('-') + 1);
        String dotted = Stream.of(24, 16, 8, 0)
                .map(shift -> Integer.toString(address >>> shift & 0xff))
                .collect(Collectors.joining("."));
        byte[] salt = SALT.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        switch (form) {
            case "dotted" -> message.writeBytes(ascii(dotted));
            case "dotted-newline" -> {
                message.writeBytes(salt);
                message.writeBytes(ascii(dotted + "\n"));
            }
            case "decimal" -> {
                message.writeBytes(ascii(Integer.toUnsignedString(address)));
                message.writeBytes(PEPPER);
            }
            case "hex" -> {
                message.writeBytes(salt);
                message.writeBytes(ascii("%08x".formatted(address)));
                message.writeBytes(PEPPER);
            }
            case "raw" -> {
                message.writeBytes(PEPPER);
                message.writeBytes(HexFormat.of().parseHex("%08x".formatted(address)));
            }
            default -> throw new IllegalArgumentException(dataset);
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message.toByteArray()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void eachBuildIsProved() throws Exception {
        for (Build build : builds()) {
            assertEquals(List.of(), audit(build), () -> build.dataset().text());
        }
    }

    private static List<Fault> audit(Build build) throws InterruptedException {
        UnsealedRecipe recipe = build.unsealedRecipe(secrets);
        AuditProgress progress = new AuditProgress(build.records(), System::nanoTime);
        List<Fault> faults = new ArrayList<>();
        new Audit(
                        system.accounts(),
                        build,
                        RANGES,
                        EngineChooser.ofThisMachine()
                                .fastest(recipe, build.records())
                                .engine(),
                        recipe,
                        new AuditSettings(4, Duration.ofMinutes(1)),
                        progress,
                        faults::add)
                .run(new Audit.Scope(Share.WHOLE, OptionalInt.empty()), new Random());
        assertEquals(build.records(), progress.addressesRead());
        return faults;
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed-hex", "rows-dotted-newline"})
    void aDamagedBuildIsRepaired(String dataset, @TempDir Path directory) throws Exception {
        Build build =
                new Builds(system.accounts()).current(new DatasetName(dataset)).orElseThrow();
        List<String> before = saved(build);
        TableEntity any = table(build).listEntities().iterator().next();
        table(build).deleteEntity(any);
        ServiceProcess audit = system.startProgram(
                CONFIGURATION, Map.of(), List.of(), "audit", "--dataset", dataset, "--output", "json");
        assertEquals(3, audit.awaitEnd(60), audit::log);
        Path faults = Files.writeString(directory.resolve("faults"), audit.output());

        List<LocalSystem.Writer> writers = List.of(system.startWriter(CONFIGURATION));
        LocalSystem.summary(
                system.startGenerator(CONFIGURATION, writers, "--dataset", dataset, "--repair", faults.toString()));

        assertEquals(List.of(), audit(build));
        assertEquals(before, saved(build));
    }

    @Test
    void aBuildThatWasBegunIsCompleted() throws Exception {
        long before = progressRows();

        JsonNode summary = LocalSystem.summary(system.startGenerator(
                CONFIGURATION,
                List.of(system.startWriter(CONFIGURATION)),
                "--dataset=" + HALF,
                "--ranges=0.0.0.0/28,8.8.8.0/25,255.255.255.240/28",
                "--exclude=8.8.8.4",
                "--partition-chars=1",
                "--bucket-chars=1",
                "--index=1",
                "--of=2"));

        assertTrue(before > 0 && summary.get("records").asLong() < RANGES.count(), summary::toString);
        Build build =
                new Builds(system.accounts()).current(new DatasetName(HALF)).orElseThrow();
        TableContents.assertComplete(system.accounts(), build, RANGES, UnsealedRecipe.PLAIN);
        assertEquals(List.of(), audit(build));
    }

    private static long progressRows() {
        return system.accounts().table(LocalSystem.ACCOUNT, "reverseipprogress").listEntities().stream()
                .count();
    }

    private static List<String> saved(Build build) {
        return SavedTables.save(system.accounts().service(LocalSystem.ACCOUNT)).stream()
                .filter(line -> line.startsWith("{\"table\":\"%s\"".formatted(build.tableName())))
                .toList();
    }
}
