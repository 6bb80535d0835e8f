package io.reverseip.account;

import io.reverseip.configuration.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one property that configures an account's credentials: their text, or a file with it. Immutable.
 *
 * @param account the account's name
 * @param kind what the text is
 * @param property name of the property
 * @param text the value, if the property has the text itself
 * @param file where the text is, if the property names a file
 */
record CredentialsSetting(
        String account, Kind kind, String property, Optional<String> text, Optional<SecretFile> file) {
    /** What the text of credentials is. */
    enum Kind {
        CONNECTION_STRING,
        SAS,
        ENDPOINT
    }

    /**
     * Finds the property that is set for an account.
     *
     * @throws InvalidAccountException unless there is exactly one
     */
    static CredentialsSetting of(String account, AccountsConfig.Account config) {
        String prefix = "reverseip.accounts.%s.".formatted(account);
        List<CredentialsSetting> given = Stream.of(
                        value(account, Kind.CONNECTION_STRING, prefix + "connection-string", config.connectionString()),
                        file(
                                account,
                                Kind.CONNECTION_STRING,
                                prefix + "connection-string-file",
                                config.connectionStringFile()),
                        value(account, Kind.SAS, prefix + "sas", config.sas()),
                        file(account, Kind.SAS, prefix + "sas-file", config.sasFile()),
                        value(account, Kind.ENDPOINT, prefix + "endpoint", config.endpoint()))
                .flatMap(Optional::stream)
                .toList();
        if (given.isEmpty()) {
            throw new InvalidAccountException(
                    "Storage account '%s' has no credentials: set reverseip.accounts.%s.connection-string, .connection-string-file, .sas, .sas-file, or .endpoint."
                            .formatted(account, account));
        }
        if (given.size() > 1) {
            throw new InvalidAccountException(
                    "Storage account '%s' has several kinds of credentials: set only one of reverseip.accounts.%s.connection-string, .connection-string-file, .sas, .sas-file, and .endpoint."
                            .formatted(account, account));
        }
        return given.getFirst();
    }

    private static Optional<CredentialsSetting> value(
            String account, Kind kind, String property, Optional<String> value) {
        return value.flatMap(CredentialsSetting::bare)
                .map(text -> new CredentialsSetting(account, kind, property, Optional.of(text), Optional.empty()));
    }

    private static Optional<CredentialsSetting> file(String account, Kind kind, String property, Optional<Path> path) {
        return path.map(file -> new CredentialsSetting(
                account, kind, property, Optional.empty(), Optional.of(new SecretFile(property, file))));
    }

    /**
     * Reads the credentials, from the file as it is now if there is one. Surrounding white space and quotes are ignored.
     *
     * @throws InvalidAccountException if they are not well-formed, or the file cannot be read
     */
    Credentials read() {
        String bare = text.orElseGet(this::textOfFile);
        return switch (kind) {
            case CONNECTION_STRING -> Credentials.ofConnectionString(account, bare);
            case SAS -> Credentials.ofSas(property, bare);
            case ENDPOINT -> Credentials.Identity.of(property, bare);
        };
    }

    private String textOfFile() {
        try {
            return bare(new String(file.orElseThrow().read(), StandardCharsets.UTF_8))
                    .orElse("");
        } catch (IOException e) {
            throw new InvalidAccountException(e.getMessage());
        }
    }

    /** The text without what a file, a shell or a YAML document leaves around it; empty if nothing remains. */
    private static Optional<String> bare(String text) {
        String bare = text.replace("\uFEFF", "").strip();
        while (bare.length() >= 2 && "\"'".indexOf(bare.charAt(0)) >= 0 && bare.endsWith(bare.substring(0, 1))) {
            bare = bare.substring(1, bare.length() - 1).strip();
        }
        return bare.isEmpty() ? Optional.empty() : Optional.of(bare);
    }

    /** The property's name; never the credentials. */
    @Override
    public String toString() {
        return property;
    }
}
