package io.reverseip.hashgenerator.command;

import io.quarkus.arc.Unremovable;
import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.terminal.PrintableText;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Provider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code recipe}: prints the digests of addresses by a recipe, to compare with those at hand before anything is filled. */
@Dependent
@Unremovable
@Command(
        name = "recipe",
        description = {
            "Prints the digests of addresses by a recipe, one per line as sha256sum does: digest, two blanks, address.",
            "Compare them with those in your logs before you fill a dataset with the same options. Writes nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExample:%n",
        footer = "  reverse-ip recipe --prefix-secret pepper 8.8.8.8")
final class RecipeCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    CommandSpec spec;

    @Mixin
    RecipeArguments recipeArguments = new RecipeArguments();

    @Option(
            names = "--list",
            description =
                    "Lists the presets for --recipe instead: where digests come from, and the options that give them.")
    boolean list;

    @Parameters(
            arity = "0..*",
            paramLabel = "ADDRESS|-",
            description = "IPv4 addresses, dotted-decimal; - reads them from standard input, one per line.")
    List<String> addresses = List.of();

    private final Provider<Secrets> configuredSecrets;

    RecipeCommand(Provider<Secrets> configuredSecrets) {
        this.configuredSecrets = configuredSecrets;
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            printPresets(spec.commandLine().getOut());
            return ExitCodes.OK;
        }
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "Missing ADDRESS: give addresses such as 8.8.8.8, or - for standard input; --list shows the presets.");
        }
        addresses.stream().filter(address -> !address.equals(STANDARD_INPUT)).forEach(RecipeCommand::address);
        Recipe recipe = recipeArguments.recipe();
        Digester digester = new Digester(configuredSecrets.get().unseal(recipe));
        spec.commandLine().getErr().println("Recipe: " + recipe.options());
        PrintWriter out = spec.commandLine().getOut();
        for (String address : addresses) {
            if (address.equals(STANDARD_INPUT)) {
                printLines(digester, out);
            } else {
                print(digester, address(address), out);
            }
        }
        return ExitCodes.OK;
    }

    private static void printPresets(PrintWriter out) {
        for (RecipePreset preset : RecipePreset.values()) {
            out.print("%-26s %s%n%27s%s%n"
                    .formatted(
                            preset.usage(),
                            preset.origin(),
                            "",
                            preset.example().options()));
        }
    }

    private static void printLines(Digester digester, PrintWriter out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                print(digester, addressOfLine(number, line.strip()), out);
            }
        }
    }

    private static int addressOfLine(long number, String line) {
        try {
            return address(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Standard input, line %d: %s".formatted(number, e.getMessage()));
        }
    }

    private static int address(String text) {
        try {
            return DottedDecimal.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s is not an IPv4 address: give four decimal octets without leading zeros, such as 8.8.8.8."
                            .formatted(PrintableText.quoted(text)));
        }
    }

    private static void print(Digester digester, int address, PrintWriter out) {
        // Not println, which flushes after each line.
        out.print(digester.digest(address) + "  " + DottedDecimal.format(address) + "\n");
    }
}
