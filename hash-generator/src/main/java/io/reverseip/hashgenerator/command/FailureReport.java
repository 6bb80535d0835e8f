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
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into a message for people and an exit code; a stack trace is shown for bugs only. */
final class FailureReport implements IExecutionExceptionHandler {
    static final String INTERRUPTED = "Interrupted. What is written stays; run the same command again to go on.";

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
            case DispatchFailedException e -> report(command, e.getMessage(), ExitCodes.FAILED);
            case IncompleteBuildException e -> report(command, e.getMessage(), ExitCodes.FAILED);
            case HttpResponseException e -> report(command, tableService(e), ExitCodes.FAILED);
            case UncheckedIOException e -> report(command, tableService(e), ExitCodes.FAILED);
            case InterruptedException e -> report(command, INTERRUPTED, ExitCodes.INTERRUPTED);
            case RuntimeException e when isInterruption(e) -> report(command, INTERRUPTED, ExitCodes.INTERRUPTED);
            default -> {
                LOG.error("Failed in an unforeseen way", failure);
                yield report(command, "Failed: " + failure, ExitCodes.FAILED);
            }
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
            case HttpResponseException e -> ServiceFault.of(e).toString();
            case UncheckedIOException e -> ServiceFault.of(e).toString();
            case InvalidAccountException e -> e.getMessage();
            case UnconfiguredAccountException e -> e.getMessage();
            default -> failure.toString();
        };
    }

    private static String tableService(Exception e) {
        return "The table service could not be used: %s. Check the account's connection string and the way to it, then run the same command again."
                .formatted(ServiceFault.of(e));
    }

    private static int report(CommandLine command, String message, int exitCode) {
        command.getErr().println(command.getColorScheme().errorText(message));
        return exitCode;
    }
}
