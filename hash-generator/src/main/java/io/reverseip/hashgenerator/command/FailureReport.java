package io.reverseip.hashgenerator.command;

import com.azure.core.exception.HttpResponseException;
import io.reverseip.account.InvalidAccountException;
import io.reverseip.account.ServiceFault;
import io.reverseip.dataset.BuildConflictException;
import io.reverseip.dataset.BuildDroppedException;
import io.reverseip.dataset.MissingTableException;
import io.reverseip.dataset.UnconfiguredAccountException;
import io.reverseip.dataset.UnreadableBuildException;
import io.reverseip.digest.UnusableSecretException;
import io.reverseip.hashgenerator.dispatch.DispatchFailedException;
import io.reverseip.hashgenerator.filling.IncompleteBuildException;
import io.reverseip.terminal.PrintableText;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into a message for people and an exit code; a stack trace is shown for bugs only. */
final class FailureReport implements IExecutionExceptionHandler {
    private static final Logger LOG = Logger.getLogger(FailureReport.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return switch (failure) {
            case BuildConflictException e -> report(command, e.getMessage(), ExitCodes.REFUSED);
            case BuildDroppedException e -> report(command, e.getMessage(), ExitCodes.FAILED);
            case UnreadableBuildException e -> report(command, e.getMessage(), ExitCodes.REFUSED);
            case MissingTableException e -> report(command, e.getMessage(), ExitCodes.REFUSED);
            case InvalidAccountException e -> report(command, e.getMessage(), ExitCodes.REFUSED);
            case UnusableSecretException e -> report(command, e.getMessage(), ExitCodes.REFUSED);
            case IllegalArgumentException e -> report(command, e.getMessage(), ExitCodes.REFUSED);
            case OutputFailedException e -> report(command, e.getMessage(), ExitCodes.FAILED);
            case DispatchFailedException e -> report(command, e.getMessage(), ExitCodes.FAILED);
            case IncompleteBuildException e -> report(command, e.getMessage(), ExitCodes.FAILED);
            case HttpResponseException e -> report(command, tableService(e), ExitCodes.FAILED);
            case UncheckedIOException e -> report(command, tableService(e), ExitCodes.FAILED);
            case InterruptedException e -> reportInterruption(command);
            case RuntimeException e when isInterruption(e) -> reportInterruption(command);
            default -> {
                LOG.error("Failed in an unforeseen way", failure);
                yield report(command, "Failed: " + failure, ExitCodes.FAILED);
            }
        };
    }

    /** Reports arguments that cannot be parsed as picocli does, unless they contain characters that must not reach a terminal. */
    static IParameterExceptionHandler ofParameters(IParameterExceptionHandler picocli) {
        return (failure, arguments) ->
                PrintableText.escaped(failure.getMessage()).equals(failure.getMessage())
                        ? picocli.handleParseException(failure, arguments)
                        : report(failure.getCommandLine(), failure.getMessage(), ExitCodes.REFUSED);
    }

    private static int reportInterruption(CommandLine command) {
        return report(command, interrupted(Optional.of(command.getCommand())), ExitCodes.INTERRUPTED);
    }

    /**
     * What the interruption of a subcommand means.
     *
     * @param command empty if none runs yet
     */
    static String interrupted(Optional<Object> command) {
        return switch (command.orElse("")) {
            case GenerateCommand generate ->
                "Interrupted. What is written stays; run the same command again to resume.";
            case AuditCommand audit -> "Interrupted. The audit did not end, so it has proved nothing; run it again.";
            case DropCommand drop ->
                "Interrupted. What is deleted stays deleted; run the same command again to delete the rest.";
            case PruneCommand prune ->
                "Interrupted. What is deleted stays deleted; run the same command again to delete the rest.";
            default -> "Interrupted.";
        };
    }

    /** Whether an exception was caused by the interruption of its thread. */
    static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    /** The reason of a failure that does not end the command, for people. */
    static String reason(RuntimeException failure) {
        return switch (failure) {
            case HttpResponseException e -> ServiceFault.of(e).explained();
            case UncheckedIOException e -> ServiceFault.of(e).explained();
            case InvalidAccountException e -> e.getMessage();
            case UnconfiguredAccountException e -> e.getMessage();
            default -> failure.toString();
        };
    }

    private static String tableService(Exception e) {
        ServiceFault fault = ServiceFault.of(e);
        String whatToDo =
                fault.advice().isEmpty() ? "Check the account's credentials and the way to it." : fault.advice();
        return "The table service could not be used: %s %s Run the same command again then."
                .formatted(fault.toString().replaceFirst("[^.]$", "$0."), whatToDo);
    }

    private static int report(CommandLine command, String message, int exitCode) {
        // Messages quote what was given: arguments, lines of files, answers of services.
        command.getErr().println(command.getColorScheme().errorText(PrintableText.escaped(message)));
        return exitCode;
    }
}
