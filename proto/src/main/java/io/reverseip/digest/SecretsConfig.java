package io.reverseip.digest;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The secrets that recipes name, with their values: the same properties in all three services. */
@ConfigMapping(prefix = "reverseip")
public interface SecretsConfig {
    /**
     * The secrets by name: {@code [a-z][a-z0-9-]{0,39}}. Builds record names only; keep the values in a secret store. The upper-case
     * form of an environment variable, {@code REVERSEIP_SECRETS_PEPPER_TEXT}, cannot say where a name has a hyphen.
     */
    Map<String, Secret> secrets();

    /** The value of a secret, in exactly one of three forms. All of them are literal: nothing in them is replaced or trimmed. */
    interface Secret {
        /** The value as text, of which the UTF-8 bytes are taken. */
        Optional<String> text();

        /** The value as bytes in base64, for those that are no text. */
        Optional<String> base64();

        /**
         * Path of a file whose bytes are the value, a newline at its end included. It is read again for a build that was begun with a
         * value that is not known.
         */
        Optional<Path> file();
    }
}
