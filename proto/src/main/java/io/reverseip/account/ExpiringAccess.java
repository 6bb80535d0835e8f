package io.reverseip.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Accounts whose access ends at a known time: those with shared access signatures that say so. */
public final class ExpiringAccess {
    private ExpiringAccess() {}

    /**
     * Warnings about access that ends before work that begins now does.
     *
     * @param config need not be usable: what cannot be read is a warning, too
     * @param time that the work takes
     */
    public static List<String> within(AccountsConfig config, Duration time) {
        List<String> warnings = new ArrayList<>();
        Instant now = Instant.now();
        new TreeMap<>(config.accounts()).forEach((name, account) -> {
            try {
                end(CredentialsSetting.of(name, account).read())
                        .filter(end -> end.isBefore(now.plus(time)))
                        .ifPresent(end -> warnings.add(warning(name, end, time, now)));
            } catch (InvalidAccountException e) {
                warnings.add(e.getMessage());
            }
        });
        return warnings;
    }

    /**
     * When the access to an account ends, by its credentials as they are now.
     *
     * @param config has the account; its credentials need not be usable
     * @return empty if it does not end, or this cannot be read
     */
    static Optional<Instant> end(AccountsConfig config, String account) {
        try {
            return end(CredentialsSetting.of(account, config.accounts().get(account))
                    .read());
        } catch (InvalidAccountException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> end(Credentials credentials) {
        return credentials instanceof Credentials.Sas sas
                ? SasTimes.of(sas.token()).end()
                : Optional.empty();
    }

    private static String warning(String account, Instant end, Duration time, Instant now) {
        if (!now.isBefore(end)) {
            return "The shared access signature of storage account '%s' expired at %s (se=).".formatted(account, end);
        }
        return "The shared access signature of storage account '%s' expires at %s (se=), in %s; the work can take %s: create one that is valid for longer."
                .formatted(account, end, Advice.words(Duration.between(now, end)), Advice.words(time));
    }
}
