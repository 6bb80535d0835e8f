package io.reverseip.bench.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom samples of a JVM's stacks belong to: the innermost of ours or of a library, for which the JDK below it works; where there is
 * neither, the part of the JVM that the thread is of.
 */
final class Costs {
    private static final String OTHERS = "others";

    /** A room of a service, or what the services share: {@code io/reverseip/hashgenerator/hash/Rounds512}. */
    private static final Pattern OURS =
            Pattern.compile("io/reverseip/(?:hashgenerator/|tablewriter/|bench/)?(\\w+)/.*");

    /** Two parts of a library's package tell what it is: {@code io/netty}. */
    private static final Pattern LIBRARY = Pattern.compile("([a-z]\\w*/[a-z]\\w*)/.*");

    private static final Pattern OF_THE_JDK = Pattern.compile("(?:java|javax|jdk|sun|com/sun)/.*");
    private static final Pattern THREAD = Pattern.compile("\\[(.*?) tid=\\d+]");
    private static final List<Map.Entry<Pattern, String>> THREADS = List.of(
            Map.entry(Pattern.compile("C[12] Compiler.*|Sweeper.*"), "jit-compiler"),
            Map.entry(Pattern.compile("G1 .*|GC .*|VM Thread|VM Periodic.*"), "garbage-collector"),
            Map.entry(Pattern.compile("rocksdb:.*"), "org.rocksdb"));

    private Costs() {}

    /** Samples by cost. @param stacks lines {@code [thread tid=1];outermost;…;innermost count} */
    static Map<String, Long> of(List<String> stacks) {
        Map<String, Long> samples = new TreeMap<>();
        for (String line : stacks) {
            int end = line.lastIndexOf(' ');
            samples.merge(cost(line.substring(0, end).split(";")), Long.parseLong(line.substring(end + 1)), Long::sum);
        }
        return samples;
    }

    private static String cost(String[] stack) {
        for (int i = stack.length - 1; i > 0; i--) {
            Optional<String> cost = cost(stack[i]);
            if (cost.isPresent()) {
                return cost.get();
            }
        }
        Matcher thread = THREAD.matcher(stack[0]);
        String name = thread.matches() ? thread.group(1) : stack[0];
        return THREADS.stream()
                .filter(known -> known.getKey().matcher(name).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHERS);
    }

    private static Optional<String> cost(String frame) {
        Matcher ours = OURS.matcher(frame);
        if (ours.matches()) {
            return Optional.of(ours.group(1));
        }
        Matcher library = LIBRARY.matcher(frame);
        return library.matches() && !OF_THE_JDK.matcher(frame).matches()
                ? Optional.of(library.group(1).replace('/', '.'))
                : Optional.empty();
    }
}
