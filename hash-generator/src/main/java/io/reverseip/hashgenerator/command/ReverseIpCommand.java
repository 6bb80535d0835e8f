package io.reverseip.hashgenerator.command;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Set;
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
            DropCommand.class,
            RecipeCommand.class
        })
final class ReverseIpCommand implements Runnable {
    /** The standard options of all commands: they print, and nothing else is done. */
    private static final Set<String> PRINTING_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    /** Subcommands whose time depends on what is in the table service. */
    private static final Set<String> LONG_COMMANDS = Set.of("generate", "audit", "datasets", "drop");

    @Spec
    CommandSpec spec;

    /**
     * Whether these arguments start something that can run long enough to be watched over HTTP. The subcommand comes first: the options
     * of the program itself only print something.
     */
    static boolean servesHttp(List<String> args) {
        return !args.isEmpty()
                && LONG_COMMANDS.contains(args.getFirst())
                && args.stream().noneMatch(PRINTING_OPTIONS::contains);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a subcommand is missing.");
    }
}
