package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What becomes of a result that cannot be written. */
class StandardOutputTest {
    private static final Path FULL = Path.of("/dev/full");

    private final StringWriter err = new StringWriter();

    @Command(name = "print", mixinStandardHelpOptions = true, version = "1")
    static final class Printing implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Option(names = "--code")
        int code;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print("result");
            return code;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--code=0, 1",
        "--code=3, 1",
        "--help, 1",
        "--version, 1",
        "--code=1, 1",
        "--code=130, 130",
        "--no-such, 2"
    })
    void aFullDiskIsNoSuccess(String argument, int exitCode) throws IOException {
        assumeTrue(Files.exists(FULL), "Linux has a device that is always full");
        try (OutputStream full = new FileOutputStream(FULL.toFile())) {
            assertEquals(exitCode, execute(full, argument));
        }
        assertEquals(
                exitCode == 1 && !argument.equals("--code=1"), err.toString().contains("Standard output"));
    }

    @Test
    void whatCanBeWrittenIsFlushed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertEquals(3, execute(out, "--code=3"));

        assertEquals("result", out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void onlyAGeneratorSaysThatWhatIsWrittenStays() {
        AuditCommand audit = new AuditCommand(null, null, null, null);
        GenerateCommand generate = new GenerateCommand(null, null, null, null, null, null);

        assertTrue(FailureReport.interrupted(Optional.of(generate)).contains("What is written stays"));
        assertTrue(FailureReport.interrupted(Optional.of(audit)).contains("has proved nothing"));
        for (Object other : new Object[] {audit, new Printing()}) {
            assertFalse(FailureReport.interrupted(Optional.of(other)).contains("written"));
        }
    }

    @Test
    void controlCharactersOfAnArgumentDoNotReachTheTerminal() {
        assertEquals(2, execute(new ByteArrayOutputStream(), "--code=\u001b[2J"));

        assertTrue(err.toString().contains("\\u001b[2J"), err.toString());
        assertFalse(err.toString().contains("\u001b[2J"), err.toString());
    }

    @Test
    void anInterruptedCommandIsReportedAsWhatItIs() {
        Object[] seen = {null};
        HashGenerator.execute(
                new CommandLine(new Printing()), new ByteArrayOutputStream(), command -> seen[0] = command, "--code=0");

        assertTrue(seen[0] instanceof Printing);
    }

    private int execute(OutputStream out, String argument) {
        return HashGenerator.execute(
                new CommandLine(new Printing()).setErr(new PrintWriter(err, true)), out, command -> {}, argument);
    }
}
