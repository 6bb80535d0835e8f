package io.reverseip.hashgenerator.slice;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the groups of a slice in a Java of its own, whose heap has room for one thread's scratch memory and little more. */
final class SmallHeap {
    /** The program takes about 40 MiB of its 96; what is in flight, as much. */
    private static final String HEAP = "-Xmx24m";

    private SmallHeap() {}

    public static void main(String[] arguments) throws InterruptedException, SliceOverflowException {
        KeyScheme keys = new KeyScheme(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        AddressRanges ranges = AddressRanges.parse(List.of(arguments[2]), List.of());
        List<Integer> units =
                IntStream.range(0, Integer.parseInt(arguments[3])).boxed().toList();
        MessageDigestEngine engine = new MessageDigestEngine();
        long[] records = {0};
        try (SliceBuffer buffer = new SliceBuffer(new SliceShape(ranges, keys, 1), units.size())) {
            Slice slice = new Slice(units);
            new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {}).fill(List.of(new SlicePass.Target(buffer, slice)));
            GroupMaker maker = new GroupMaker(buffer, Layout.PACKED, UnsealedRecipe.PLAIN, engine);
            int[] partitions = slice.partitionsInSendingOrder(keys);
            int[] slots = slice.slots(partitions, keys);
            for (int i = 0; i < partitions.length; i++) {
                maker.makeGroups(slots[i], partitions[i], (Group group) -> records[0] += group.records());
            }
        }
        System.out.println(records[0] == expected(ranges, keys, units) ? "complete" : "incomplete: " + records[0]);
    }

    private static long expected(AddressRanges ranges, KeyScheme keys, List<Integer> units) {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        return IntStream.rangeClosed(ranges.first(0), ranges.last(0))
                .filter(address -> units.contains(keys.unit(keys.partition(digester.leadingBits(address)))))
                .count();
    }

    /** Starts that Java, and returns everything it printed. */
    static String output(int partitionChars, int bucketChars, String ranges, int units)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(HEAP, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SmallHeap.class.getName()));
        command.addAll(List.of(
                Integer.toString(partitionChars), Integer.toString(bucketChars), ranges, Integer.toString(units)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output;
    }
}
