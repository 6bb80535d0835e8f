package io.reverseip.hashgenerator.command;

import io.reverseip.address.AddressRanges;
import io.reverseip.address.AddressRangesBuilder;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a build holds, and how. */
final class BuildArguments {
    @Option(
            names = "--ranges",
            paramLabel = "R[,R...]|@FILE|-",
            defaultValue = "0.0.0.0/0",
            description = {
                "Which addresses: CIDR blocks, blocks with a netmask, addresses, first-last, both also as whole numbers, or the words 'reserved'",
                "(IANA's special-purpose registry, multicast and 240/4) and 'private' (RFC 1918, loopback, link-local, 100.64.0.0/10);",
                "@FILE reads them from a file, - from standard input: one or more per line, RIR statistics, or these compressed by gzip.",
                "Default: ${DEFAULT-VALUE}."
            })
    List<String> ranges;

    @Option(
            names = "--exclude",
            paramLabel = "R[,R...]|@FILE|-",
            description = "Ranges to exclude (same syntax as --ranges).")
    List<String> excluded = List.of();

    @Option(
            names = "--layout",
            paramLabel = "packed|rows",
            defaultValue = "packed",
            description =
                    "packed: one entity a bucket of about 256 addresses; rows: one an address. Default: ${DEFAULT-VALUE}.")
    String layout;

    @Option(
            names = "--partition-chars",
            paramLabel = "N",
            description = "Hexadecimal characters of a partition key, 1 to 5. Default: automatic.")
    Optional<Integer> partitionChars;

    @Option(
            names = "--bucket-chars",
            paramLabel = "N",
            description = "packed: how many more tell a bucket, 0 to 7. Default: automatic.")
    Optional<Integer> bucketChars;

    @Mixin
    RecipeArguments recipeArguments = new RecipeArguments();

    /**
     * Reads the addresses. Can be called once, since they may come from standard input.
     *
     * @param err where their number is printed, before anything is done with them
     * @throws IllegalArgumentException if they cannot be read, or none is left
     */
    AddressRanges addresses(PrintWriter err) {
        AddressRangesBuilder builder = new AddressRangesBuilder();
        RangeArguments.read(ranges, System.in, builder::include);
        RangeArguments.read(excluded, System.in, builder::exclude);
        AddressRanges addresses = builder.build();
        err.println(addresses.summary());
        err.flush();
        return addresses;
    }

    /** What makes the build that was asked for. */
    BuildParameters parameters(AddressRanges addresses, List<String> accounts) {
        Layout chosen = layout();
        KeyScheme automatic = chosen.automaticKeyScheme(addresses.count());
        KeyScheme keys = new KeyScheme(
                partitionChars.orElse(automatic.partitionChars()), bucketChars.orElse(automatic.bucketChars()));
        return parameters(addresses, accounts, chosen, keys);
    }

    /** What makes the same build in any layout: other than the one that was asked for, under the automatic key scheme. */
    BuildParameters parameters(AddressRanges addresses, List<String> accounts, Layout any) {
        return any == layout()
                ? parameters(addresses, accounts)
                : parameters(addresses, accounts, any, any.automaticKeyScheme(addresses.count()));
    }

    private BuildParameters parameters(AddressRanges addresses, List<String> accounts, Layout chosen, KeyScheme keys) {
        return new BuildParameters(RangesSummary.of(addresses), recipeArguments.recipe(), chosen, keys, accounts);
    }

    private Layout layout() {
        return Layout.ofRecordedName(layout.toLowerCase(Locale.ROOT));
    }
}
