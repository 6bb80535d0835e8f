package io.reverseip.bench.readme;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.reverseip.azurite.AzuriteServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands that the READMEs show, as they stand there, against {@code ./reverse-ip demo}; output that a README shows must be
 * what comes out. A synopsis is run with all options that it names. What cannot run here is listed with the reason, so a new command
 * fails this test until it is either run or listed.
 */
@Tag("long")
@Timeout(900)
class ReadmeCommandsTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final String SHOWN_LOOKUP = "http://127.0.0.1:8080";
    private static final String DIGEST = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";
    private static final String DIGEST_OF_NO_ADDRESS = "1a22570d" + "0".repeat(56);

    /** Beginnings of commands that cannot run in this suite, and why. */
    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            entry("./reverse-ip test", "runs this suite"),
            entry("./reverse-ip dev ", "is run by DevModeTest"),
            entry("mvn -DskipTests package", "is a part of what runs this suite"),
            entry("docker ", "needs a Docker engine"),
            entry("k8s/images/build ", "needs a Docker engine"),
            entry("kind ", "needs a Docker engine"),
            entry("kubectl ", "needs a cluster; ManifestsTest reads what is applied"),
            entry("k8s/command/create ", "needs a cluster; CommandJobTest runs it without one"),
            entry("KEY=$(openssl", "makes a key for a cluster"),
            entry("./reverse-ip bench NAME", "benchmarks take minutes, and measure"),
            entry("./reverse-ip bench endurance", "takes an hour"));

    /** The same, for whole commands. */
    private static final Map<String, String> NOT_RUN_AS_A_WHOLE = Map.of(
            "./reverse-ip bench results --from DIR", "writes the results page, as ResultsTest checks",
            "./reverse-ip bench lookup --json FILE", "benchmarks take minutes, and measure");

    /** Values for the options of synopses. */
    private static final Map<String, String> VALUES = Map.of(
            "--exclude", "8.8.8.8",
            "--index", "0",
            "--layout", "rows",
            "--memory", "auto",
            "--of", "1",
            "--output", "json",
            "--ranges", "8.8.8.0/24",
            "--sample", "1");

    @TempDir
    static Path directory;

    private static Shell demo;
    private static String lookup;
    private static final Map<String, String> ENVIRONMENT = new HashMap<>();

    @BeforeAll
    static void startDemo() throws IOException {
        demo = Shell.start("./reverse-ip demo", HOME, Map.of());
        String output = demo.awaitOutput("Running until Ctrl-C");
        lookup = value(output, "Look-up:");
        ENVIRONMENT.put("REVERSEIP_ACCOUNTS_LOCAL_CONNECTION_STRING", value(output, "Connection string:"));
        ENVIRONMENT.put("REVERSEIP_WRITERS", value(output, "Writers:"));
        // Each command has a shell of its own, to which the README's export is lost.
        ENVIRONMENT.put("REVERSEIP_SECRETS_PEPPER_TEXT", "pa$$w0rd");
        Files.writeString(
                directory.resolve("hashes.txt"), String.join("\n", DIGEST, "no digest", DIGEST_OF_NO_ADDRESS, ""));
        Files.writeString(directory.resolve("log.csv"), "time,client_hash\n10:15,%s\n".formatted(DIGEST));
        Files.writeString(
                directory.resolve("access.log"),
                "%s - - [09/Mar/2026:10:15:00 +0000] \"GET / HTTP/1.1\" 200 615\n".formatted(DIGEST));
        Files.createSymbolicLink(directory.resolve("reverse-ip"), HOME.resolve("reverse-ip"));
    }

    private static String value(String output, String label) {
        return output.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("No '%s' in:%n%s".formatted(label, output)));
    }

    @AfterAll
    static void stopDemo() throws InterruptedException {
        demo.close();
    }

    @TestFactory
    Stream<DynamicTest> runs() {
        return ReadmeCommand.all(HOME).stream()
                .filter(command -> reasonNotToRun(command).isEmpty())
                .map(command -> dynamicTest(command.toString(), () -> run(command)));
    }

    @Test
    void eachReasonNotToRunACommandIsNeeded() {
        List<String> commands =
                ReadmeCommand.all(HOME).stream().map(ReadmeCommand::text).toList();
        assertEquals(
                List.of(),
                Stream.concat(
                                NOT_RUN.keySet().stream()
                                        .filter(start -> commands.stream().noneMatch(text -> text.startsWith(start))),
                                NOT_RUN_AS_A_WHOLE.keySet().stream().filter(text -> !commands.contains(text)))
                        .toList());
    }

    private static Optional<String> reasonNotToRun(ReadmeCommand command) {
        // Clusters' look-ups are reached through kubectl port-forward.
        if (command.readme().startsWith("k8s") && command.text().startsWith("curl ")) {
            return Optional.of("needs a cluster");
        }
        return Optional.ofNullable(NOT_RUN_AS_A_WHOLE.get(command.text()))
                .or(() -> NOT_RUN.entrySet().stream()
                        .filter(entry -> command.text().startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }

    private static void run(ReadmeCommand command) throws Exception {
        String text = command.text();
        if (text.startsWith("./reverse-ip demo")) {
            String output = run(text.contains("--once") ? text : text + " --once");
            assertTrue(output.contains(" answers right, 0 wrong."), output);
        } else if (text.equals("./reverse-ip bench")) {
            String list = Shell.run(text, HOME, ENVIRONMENT, 2);
            assertTrue(list.contains("Which benchmark?"), list);
        } else if (text.startsWith("./reverse-ip bench table-service")) {
            tableService(command);
        } else if (text.startsWith("curl -X PUT http://127.0.0.1:PORT/_control/")) {
            behave(text);
        } else if (text.contains("k8s/generate/name ")) {
            // Where a name is not up to date this corrects it, as it should.
            String before = run("cd k8s && git diff --stat .");
            for (String which : text.endsWith("WHICH")
                    ? List.of("local", "azure")
                    : List.of(text.replaceAll(".*k8s/generate/name (\\w+).*", "$1"))) {
                run("k8s/generate/name " + which);
            }
            assertEquals(before, run("cd k8s && git diff --stat ."), "The Job's name was not up to date");
        } else if (text.startsWith("../reverse-ip COMMAND --help")) {
            for (String subcommand : List.of("generate", "recipe", "plan", "audit", "datasets", "drop")) {
                run(text.replace("COMMAND", subcommand).replace("../", "./"));
            }
        } else if (text.contains("--repair FILE")) {
            repair(text);
        } else if (command.isSynopsis()) {
            synopsis(command);
        } else {
            assertShownOutput(command, withoutWarningOfTheJvm(run(text)));
        }
    }

    private static String run(String text) throws InterruptedException {
        Path where =
                text.startsWith("./reverse-ip") || text.startsWith("k8s/") || text.startsWith("cd ") ? HOME : directory;
        return Shell.run(text.replace(SHOWN_LOOKUP, lookup).replaceFirst("^curl ", "curl -sS "), where, ENVIRONMENT, 0);
    }

    /** Standard error is part of the output, and with it the JVM's warning about the module of the Vector API. */
    private static String withoutWarningOfTheJvm(String output) {
        return output.lines()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .collect(Collectors.joining("\n"));
    }

    private static void assertShownOutput(ReadmeCommand command, String output) {
        if (!command.output().isEmpty()) {
            Pattern shown = Pattern.compile(command.output().stream()
                    .map(line ->
                            Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                    .collect(Collectors.joining("\n")));
            assertTrue(
                    shown.matcher(output.strip()).matches(),
                    () -> "The README shows%n%s%nbut '%s' prints%n%s"
                            .formatted(String.join("\n", command.output()), command.text(), output));
        }
    }

    /** Fills or audits with all options that a synopsis names. */
    private static void synopsis(ReadmeCommand command) throws InterruptedException {
        String subcommand = command.text().split(" ")[1];
        String dataset = subcommand.equals("generate") ? "readme" : "demo";
        String help = run("./reverse-ip %s --help".formatted(subcommand));
        List<String> words = new ArrayList<>(List.of("./reverse-ip", subcommand));
        for (String option : command.options()) {
            assertTrue(help.contains(option), () -> "%s is not an option of %s".formatted(option, subcommand));
            words.add(option);
            words.add(option.equals("--dataset") ? dataset : example(option));
        }
        run(String.join(" ", words));
        if (subcommand.equals("generate")) {
            run("./reverse-ip drop %s --yes".formatted(dataset));
        }
    }

    private static String example(String option) {
        String value = VALUES.get(option);
        if (value == null) {
            throw new AssertionError("Give an example value for %s in this test.".formatted(option));
        }
        return value;
    }

    private static void repair(String text) throws Exception {
        Path faults = directory.resolve("faults");
        run("./reverse-ip audit --dataset demo --output json > " + faults);
        run(text.replace("NAME", "demo").replace("FILE", faults.toString()));
    }

    /** With all options that it names. */
    private static void tableService(ReadmeCommand command) throws Exception {
        Path behaviour = Files.writeString(directory.resolve("behaviour"), "{\"seed\": 1}");
        Map<String, String> values = Map.of(
                "--port",
                "0",
                "--data",
                directory.resolve("entities").toString(),
                "--accounts",
                "readme:" + AzuriteServer.KEY,
                "--behaviour",
                behaviour.toString());
        List<String> words = new ArrayList<>(List.of("./reverse-ip", "bench", "table-service"));
        command.options().forEach(option -> {
            words.add(option);
            words.add(values.get(option));
        });
        try (Shell service = Shell.start(String.join(" ", words), HOME, ENVIRONMENT)) {
            service.awaitOutput("AccountName=readme");
        }
    }

    private static void behave(String text) throws Exception {
        try (Shell service = Shell.start(
                "./reverse-ip bench table-service --port 0 --accounts readme:" + AzuriteServer.KEY,
                HOME,
                ENVIRONMENT)) {
            Matcher port = Pattern.compile("TableEndpoint=http://127\\.0\\.0\\.1:(\\d+)/")
                    .matcher(service.awaitOutput("AccountName=readme"));
            assertTrue(port.find(), service::output);
            run(text.replace("PORT", port.group(1)).replace("ACCOUNT", "readme"));
            String shown = run("curl http://127.0.0.1:%s/_control/readme".formatted(port.group(1)));
            assertTrue(shown.contains("\"medianMillis\":300"), shown);
        }
    }
}
