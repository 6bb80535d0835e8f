package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.UnsealedRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs in a Java of its own, with other options than those of the tests, and prints what became of the engines there. */
final class EngineProbe {
    private EngineProbe() {}

    public static void main(String[] arguments) {
        String name = arguments[0];
        long hashes = Long.parseLong(arguments[1]);
        EngineChooser chooser = EngineChooser.ofThisMachine();
        EngineChoice choice = name.isEmpty()
                ? chooser.fastest(UnsealedRecipe.PLAIN, hashes)
                : chooser.named(name, UnsealedRecipe.PLAIN, hashes);
        System.out.println("chosen: " + choice.engine().name());
        System.out.println("measured: " + choice.hashesPerSecond().keySet());
        System.out.println("right: "
                + new EngineCheck(UnsealedRecipe.PLAIN)
                        .firstWrong(choice.engine().newKernel(UnsealedRecipe.PLAIN))
                        .isEmpty());
    }

    /** Starts a Java with some options, and returns everything it printed. */
    static String output(List<String> options, String name, long hashes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EngineProbe.class.getName()));
        command.addAll(List.of(name, Long.toString(hashes)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output;
    }
}
