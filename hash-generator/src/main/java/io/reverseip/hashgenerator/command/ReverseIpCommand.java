package io.reverseip.hashgenerator.command;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a subcommand: says which there are. */
@Dependent
@Unremovable
@Command(
        name = "reverse-ip",
        description = "Fills reverse tables: SHA-256 digests of IPv4 addresses back to the addresses.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        subcommands = {
            GenerateCommand.class,
            PlanCommand.class,
            AuditCommand.class,
            DatasetsCommand.class,
            DropCommand.class
        })
final class ReverseIpCommand implements Runnable {
    @Spec
    CommandSpec spec;

    /** Whether these arguments start something that runs long enough to be watched over HTTP. */
    static boolean servesHttp(List<String> args) {
        return args.contains("generate") && !args.contains("--help") && !args.contains("-h");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a subcommand is missing.");
    }
}
