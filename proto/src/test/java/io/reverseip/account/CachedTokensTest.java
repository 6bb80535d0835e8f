package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Context;
import com.azure.data.tables.TableServiceClientBuilder;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CachedTokensTest {
    private static final String SCOPE = "https://storage.azure.com/.default";

    private final List<TokenRequestContext> requested = new ArrayList<>();

    private TokenCredential credential() {
        return request -> Mono.fromSupplier(() -> {
            requested.add(request);
            return new AccessToken(
                    "token" + requested.size(), OffsetDateTime.now().plusHours(1));
        });
    }

    @Test
    void allClientsOfAnAccountUseOneToken() {
        Credentials.Access access = Credentials.Identity.access(credential());
        List<String> sent = new ArrayList<>();
        HttpClient silent = request -> {
            sent.add(request.getHeaders().getValue("Authorization"));
            return Mono.error(new IllegalStateException("no answer"));
        };
        TableServiceClientBuilder builder = new TableServiceClientBuilder()
                .endpoint("https://a.table.core.windows.net")
                .httpClient(silent)
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ZERO)));
        access.applyTo(builder);

        send(() -> builder.buildClient().getTableClient("table").getEntity("p", "r"));
        send(() -> new HttpPipelineBuilder()
                .httpClient(silent)
                .policies(access.policy())
                .build()
                .sendSync(new HttpRequest(HttpMethod.GET, "https://a.table.core.windows.net/table"), Context.NONE));

        assertEquals(List.of("Bearer token1"), sent.stream().distinct().toList());
        assertEquals(1, requested.size());
        assertEquals(List.of(SCOPE), requested.getFirst().getScopes());
    }

    private static void send(Runnable request) {
        try {
            request.run();
        } catch (RuntimeException e) {
            // There is no service: what it would have received is what the test is about.
        }
    }

    @Test
    void aTokenThatTheServiceRefusesIsNotUsedForItsSuccessor() {
        CachedTokens tokens = new CachedTokens(credential());

        assertEquals("token1", token(tokens, new TokenRequestContext().addScopes(SCOPE)));
        assertEquals(
                "token2",
                token(tokens, new TokenRequestContext().addScopes(SCOPE).setClaims("{\"nbf\":1}")));
    }

    @Test
    void tenantsAndScopesHaveTokensOfTheirOwn() {
        CachedTokens tokens = new CachedTokens(credential());

        assertEquals("token1", token(tokens, new TokenRequestContext().addScopes(SCOPE)));
        assertEquals("token2", token(tokens, new TokenRequestContext().addScopes("other")));
        assertEquals(
                "token3",
                token(tokens, new TokenRequestContext().addScopes(SCOPE).setTenantId("tenant")));
        assertEquals("token1", token(tokens, new TokenRequestContext().addScopes(SCOPE)));
    }

    private static String token(CachedTokens tokens, TokenRequestContext request) {
        return tokens.getTokenSync(request).getToken();
    }
}
