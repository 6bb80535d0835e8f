package io.reverseip.lookupapi.access;

import java.util.Locale;

/** Who may ask. */
public enum Access {
    /** Those who show an API key or a token of the OIDC provider. */
    AUTHENTICATED,
    /** Everybody who reaches the port; who shows a valid key or token is known by its name nevertheless. */
    ANONYMOUS;

    /** The name in the configuration: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
