package io.reverseip.hashgenerator.command;

import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how an address becomes a digest. */
final class RecipeArguments {
    /** Their names. */
    static final List<String> OPTIONS = List.of(
            "--recipe", "--digest", "--text-form", "--template", "--hmac-secret", "--prefix-secret", "--suffix-secret");

    @Option(
            names = "--recipe",
            paramLabel = "PRESET",
            description = {
                "What a program hashes, such as beats:source.ip, instead of the options below; 'reverse-ip recipe --list' shows",
                "all presets and their options. Default: the SHA-256 of the dotted text, preset plain."
            })
    Optional<String> preset;

    @Option(
            names = "--digest",
            paramLabel = "FUNCTION",
            description = {
                "How the message becomes the digest: sha256, hmac-sha256, sha256-of-hex (of the hexadecimal digits of the message's",
                "SHA-256) or sha256-of-raw (of its bytes). Default: sha256."
            })
    Optional<String> digest;

    @Option(
            names = "--text-form",
            paramLabel = "FORM",
            description = {
                "How an address is written down: dotted (8.8.8.8), dotted-newline (the same and a newline), dotted-crlf, padded",
                "(008.008.008.008), decimal (134744072), hex (0a00007f), hex-upper (0A00007F), raw (its 4 bytes), raw-little-endian,",
                "utf16le (dotted in UTF-16), mapped (::ffff:8.8.8.8), or mapped-raw (16 bytes). Default: dotted."
            })
    Optional<String> textForm;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = {
                "The message that is hashed: literal text with {ip} (the address in its text form), {len} (the number of bytes of that),",
                "{secret:NAME} (a configured secret) and {bytes:HEX}; {{ and }} are braces. Default: {ip}."
            })
    Optional<String> template;

    @Option(
            names = "--hmac-secret",
            paramLabel = "NAME",
            description = "Name of the configured secret that is the key of hmac-sha256.")
    Optional<String> hmacSecret;

    @Option(
            names = "--prefix-secret",
            paramLabel = "NAME",
            description = {
                "Name of the configured secret (reverseip.secrets.NAME.text, .base64 or .file) that stands before the text: short for",
                "--template '{secret:NAME}{ip}'."
            })
    Optional<String> prefixSecret;

    @Option(
            names = "--suffix-secret",
            paramLabel = "NAME",
            description = "Name of the configured secret that stands behind the text.")
    Optional<String> suffixSecret;

    /**
     * The recipe that was asked for.
     *
     * @throws IllegalArgumentException if the options give none, or contradict each other
     */
    Recipe recipe() {
        if (preset.isPresent()) {
            requireNoOther();
            return RecipePreset.recipe(preset.get());
        }
        return new Recipe(
                digest.map(name -> DigestFunction.ofRecordedName(lowerCase(name)))
                        .orElse(DigestFunction.SHA256),
                textForm.map(name -> TextForm.ofRecordedName(lowerCase(name))).orElse(TextForm.DOTTED),
                template(),
                name(hmacSecret));
    }

    private void requireNoOther() {
        if (digest.isPresent()
                || textForm.isPresent()
                || template.isPresent()
                || hmacSecret.isPresent()
                || prefixSecret.isPresent()
                || suffixSecret.isPresent()) {
            throw new IllegalArgumentException(
                    "--recipe does not go with %s: 'reverse-ip recipe --list' shows the options of each preset; give these, changed, instead."
                            .formatted(String.join(", ", OPTIONS.subList(1, OPTIONS.size()))));
        }
    }

    private Template template() {
        if (template.isEmpty()) {
            return Template.between(name(prefixSecret), name(suffixSecret));
        }
        if (prefixSecret.isPresent() || suffixSecret.isPresent()) {
            throw new IllegalArgumentException(
                    "--prefix-secret and --suffix-secret do not go with --template: put {secret:NAME} into the template.");
        }
        return Template.parse(template.get());
    }

    private static String lowerCase(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static String name(Optional<String> secret) {
        return secret.map(String::strip).orElse("");
    }
}
