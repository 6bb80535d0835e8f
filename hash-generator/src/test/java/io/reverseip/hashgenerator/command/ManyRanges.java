package io.reverseip.hashgenerator.command;

import io.reverseip.address.AddressRanges;
import io.reverseip.address.AddressRangesBuilder;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.hashgenerator.slice.Slice;
import io.reverseip.hashgenerator.slice.SliceBuffer;
import io.reverseip.hashgenerator.slice.SlicePass;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.layout.Layout;
import java.util.List;

/** Reads ranges from standard input and fills a slice with their addresses, in a Java of its own with a small heap. */
final class ManyRanges {
    private ManyRanges() {}

    public static void main(String[] arguments) throws Exception {
        AddressRangesBuilder builder = new AddressRangesBuilder();
        RangeArguments.read(List.of("-"), System.in, builder::include);
        AddressRanges ranges = builder.build();
        RangesSummary summary = RangesSummary.of(ranges);
        SliceShape shape = new SliceShape(ranges, Layout.PACKED.automaticKeyScheme(ranges.count()), 2);
        try (SliceBuffer buffer = new SliceBuffer(shape, 1)) {
            new SlicePass(new MessageDigestEngine(), UnsealedRecipe.PLAIN, count -> {})
                    .fill(List.of(new SlicePass.Target(buffer, new Slice(List.of(0)))));
        }
        System.out.println("%d ranges %d addresses".formatted(summary.ranges(), summary.addresses()));
    }
}
