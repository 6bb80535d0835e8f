package io.reverseip.account;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.security.cert.CertPathBuilderException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What an operator can do about a request that was refused, for messages: a few sentences, or the empty text. */
final class Advice {
    private static final Set<Integer> REFUSED_ACCESS = Set.of(401, 403);
    private static final Duration NOTABLE_CLOCK_ERROR = Duration.ofMinutes(1);

    /** The one sentence in which Azure explains a refused authentication, in XML or in JSON. */
    private static final List<Pattern> DETAIL = List.of(
            Pattern.compile("<(?:m:)?AuthenticationErrorDetail[^>]*>([^<]+)<", Pattern.CASE_INSENSITIVE),
            Pattern.compile("\"AuthenticationErrorDetail\"\\s*:\\s*\"([^\"]+)\"", Pattern.CASE_INSENSITIVE));

    /** The signature of a request, which that sentence quotes: base64 of 32 bytes. */
    private static final Pattern SIGNATURE = Pattern.compile("[A-Za-z0-9+/%]{43,}=*");

    private static final int MAX_DETAIL = 500;

    /**
     * What to do, by the service's code.
     *
     * @see <a href="https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes">Common error codes</a>
     */
    private static final Map<String, String> BY_CODE = Map.ofEntries(
            Map.entry(
                    "AuthenticationFailed",
                    "Check that the key, signature or token belongs to this account and is complete, not expired and not rotated, and that this machine's clock is right."),
            Map.entry(
                    "InvalidAuthenticationInfo",
                    "The account does not accept this kind of credentials or this token: check AZURE_TENANT_ID, which has to be the tenant of the account's subscription, and that the address is one of a table service."),
            Map.entry(
                    "NoAuthenticationInformation",
                    "No credentials reached the account: check that no proxy removes the header Authorization, and that the shared access signature is complete."),
            Map.entry(
                    "AuthorizationFailure",
                    "The account's network rules probably do not admit this machine: allow its network or its address under Networking, or use a private endpoint. A change takes some minutes."),
            Map.entry(
                    "AuthorizationPermissionMismatch",
                    "An identity needs the role Storage Table Data Contributor on the account (the lookup: Storage Table Data Reader), and a new role assignment takes up to 30 minutes; a shared access signature needs the permissions sp=rwdlacu (the lookup: sp=rl)."),
            Map.entry(
                    "AuthorizationProtocolMismatch",
                    "The shared access signature allows https only (spr=https): configure an address that begins with https://."),
            Map.entry(
                    "AuthorizationResourceTypeMismatch",
                    "The shared access signature needs all resource types: service, container and object (srt=sco)."),
            Map.entry(
                    "AuthorizationServiceMismatch",
                    "The shared access signature is not for tables: create one with the service Table (ss=t)."),
            Map.entry(
                    "AuthorizationSourceIPMismatch",
                    "The shared access signature allows other addresses than this machine's (sip=): create one without that limit, or with the address that Azure sees."),
            Map.entry(
                    "InsufficientAccountPermissions",
                    "The account allows less than this request needs: create a shared access signature with the permissions sp=rwdlacu, and use the primary endpoint."),
            Map.entry(
                    "AccountIsDisabled",
                    "The account is disabled: check in the Azure portal that its subscription is active."),
            Map.entry(
                    "KeyBasedAuthenticationNotPermitted",
                    "Access by key is switched off for this account, and with it shared access signatures: configure reverseip.accounts.<name>.endpoint in place of .connection-string or .sas, and give an identity the role Storage Table Data Contributor."),
            Map.entry(
                    "PublicAccessNotPermitted",
                    "The account does not allow requests without credentials: check that the shared access signature is complete."),
            Map.entry(
                    "AccountRequiresHttps",
                    "The account requires secure transfer: configure an address that begins with https://."));

    private Advice() {}

    /**
     * About an answer.
     *
     * @param code the service's
     * @param headers of the answer
     * @param body of the answer, or a text that contains it
     * @param now by this machine's clock
     */
    static String about(int status, String code, HttpHeaders headers, String body, Instant now) {
        boolean refusedAccess = REFUSED_ACCESS.contains(status);
        return Stream.of(
                        detail(body).filter(any -> refusedAccess),
                        clockError(headers, now).filter(any -> refusedAccess),
                        Optional.ofNullable(BY_CODE.get(code)))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }

    private static Optional<String> detail(String body) {
        return DETAIL.stream()
                .map(pattern -> pattern.matcher(body))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1).strip().replaceAll("\\s+", " "))
                .map(text -> SIGNATURE.matcher(text).replaceAll("..."))
                .map(text -> text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "...")
                .map(text -> "Azure's explanation: %s%s".formatted(text, text.endsWith(".") ? "" : "."))
                .findFirst();
    }

    private static Optional<String> clockError(HttpHeaders headers, Instant now) {
        return Optional.ofNullable(headers.getValue(HttpHeaderName.DATE))
                .flatMap(Advice::instant)
                .map(there -> Duration.between(there, now))
                .filter(error -> error.abs().compareTo(NOTABLE_CLOCK_ERROR) > 0)
                .map(error -> "This machine's clock is %s %s the service's: set it right."
                        .formatted(words(error.abs()), error.isNegative() ? "behind" : "ahead of"));
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code 2 d 3 h}, {@code 3 h 16 min}, {@code 16 min 3 s}: the two largest units. */
    static String words(Duration time) {
        if (time.toDays() > 0) {
            return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
                : "%d s".formatted(time.toSeconds());
    }

    /** About a request that got no answer. */
    static String about(Throwable thrown) {
        boolean tls = false;
        Throwable innermost = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            tls |= cause instanceof SSLException;
            innermost = cause;
            if (tls && cause instanceof CertPathBuilderException) {
                return "The server's certificate comes from an authority that is not trusted here, such as that of a proxy that inspects TLS: give the authority's certificate by reverseip.table-service.ca-file.";
            }
        }
        return tls && innermost.getMessage() != null ? innermost.getMessage().strip() + "." : "";
    }
}
