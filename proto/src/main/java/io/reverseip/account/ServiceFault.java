package io.reverseip.account;

import com.azure.core.exception.HttpResponseException;
import com.azure.data.tables.implementation.models.TableServiceJsonErrorException;
import com.azure.data.tables.implementation.models.TableServiceOdataError;
import com.azure.data.tables.implementation.models.TableServiceOdataErrorMessage;
import com.azure.data.tables.models.TableErrorCode;
import com.azure.data.tables.models.TableServiceException;
import java.util.Set;

/**
 * What the table service, or the way to it, said when a request failed. Immutable.
 *
 * @param status HTTP status, 0 if there was no answer; for a transaction that failed inside a 202 answer this is 202
 * @param code the service's error code, such as {@code TableNotFound}, or the name of the exception if there was no answer
 * @param text the service's own words, on one line
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes">Table service error codes</a>
 */
public record ServiceFault(int status, String code, String text) {
    private static final int MAX_TEXT = 500;
    private static final Set<Integer> PASSING_STATUS = Set.of(0, 408, 429, 500, 502, 503, 504);
    private static final Set<Integer> THROTTLING_STATUS = Set.of(429, 500, 503);

    /** Codes that pass, wherever they stand: as the answer's own, or inside a 202 answer to a transaction. */
    private static final Set<String> PASSING_CODES = Set.of(
            "OperationTimedOut",
            "ServerBusy",
            "InternalError",
            "TooManyRequests",
            "AccountIOPSLimitExceeded",
            "TableBeingDeleted");

    /** Reads the fault out of what azure-data-tables throws. */
    public static ServiceFault of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof TableServiceException service && service.getValue() != null) {
                TableErrorCode code = service.getValue().getErrorCode();
                return new ServiceFault(
                        status(service),
                        code == null ? "HTTP " + status(service) : code.toString(),
                        oneLine(service.getValue().getErrorMessage()));
            }
            // Thrown while the pages of a query are fetched: the SDK does not translate it there.
            if (cause instanceof TableServiceJsonErrorException untranslated
                    && untranslated.getValue() != null
                    && untranslated.getValue().getOdataError() != null
                    && untranslated.getValue().getOdataError().getCode() != null) {
                TableServiceOdataError error = untranslated.getValue().getOdataError();
                TableServiceOdataErrorMessage message = error.getMessage();
                return new ServiceFault(
                        status(untranslated), error.getCode(), oneLine(message == null ? null : message.getValue()));
            }
            if (cause instanceof HttpResponseException answer && answer.getResponse() != null) {
                return new ServiceFault(status(answer), "HTTP " + status(answer), oneLine(answer.getMessage()));
            }
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new ServiceFault(0, root.getClass().getSimpleName(), oneLine(root.getMessage()));
    }

    /** Whether the same request may succeed later. */
    public boolean passes() {
        return PASSING_STATUS.contains(status) || PASSING_CODES.contains(code);
    }

    /** Whether the service answered, but asks for less: it can be used, and the fault passes by itself. */
    public boolean isThrottling() {
        return THROTTLING_STATUS.contains(status);
    }

    private static int status(HttpResponseException e) {
        return e.getResponse() == null ? 0 : e.getResponse().getStatusCode();
    }

    private static String oneLine(String text) {
        if (text == null) {
            return "";
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
    }

    /** {@code TableNotFound (HTTP 404): The table specified does not exist.} */
    @Override
    public String toString() {
        return status == 0 ? "%s: %s".formatted(code, text) : "%s (HTTP %d): %s".formatted(code, status, text);
    }
}
