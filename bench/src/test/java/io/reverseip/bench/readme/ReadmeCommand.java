package io.reverseip.bench.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a README shows, in a code block or inside a sentence. Immutable.
 *
 * @param readme where it stands, relative to the top level
 * @param text the command, on one line or several
 * @param output what the README shows as its output, one element per line; empty if it shows none
 */
record ReadmeCommand(Path readme, String text, List<String> output) {
    private static final Pattern PROGRAM = Pattern.compile(
            "(\\.\\./|\\./|k8s/(generate|command|images)/|[A-Z]+=\\$\\(|(curl|docker|for|kind|kubectl|mvn|npm|printf) )");
    private static final Pattern IN_SENTENCE = Pattern.compile("`([^`]+)`");

    /** All commands of all READMEs. */
    static List<ReadmeCommand> all(Path home) {
        return Stream.of("", "hash-generator", "table-writer", "lookup-api", "bench", "k8s")
                .map(module -> Path.of(module, "README.md"))
                .flatMap(readme -> of(home, readme).stream())
                .toList();
    }

    /** All commands of a README, in its order: those of code blocks first. */
    private static List<ReadmeCommand> of(Path home, Path readme) {
        List<String> lines;
        try {
            lines = Files.readAllLines(home.resolve(readme));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ReadmeCommand> commands = new ArrayList<>();
        StringBuilder prose = new StringBuilder();
        List<String> block = new ArrayList<>();
        boolean inBlock = false;
        for (String line : lines) {
            if (line.strip().startsWith("```")) {
                commands.addAll(ofBlock(readme, block));
                block.clear();
                inBlock = !inBlock;
            } else if (inBlock) {
                block.add(line.strip());
            } else {
                prose.append(line).append(' ');
            }
        }
        IN_SENTENCE
                .matcher(prose)
                .results()
                .map(code -> code.group(1))
                .filter(code -> PROGRAM.matcher(code).lookingAt() && code.contains(" "))
                .map(code -> new ReadmeCommand(readme, code, List.of()))
                .forEach(commands::add);
        return commands;
    }

    /** In a block with prompts all other lines are output; in one without, each line that begins with a program is a command. */
    private static List<ReadmeCommand> ofBlock(Path readme, List<String> block) {
        boolean prompts = block.stream().anyMatch(line -> line.startsWith("$ "));
        List<ReadmeCommand> commands = new ArrayList<>();
        for (int i = 0; i < block.size(); i++) {
            String line = block.get(i);
            if (prompts ? !line.startsWith("$ ") : !PROGRAM.matcher(line).lookingAt()) {
                continue;
            }
            StringBuilder command = new StringBuilder(prompts ? line.substring(2) : line);
            while (isOpen(command) && i + 1 < block.size()) {
                command.append('\n').append(block.get(++i));
            }
            List<String> output = new ArrayList<>();
            while (prompts && i + 1 < block.size() && !block.get(i + 1).startsWith("$ ")) {
                output.add(block.get(++i));
            }
            output.removeIf(String::isEmpty);
            commands.add(new ReadmeCommand(readme, command.toString(), List.copyOf(output)));
        }
        return commands;
    }

    /** Whether the next line belongs to it. */
    private static boolean isOpen(CharSequence command) {
        String text = command.toString();
        boolean quoted = text.chars().filter(c -> c == '\'').count() % 2 == 1;
        boolean loop = text.startsWith("for ") && !text.endsWith("\ndone");
        return quoted || loop || text.endsWith("\\");
    }

    /** The options it names. */
    List<String> options() {
        return Pattern.compile("--[a-z-]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** Whether it shows what may be given instead of something that can be run. */
    boolean isSynopsis() {
        return Stream.of("[", "NAME", "FILE", "COMMAND").anyMatch(text::contains);
    }

    @Override
    public String toString() {
        return readme + ": " + text.lines().findFirst().orElse("");
    }
}
