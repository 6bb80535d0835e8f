package io.reverseip.hashgenerator.command;

import io.reverseip.digest.Recipe;
import io.reverseip.digest.TextForm;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options that say how an address becomes the bytes that are hashed. */
final class RecipeArguments {
    @Option(
            names = "--text-form",
            paramLabel = "FORM",
            defaultValue = "dotted",
            description = {
                "How an address is written down: dotted (8.8.8.8), dotted-newline (the same and a newline), decimal (134744072),",
                "hex (08080808), or raw (its 4 bytes). Default: ${DEFAULT-VALUE}."
            })
    String textForm;

    @Option(
            names = "--prefix-secret",
            paramLabel = "NAME",
            defaultValue = "",
            description =
                    "Name of the configured secret (reverseip.secrets.NAME.text, .base64 or .file) that stands before the text. Default: none.")
    String prefixSecret;

    @Option(
            names = "--suffix-secret",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Name of the configured secret that stands behind the text. Default: none.")
    String suffixSecret;

    /** The recipe that was asked for. */
    Recipe recipe() {
        return new Recipe(
                TextForm.ofRecordedName(textForm.toLowerCase(Locale.ROOT)), prefixSecret.strip(), suffixSecret.strip());
    }
}
