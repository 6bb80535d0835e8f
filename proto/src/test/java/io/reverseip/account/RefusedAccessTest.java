package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.reverseip.azurite.AzuriteServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a table service that refuses access as Azure does, whose clock can be wrong. */
class RefusedAccessTest {
    private static final String DETAIL =
            "The MAC signature found in the HTTP request 'c2lnbmF0dXJlLW9mLXRoZS1yZXF1ZXN0LWluLWJhc2U2NA==' is not the same as any computed signature";

    private static Vertx vertx;
    private static HttpServer server;
    private static StorageAccounts accounts;

    private static volatile int status;
    private static volatile String contentType;
    private static volatile String body;
    private static volatile Duration clockError;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", contentType)
                        .putHeader(
                                "Date",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        ZonedDateTime.now(ZoneOffset.UTC).plus(clockError)))
                        .end(body));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        accounts = Accounts.of(
                vertx, Map.of("accounts.main.connection-string", AzuriteServer.connectionString(server.actualPort())));
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    private static void answer(int with, String code, String more, Duration error) {
        status = with;
        contentType = "application/xml";
        body =
                "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>%s</Code><Message>Refused.</Message>%s</Error>"
                        .formatted(code, more);
        clockError = error;
    }

    private static String reason() {
        return accounts.unusable("main").orElseThrow();
    }

    @Test
    void azuresExplanationIsShownWithoutTheSignature() {
        answer(
                403,
                "AuthenticationFailed",
                "<AuthenticationErrorDetail>%s</AuthenticationErrorDetail>".formatted(DETAIL),
                Duration.ZERO);

        assertTrue(reason().startsWith("AuthenticationFailed (HTTP 403): Refused."), RefusedAccessTest::reason);
        assertTrue(
                reason().contains(
                                "Azure's explanation: The MAC signature found in the HTTP request '...' is not the same"),
                RefusedAccessTest::reason);
        assertFalse(reason().contains("c2lnbmF0"), RefusedAccessTest::reason);
        assertTrue(reason().contains("Check that the key"), RefusedAccessTest::reason);
    }

    @Test
    void azuresExplanationIsShownFromJson() {
        answer(403, "", "", Duration.ZERO);
        contentType = "application/json";
        body =
                "{\"odata.error\":{\"code\":\"AuthenticationFailed\",\"message\":{\"lang\":\"en-US\",\"value\":\"Refused.\"},\"authenticationErrorDetail\":\"Lifetime validation failed. The token is expired.\"}}";

        assertTrue(reason().startsWith("AuthenticationFailed (HTTP 403): Refused."), RefusedAccessTest::reason);
        assertTrue(
                reason().contains("Azure's explanation: Lifetime validation failed. The token is expired. Check"),
                RefusedAccessTest::reason);
    }

    @Test
    void aWrongClockIsMeasured() {
        answer(403, "AuthenticationFailed", "", Duration.ofSeconds(-963));
        assertTrue(reason().contains("This machine's clock is 16 min "), RefusedAccessTest::reason);
        assertTrue(reason().contains(" ahead of the service's"), RefusedAccessTest::reason);

        answer(403, "AuthenticationFailed", "", Duration.ofHours(2).plusMinutes(5));
        assertTrue(
                reason().contains("This machine's clock is 2 h 4 min behind the service's"), RefusedAccessTest::reason);
    }

    @Test
    void aClockThatIsNearlyRightIsNotMentioned() {
        answer(403, "AuthenticationFailed", "", Duration.ofSeconds(-30));
        assertFalse(reason().contains("This machine's clock is "), RefusedAccessTest::reason);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AuthenticationFailed, not rotated",
        "400, InvalidAuthenticationInfo, AZURE_TENANT_ID",
        "401, NoAuthenticationInformation, header Authorization",
        "403, AuthorizationFailure, network rules",
        "403, AuthorizationPermissionMismatch, up to 30 minutes",
        "403, AuthorizationProtocolMismatch, https://",
        "403, AuthorizationResourceTypeMismatch, srt=sco",
        "403, AuthorizationServiceMismatch, ss=t",
        "403, AuthorizationSourceIPMismatch, sip=",
        "403, InsufficientAccountPermissions, sp=rwdlacu",
        "403, AccountIsDisabled, subscription is active",
        "403, KeyBasedAuthenticationNotPermitted, reverseip.accounts.<name>.endpoint",
        "409, PublicAccessNotPermitted, signature is complete",
        "400, AccountRequiresHttps, secure transfer"
    })
    void eachCodeSaysWhatToDo(int with, String code, String whatToDo) {
        answer(with, code, "", Duration.ZERO);
        assertTrue(reason().startsWith("%s (HTTP %d): Refused.".formatted(code, with)), RefusedAccessTest::reason);
        assertTrue(reason().contains(whatToDo), RefusedAccessTest::reason);
    }

    @Test
    void otherRequestsGetTheSameAdvice() {
        answer(403, "KeyBasedAuthenticationNotPermitted", "", Duration.ofHours(-1));
        try (HttpResponse answer = accounts.pipeline("main")
                .sendSync(
                        new HttpRequest(HttpMethod.GET, "http://127.0.0.1:%d/x".formatted(server.actualPort())),
                        Context.NONE)) {
            ServiceFault fault = new RefusedRequestException(
                            answer, answer.getBodyAsBinaryData().toString())
                    .fault();
            assertEquals("KeyBasedAuthenticationNotPermitted (HTTP 403): Refused.", fault.toString());
            assertTrue(fault.explained().contains("ahead of the service's"), fault::explained);
            assertTrue(fault.explained().endsWith("the role Storage Table Data Contributor."), fault::explained);
        }
    }
}
