package io.reverseip.account;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Which requests go through an HTTP proxy: what the environment variables {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}
 * say, in upper or in lower case. Requests to this machine, and to link-local addresses, where Azure's virtual machines get their
 * tokens, never do. Immutable. Messages of exceptions never repeat the address of a proxy, which may contain a password.
 */
final class ProxyRules {
    private static final Logger LOG = Logger.getLogger(ProxyRules.class);

    private static final String HTTPS_VARIABLE = "HTTPS_PROXY";
    private static final String HTTP_VARIABLE = "HTTP_PROXY";
    private static final String DIRECT_VARIABLE = "NO_PROXY";

    private static final String EXAMPLE =
            "http://proxy.example.com:3128, or http://<user>:<password>@proxy.example.com:3128 with special characters as %40 for @";

    private static final int DEFAULT_PORT = 80;
    private static final int MAX_PORT = 65_535;

    private final Optional<Proxy> forHttps;
    private final Optional<Proxy> forHttp;
    private final List<DirectHosts> direct;

    /**
     * A proxy that requests can go through.
     *
     * @param host name or IP address
     */
    record Proxy(String host, int port, Optional<Login> login) {
        Proxy {
            requireNonNull(host);
            requireNonNull(login);
        }
    }

    /** What a proxy wants to know of its users. */
    record Login(String user, String password) {
        Login {
            requireNonNull(user);
            requireNonNull(password);
        }

        @Override
        public String toString() {
            return "login of " + user;
        }
    }

    private ProxyRules(Optional<Proxy> forHttps, Optional<Proxy> forHttp, List<DirectHosts> direct) {
        this.forHttps = forHttps;
        this.forHttp = forHttp;
        this.direct = direct;
    }

    /**
     * The rules of an environment. Entries of {@code NO_PROXY} that cannot be read are ignored, with a warning.
     *
     * @throws InvalidAccountException if the address of a proxy cannot be read
     */
    static ProxyRules of(Map<String, String> environment) {
        return new ProxyRules(
                value(environment, HTTPS_VARIABLE).map(text -> proxy(HTTPS_VARIABLE, text)),
                value(environment, HTTP_VARIABLE).map(text -> proxy(HTTP_VARIABLE, text)),
                value(environment, DIRECT_VARIABLE).stream()
                        .flatMap(text -> Arrays.stream(text.split("[,\\s]+")))
                        .filter(entry -> !entry.isEmpty())
                        .flatMap(entry -> direct(entry).stream())
                        .toList());
    }

    /** The upper-case variable wins. A variable that is set and empty counts as not set. */
    private static Optional<String> value(Map<String, String> environment, String variable) {
        return Stream.of(variable, variable.toLowerCase(Locale.ROOT))
                .map(environment::get)
                .filter(text -> text != null && !text.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private static Proxy proxy(String variable, String text) {
        URI uri = parsed(variable, text.contains("://") ? text : "http://" + text);
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw refused(
                    variable, "begins with %s://, a kind of proxy that is not supported".formatted(uri.getScheme()));
        }
        boolean more = !List.of("", "/").contains(uri.getRawPath())
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null;
        if (more) {
            throw refused(variable, "has more than a host and a port");
        }
        return new Proxy(
                withoutBrackets(uri.getHost()),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                Optional.ofNullable(uri.getRawUserInfo()).map(ProxyRules::login));
    }

    private static Login login(String userInfo) {
        String[] parts = userInfo.split(":", 2);
        return new Login(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
    }

    private static String withoutBrackets(String host) {
        return host.replaceAll("[\\[\\]]", "");
    }

    private static URI parsed(String variable, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= MAX_PORT) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Reported below: its message would repeat the text.
        }
        throw refused(variable, "is not the address of a proxy");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static InvalidAccountException refused(String variable, String fault) {
        return new InvalidAccountException("The environment variable %s (or %s) %s. Give it as %s."
                .formatted(variable, variable.toLowerCase(Locale.ROOT), fault, EXAMPLE));
    }

    /** Other programs understand more forms than these, so what cannot be read is no reason to refuse the start. */
    private static Optional<DirectHosts> direct(String entry) {
        Optional<DirectHosts> hosts = DirectHosts.of(entry);
        if (hosts.isEmpty()) {
            LOG.warnf(
                    "The environment variable %s (or %s) contains '%s', which is ignored. Give hosts, domains, IP addresses and networks, separated by commas: localhost,.example.com,10.1.2.3,10.0.0.0/8.",
                    DIRECT_VARIABLE, DIRECT_VARIABLE.toLowerCase(Locale.ROOT), entry);
        }
        return hosts;
    }

    /** Whether all requests go directly. */
    boolean areEmpty() {
        return forHttps.isEmpty() && forHttp.isEmpty();
    }

    /** The proxies that requests may go through. */
    List<Proxy> proxies() {
        return Stream.of(forHttps, forHttp).flatMap(Optional::stream).distinct().toList();
    }

    /** The proxy of requests to an address; empty if they go directly. */
    Optional<Proxy> proxyOf(URL target) {
        Optional<Proxy> proxy = target.getProtocol().equalsIgnoreCase("https") ? forHttps : forHttp;
        return proxy.filter(any -> !goesDirectly(target));
    }

    private boolean goesDirectly(URL target) {
        String host = withoutBrackets(target.getHost()).toLowerCase(Locale.ROOT);
        int port = target.getPort() < 0 ? target.getDefaultPort() : target.getPort();
        Optional<InetAddress> address = DirectHosts.address(host);
        return host.equals("localhost")
                || address.filter(ip -> ip.isLoopbackAddress() || ip.isLinkLocalAddress())
                        .isPresent()
                || direct.stream().anyMatch(hosts -> hosts.cover(host, address, port));
    }
}
