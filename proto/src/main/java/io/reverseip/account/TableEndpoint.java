package io.reverseip.account;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of an account's table service in normal form: scheme, host and, for an emulator, the account as the only path segment;
 * no trailing slash, no query, no fragment. Immutable. Messages of exceptions quote neither a query nor user information, which may be
 * secret.
 *
 * @param uri for example {@code https://account.table.core.windows.net} or {@code http://127.0.0.1:10002/devstoreaccount1}
 */
record TableEndpoint(String uri) {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9-]+");
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** Labels of the host names of Azure Cosmos DB in all of Azure's clouds. */
    private static final Set<String> COSMOS_LABELS = Set.of("cosmos", "cosmosdb");

    /** How Azure names the read-only copy of an account in another region. */
    private static final String SECONDARY = "-secondary";

    /** Has a dot nowhere in its meaning: inside a container it is the machine that runs the container. */
    private static final String CONTAINER_HOST = "host.docker.internal";

    private static final int MAX_PORT = 65_535;

    /**
     * Reads an address. Trailing and repeated slashes are removed.
     *
     * @param what names the address in messages, for example {@code reverseip.accounts.main.endpoint}
     * @param text the address
     * @param example a correct one, for messages
     * @param account name of the account, if the configuration gives it apart from the address
     * @throws InvalidAccountException if the address cannot be one of a table service, or is one that cannot be used
     */
    static TableEndpoint of(String what, String text, String example, Optional<String> account) {
        URI uri = parsed(what, text, example);
        if (uri.getRawUserInfo() != null) {
            throw refused(what, "contains a user name or password in front of the host", example);
        }
        if (uri.getRawQuery() != null) {
            throw refused(
                    what,
                    "contains a query; configure an address with a shared access signature as .sas instead",
                    example);
        }
        if (uri.getRawFragment() != null) {
            throw refused(what, "contains a fragment (#...)", example);
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (Arrays.stream(host.split("\\.")).anyMatch(COSMOS_LABELS::contains)) {
            throw refused(
                    what,
                    "is the address of an Azure Cosmos DB account (%s), which is not supported: use a storage account"
                            .formatted(host),
                    example);
        }
        List<String> path = Arrays.stream(uri.getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
        requireAccountPath(what, host, path, example, account);
        String accountLabel = path.isEmpty() ? host.substring(0, (host + ".").indexOf('.')) : path.getFirst();
        if (accountLabel.endsWith(SECONDARY)) {
            throw refused(
                    what,
                    "is the secondary, read-only endpoint of an account (%s), which lags behind the primary one: use the address without %s"
                            .formatted(accountLabel, SECONDARY),
                    example);
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new TableEndpoint(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + host + port
                + (path.isEmpty() ? "" : "/" + accountLabel));
    }

    private static URI parsed(String what, String text, String example) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                throw refused(what, "does not begin with https:// or http://", example);
            }
            if (uri.getHost() == null
                    && uri.getRawAuthority() != null
                    && uri.getRawAuthority().contains("_")) {
                throw refused(what, "has a host name with an underscore: give the host a name without one", example);
            }
            if (uri.getHost() != null && uri.getPort() <= MAX_PORT) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Reported below: its message would repeat the text.
        }
        throw refused(what, "is not an address", example);
    }

    private static void requireAccountPath(
            String what, String host, List<String> path, String example, Optional<String> account) {
        if (path.isEmpty()) {
            return;
        }
        boolean mayHavePath = isPathStyle(host) || account.equals(Optional.of(path.getFirst()));
        if (!mayHavePath) {
            throw refused(
                    what,
                    "has a path, which %s does not expect; leave out the name of a table".formatted(host),
                    example);
        }
        if (path.size() > 1) {
            throw refused(
                    what,
                    "has %d path segments; an emulator's address has one, the name of the account"
                            .formatted(path.size()),
                    example);
        }
        if (!ACCOUNT.matcher(path.getFirst()).matches()) {
            throw refused(what, "has a path that is not the name of an account (letters, digits and hyphens)", example);
        }
    }

    /**
     * Whether the account is the first path segment of addresses at this host, as emulators have it; at all other hosts it is the first
     * label of the host name. Names without a dot are those of a container or a Kubernetes service.
     */
    private static boolean isPathStyle(String host) {
        return host.startsWith("[")
                || !host.contains(".")
                || IPV4.matcher(host).matches()
                || host.equals(CONTAINER_HOST);
    }

    private static InvalidAccountException refused(String what, String fault, String example) {
        return new InvalidAccountException("%s %s. Give it as %s.".formatted(what, fault, example));
    }

    /** Whether requests go without TLS. */
    boolean isPlainText() {
        return uri.startsWith("http:");
    }

    @Override
    public String toString() {
        return uri;
    }
}
