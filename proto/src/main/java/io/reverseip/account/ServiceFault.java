package io.reverseip.account;

import com.azure.core.exception.AzureException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaders;
import com.azure.data.tables.implementation.TableUtils;
import com.azure.data.tables.implementation.models.TableServiceJsonErrorException;
import com.azure.data.tables.models.TableErrorCode;
import com.azure.data.tables.models.TableServiceError;
import com.azure.data.tables.models.TableServiceException;
import com.azure.data.tables.models.TableTransactionFailedException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.aad.msal4j.MsalException;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the table service, or the way to it, said when a request failed. Immutable.
 *
 * @param status HTTP status; 202 for a transaction that failed inside a 202 answer; 0 if there was no answer; -1 if the
 *     request could not be made, because the account cannot be used as configured or because of a fault of this program
 * @param code the service's error code, such as {@code TableNotFound}; {@code HTTP} and the status if the service gave none; the
 *     name of the exception if there was no answer
 * @param text the service's or the exception's own words, on one line
 * @param advice what an operator can do, and what else is known: a few sentences; empty if there is nothing to say
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes">Table service error codes</a>
 */
public record ServiceFault(int status, String code, String text, String advice) {
    private static final int FAILED_TRANSACTION = 202;
    private static final int NO_ANSWER = 0;
    private static final int NO_REQUEST = -1;

    /** Exceptions of this program's own classes do not come from the service, and a repeated request does not change them. */
    private static final String OUR_PACKAGES = "io.reverseip.";

    /**
     * The exceptions that mean that there was no answer: those of the network, of time-outs, of the HTTP client, and of the
     * authentication that precedes a request. Everything else that is thrown is a fault of this program.
     */
    private static final List<Class<? extends Throwable>> NO_ANSWER_EXCEPTIONS = List.of(
            IOException.class,
            TimeoutException.class,
            InterruptedException.class,
            VertxException.class,
            NoStackTraceThrowable.class,
            ChannelException.class,
            DecoderException.class,
            PrematureChannelClosureException.class,
            AzureException.class,
            MsalException.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MAX_TEXT = 500;
    private static final Set<Integer> PASSING_STATUS = Set.of(NO_ANSWER, 408, 429, 500, 502, 503, 504);
    private static final Set<Integer> THROTTLING_STATUS = Set.of(429, 500, 503);
    private static final Set<Integer> BUSY_STATUS = Set.of(429, 503);
    private static final Set<Integer> UNANSWERED_STATUS = Set.of(NO_ANSWER, 408, 502, 504);

    /** Codes that say the same inside a 202 answer. */
    private static final Set<String> THROTTLING_CODES =
            Set.of("OperationTimedOut", "ServerBusy", "TooManyRequests", "AccountIOPSLimitExceeded");

    private static final Set<String> BUSY_CODES = Set.of("ServerBusy", "TooManyRequests", "AccountIOPSLimitExceeded");

    /**
     * Codes of accounts whose roles or network rules do not allow the request. Azure takes up to 30 minutes to apply a change of these
     * everywhere.
     */
    private static final Set<String> ACCESS_CODES = Set.of("AuthorizationPermissionMismatch", "AuthorizationFailure");

    /** Codes that pass, wherever they stand: as the answer's own, or inside a 202 answer to a transaction. */
    private static final Set<String> PASSING_CODES = Set.of(
            "OperationTimedOut",
            "ServerBusy",
            "InternalError",
            "TooManyRequests",
            "AccountIOPSLimitExceeded",
            "TableBeingDeleted");

    /** The SDK reads error bodies in JSON only; those of 403, 413 and of a missing account are XML. */
    private static final Pattern XML_CODE = Pattern.compile("<(?:m:)?code>([^<]+)<", Pattern.CASE_INSENSITIVE);

    private static final Pattern XML_MESSAGE =
            Pattern.compile("<(?:m:)?message[^>]*>([^<]+)<", Pattern.CASE_INSENSITIVE);

    /** A fault about which there is no advice. */
    public ServiceFault(int status, String code, String text) {
        this(status, code, text, "");
    }

    /** Reads the fault out of what azure-data-tables throws. */
    public static ServiceFault of(Throwable thrown) {
        Throwable telling = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedRequestException refused) {
                return refused.fault();
            }
            if (cause instanceof TableTransactionFailedException failed && failed.getValue() != null) {
                return answered(
                        FAILED_TRANSACTION, failed.getValue(), headers(failed), String.valueOf(failed.getMessage()));
            }
            // Thrown while the pages of a query are fetched: the SDK does not translate it there.
            if (cause instanceof TableServiceJsonErrorException untranslated) {
                return of(TableUtils.toTableServiceException(untranslated));
            }
            if (cause instanceof NoIdentityException none) {
                return new ServiceFault(NO_ANSWER, "NoIdentity", oneLine(none.getMessage()), none.advice());
            }
            if (cause instanceof HttpResponseException answer && answer.getResponse() != null) {
                return answered(
                        answer.getResponse().getStatusCode(),
                        answer instanceof TableServiceException service ? service.getValue() : null,
                        headers(answer),
                        String.valueOf(answer.getMessage()));
            }
            // The outermost I/O exception names the host, those inside often do not.
            telling = telling instanceof IOException ? telling : cause;
        }
        return new ServiceFault(
                meansNoAnswer(thrown) ? NO_ANSWER : NO_REQUEST,
                publicName(telling.getClass()),
                oneLine(telling.getMessage()),
                oneLine(Advice.about(thrown)));
    }

    private static HttpHeaders headers(HttpResponseException answer) {
        return answer.getResponse() == null
                ? new HttpHeaders()
                : answer.getResponse().getHeaders();
    }

    /**
     * Reads an answer that says what is wrong.
     *
     * @param status HTTP status; 202 for what stands inside a 202 answer
     * @param headers of the answer
     * @param body JSON or XML, as the service sends it, or anything else
     */
    static ServiceFault ofAnswer(int status, HttpHeaders headers, String body) {
        JsonNode error = json(body).path("odata.error");
        return answered(
                status,
                Optional.ofNullable(error.path("code").textValue()),
                Optional.ofNullable(error.path("message").path("value").textValue()),
                headers,
                body);
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static ServiceFault answered(int status, TableServiceError error, HttpHeaders headers, String message) {
        Optional<TableServiceError> read = Optional.ofNullable(error);
        return answered(
                status,
                read.map(TableServiceError::getErrorCode).map(TableErrorCode::toString),
                read.map(TableServiceError::getErrorMessage),
                headers,
                message);
    }

    /** What could not be read yet is looked for in XML. */
    private static ServiceFault answered(
            int status, Optional<String> code, Optional<String> text, HttpHeaders headers, String message) {
        String name = code.filter(read -> !read.isEmpty())
                .or(() -> find(XML_CODE, message))
                .orElse("HTTP " + status);
        return new ServiceFault(
                status,
                name,
                oneLine(text.or(() -> find(XML_MESSAGE, message)).orElse(message)),
                Advice.about(status, name, headers, message, Instant.now()));
    }

    private static Optional<String> find(Pattern pattern, String message) {
        Matcher matcher = pattern.matcher(message);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static boolean meansNoAnswer(Throwable thrown) {
        boolean noAnswer = false;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error || cause.getClass().getName().startsWith(OUR_PACKAGES)) {
                return false;
            }
            noAnswer |= isNoAnswer(cause);
        }
        return noAnswer;
    }

    private static boolean isNoAnswer(Throwable cause) {
        return NO_ANSWER_EXCEPTIONS.stream().anyMatch(type -> type.isInstance(cause));
    }

    private static String publicName(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) ? type.getSimpleName() : publicName(type.getSuperclass());
    }

    /** Whether the same request may succeed later. */
    public boolean passes() {
        return PASSING_STATUS.contains(status) || PASSING_CODES.contains(code);
    }

    /** Whether the account refuses access in a way that ends when a new role assignment or network rule takes effect. */
    public boolean mayPassWithNewAccess() {
        return ACCESS_CODES.contains(code);
    }

    /** Whether the service answered, but asks for less: it can be used, and the fault passes by itself. */
    public boolean isThrottling() {
        return THROTTLING_STATUS.contains(status) || THROTTLING_CODES.contains(code);
    }

    /** Whether the service refused the request because of its load, whatever the request was; part of {@link #isThrottling()}. */
    public boolean isBusy() {
        return BUSY_STATUS.contains(status) || BUSY_CODES.contains(code);
    }

    /** Whether there was no answer at all, or none from the service itself. */
    public boolean isUnanswered() {
        return UNANSWERED_STATUS.contains(status);
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
        boolean codeSaysStatus = status <= NO_ANSWER || code.startsWith("HTTP ");
        return codeSaysStatus ? "%s: %s".formatted(code, text) : "%s (HTTP %d): %s".formatted(code, status, text);
    }

    /** The same, followed by the advice, for operators. */
    public String explained() {
        return advice.isEmpty() ? toString() : "%s %s".formatted(this, advice);
    }
}
