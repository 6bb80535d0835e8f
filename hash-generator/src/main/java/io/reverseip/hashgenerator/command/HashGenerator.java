package io.reverseip.hashgenerator.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.security.Security;
import java.util.Arrays;
import java.util.function.Consumer;
import picocli.CommandLine;

/** The program: runs the subcommand that its arguments name. */
@QuarkusMain
public final class HashGenerator implements QuarkusApplication {
    private final ReverseIpCommand command;
    private final CommandLine.IFactory factory;

    HashGenerator(ReverseIpCommand command, CommandLine.IFactory factory) {
        this.command = command;
        this.factory = factory;
    }

    /** Starts the platform around {@link #run}. */
    public static void main(String... args) {
        Interruption.haltWhileStarting();
        if (!ReverseIpCommand.servesHttp(Arrays.asList(args))) {
            System.setProperty("quarkus.management.host-enabled", "false");
        }
        // Writers come and go: what their name resolves to must not be kept for longer than it is asked for.
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "2");
        Quarkus.run(HashGenerator.class, args);
    }

    @Override
    public int run(String... args) {
        // Around the report, too: once this is closed, nothing waits for what is still to be printed.
        try (Interruption interruption = Interruption.ofThisThread()) {
            return execute(
                    new CommandLine(command, factory),
                    new FileOutputStream(FileDescriptor.out),
                    interruption::runs,
                    args);
        }
    }

    /**
     * Runs a command.
     *
     * @param output standard output. Not {@link System#out}, which does not report failed writes
     * @param observer given the subcommand before it runs
     * @return the exit code: {@link ExitCodes#FAILED} instead of a success if the result could not be written
     */
    static int execute(CommandLine line, OutputStream output, Consumer<Object> observer, String... args) {
        PrintWriter out =
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(output, System.out.charset())), true);
        int exitCode = line
                // "@" starts the name of a file of ranges here, not of arguments.
                .setExpandAtFiles(false)
                .setOut(out)
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(FailureReport.ofParameters(line.getParameterExceptionHandler()))
                .setExecutionStrategy(parsed -> {
                    observer.accept(parsed.asCommandLineList().getLast().getCommand());
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
        boolean succeeded = exitCode == ExitCodes.OK || exitCode == ExitCodes.FAULTS;
        if (!out.checkError() || !succeeded) {
            return exitCode;
        }
        line.getErr().println(line.getColorScheme().errorText(OutputFailedException.MESSAGE));
        return ExitCodes.FAILED;
    }
}
