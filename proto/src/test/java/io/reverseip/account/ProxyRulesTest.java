package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
    private static final String HTTPS = "https://account.table.core.windows.net/";

    private static URL url(String text) throws MalformedURLException {
        return URI.create(text).toURL();
    }

    private static Optional<String> proxyOf(Map<String, String> environment, String target) throws Exception {
        return ProxyRules.of(environment).proxyOf(url(target)).map(proxy -> proxy.host() + ":" + proxy.port());
    }

    @Test
    void withoutVariablesAllRequestsGoDirectly() throws Exception {
        Map<String, String> empty = Map.of("HTTPS_PROXY", "", "http_proxy", " ");
        assertTrue(ProxyRules.of(empty).areEmpty());
        assertEquals(Optional.empty(), proxyOf(empty, HTTPS));
    }

    @Test
    void eachSchemeHasItsVariable() throws Exception {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://secure:1", "http_proxy", "http://plain:2");
        assertEquals(Optional.of("secure:1"), proxyOf(environment, HTTPS));
        assertEquals(Optional.of("plain:2"), proxyOf(environment, "http://example.com/"));
        assertEquals(Optional.empty(), proxyOf(Map.of("HTTP_PROXY", "http://plain:2"), HTTPS));
    }

    @Test
    void theUpperCaseVariableWins() throws Exception {
        assertEquals(
                Optional.of("upper:1"),
                proxyOf(Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:1"), HTTPS));
        assertEquals(Optional.of("lower:1"), proxyOf(Map.of("https_proxy", "http://lower:1"), HTTPS));
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy.example.com:3128/, proxy.example.com:3128",
        "proxy.example.com:3128, proxy.example.com:3128",
        "HTTP://proxy, proxy:80",
        "http://[2001:db8::1]:8080, 2001:db8::1:8080"
    })
    void readsAddresses(String text, String expected) throws Exception {
        assertEquals(Optional.of(expected), proxyOf(Map.of("HTTPS_PROXY", text), HTTPS));
    }

    @Test
    void readsALoginAndNeverShowsItsPassword() {
        ProxyRules.Proxy proxy = ProxyRules.of(Map.of("HTTPS_PROXY", "http://DOM%5Cjo:a+b%40%3A@proxy:3128"))
                .proxies()
                .getFirst();
        assertEquals("DOM\\jo", proxy.login().orElseThrow().user());
        assertEquals("a+b@:", proxy.login().orElseThrow().password());
        assertFalse(proxy.toString().contains("a+b"), proxy.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:s3cret@proxy:3128",
                "socks5://user:s3cret@proxy:1080",
                "http://user:s3cret@proxy:99999",
                "http://user:s3cret@proxy:0",
                "http://user:s3cret@proxy:port",
                "http://user:s3#cret@proxy:3128",
                "http://proxy:3128/s3cret",
                "http://proxy:3128?s3cret",
                "http:///",
                "not a proxy"
            })
    void refusesWhatIsNoProxyWithoutShowingIt(String text) {
        InvalidAccountException refused =
                assertThrows(InvalidAccountException.class, () -> ProxyRules.of(Map.of("https_proxy", text)));
        assertTrue(
                refused.getMessage().startsWith("The environment variable HTTPS_PROXY (or https_proxy) "),
                refused::getMessage);
        assertFalse(refused.getMessage().contains("cret"), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | https://example.com/ | true",
                "example.com | https://example.com/ | true",
                "example.com | https://a.EXAMPLE.com/ | true",
                "example.com | https://notexample.com/ | false",
                ".example.com | https://a.example.com/ | true",
                "*.example.com | https://a.example.com/ | true",
                "a.example.com | https://example.com/ | false",
                "other,example.com | https://example.com/ | true",
                "other  example.com, | https://example.com/ | true",
                "example.com:443 | https://example.com/ | true",
                "example.com:8443 | https://example.com/ | false",
                "10.1.2.3 | https://10.1.2.3/ | true",
                "10.1.2.3 | https://10.1.2.30/ | false",
                "10.0.0.0/8 | https://10.200.3.4/ | true",
                "10.0.0.0/8 | https://11.0.0.1/ | false",
                "10.0.0.0/12 | https://10.15.255.255/ | true",
                "10.0.0.0/12 | https://10.16.0.0/ | false",
                "0.0.0.0/0 | https://10.16.0.0/ | true",
                "0.0.0.0/0 | https://example.com/ | false",
                "2001:db8::/32 | https://[2001:db8:1::1]/ | true",
                "[2001:db8::1]:443 | https://[2001:db8::1]/ | true",
                "2001:db8::/32 | https://[2001:db9::1]/ | false"
            })
    void someHostsAreReachedDirectly(String entries, String target, boolean directly) throws Exception {
        assertEquals(
                directly,
                proxyOf(Map.of("HTTPS_PROXY", "http://proxy:1", "no_proxy", entries), target)
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/",
                "http://127.0.0.1:10002/",
                "http://[::1]/",
                "http://169.254.169.254/metadata/identity/oauth2/token"
            })
    void thisMachineAndItsMetadataAreAlwaysReachedDirectly(String target) throws Exception {
        assertEquals(Optional.empty(), proxyOf(Map.of("HTTP_PROXY", "http://proxy:1"), target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<local>",
                "192.168.*",
                "10.0.0.0/33",
                "http://example.com",
                "10.0.0.0/x",
                "/var/run",
                "a:b",
                "example.com/8"
            })
    void ignoresWhatIsNoHost(String entry) throws Exception {
        Map<String, String> environment =
                Map.of("HTTPS_PROXY", "http://proxy:1", "NO_PROXY", entry + ",direct.example.com");
        assertEquals(Optional.empty(), proxyOf(environment, "https://direct.example.com/"));
        assertTrue(proxyOf(environment, "https://example.com/").isPresent());
    }
}
