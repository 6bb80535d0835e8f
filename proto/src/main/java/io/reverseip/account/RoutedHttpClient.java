package io.reverseip.account;

import static java.util.Objects.requireNonNull;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Sends each request directly or through a proxy. Thread-safe.
 *
 * @param rules which way a request goes
 * @param direct for requests that go directly
 * @param proxied for requests that go through a proxy, by proxy: one for each of the rules' proxies
 */
record RoutedHttpClient(ProxyRules rules, HttpClient direct, Map<ProxyRules.Proxy, HttpClient> proxied)
        implements HttpClient {
    RoutedHttpClient {
        requireNonNull(rules);
        requireNonNull(direct);
        requireNonNull(proxied);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return route(request).send(request);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return route(request).send(request, context);
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        return route(request).sendSync(request, context);
    }

    private HttpClient route(HttpRequest request) {
        return rules.proxyOf(request.getUrl()).map(proxied::get).orElse(direct);
    }
}
