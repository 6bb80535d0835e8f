package io.reverseip.hashgenerator.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;
import java.util.Arrays;
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
        if (!ReverseIpCommand.servesHttp(Arrays.asList(args))) {
            System.setProperty("quarkus.http.host-enabled", "false");
        }
        // Writers come and go: what their name resolves to must not be kept for longer than it is asked for.
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "2");
        Quarkus.run(HashGenerator.class, args);
    }

    @Override
    public int run(String... args) {
        // Around the report, too: once this is closed, nothing waits for what is still to be said.
        try (Interruption ignored = Interruption.ofThisThread()) {
            return new CommandLine(command, factory)
                    // "@" begins the name of a file of ranges here, not of arguments.
                    .setExpandAtFiles(false)
                    .setExecutionExceptionHandler(new FailureReport())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(args);
        }
    }
}
