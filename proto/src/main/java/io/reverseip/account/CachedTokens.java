package io.reverseip.account;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.SimpleTokenCache;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Keeps the tokens of a credential until they are about to expire. Several clients of an account share one, so that a process requests
 * one token and not one for each client. Thread-safe.
 */
final class CachedTokens implements TokenCredential {
    private final TokenCredential credential;
    private final Map<Key, SimpleTokenCache> caches = new ConcurrentHashMap<>();

    /** What a token is for. There are two or three of these in a process. */
    private record Key(List<String> scopes, String tenant) {}

    CachedTokens(TokenCredential credential) {
        this.credential = credential;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        if (request.getClaims() != null) {
            // The service has refused the token at hand and says what the next one has to contain.
            return credential.getToken(request);
        }
        Key key = new Key(List.copyOf(request.getScopes()), String.valueOf(request.getTenantId()));
        SimpleTokenCache cache =
                caches.computeIfAbsent(key, any -> new SimpleTokenCache(() -> credential.getToken(request)));
        // A cache that has no token and could not get one lets the next request wait for half a minute.
        return cache.getToken().doOnError(failure -> caches.remove(key, cache));
    }
}
