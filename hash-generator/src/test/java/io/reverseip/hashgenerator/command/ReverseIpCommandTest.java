package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

class ReverseIpCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate",
                "generate --dataset audit --ranges 8.8.8.0/24",
                "generate --dataset generate",
                "audit --dataset generate",
                "datasets",
                "datasets prune",
                "drop generate --yes",
            })
    void whatMayRunLongIsWatchedOverHttp(String args) {
        assertTrue(servesHttp(args));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan --dataset generate",
                "recipe 8.8.8.8",
                "--help generate",
                "generate --help",
                "generate -h",
                "generate --version",
                "generate -V",
                "audit --help",
                "datasets prune --help",
            })
    void nothingElseOpensThePort(String args) {
        assertFalse(servesHttp(args));
    }

    /** A command that is added has to be in one of the lists above. */
    @Test
    void eachCommandIsLongOrShort() {
        Set<String> commands = Stream.of(
                        ReverseIpCommand.class.getAnnotation(Command.class).subcommands())
                .map(command -> command.getAnnotation(Command.class).name())
                .collect(Collectors.toSet());
        assertEquals(Set.of("generate", "audit", "datasets", "drop", "plan", "recipe"), commands);
    }

    @Test
    void neitherDoesTheProgramWithoutArguments() {
        assertFalse(ReverseIpCommand.servesHttp(List.of()));
    }

    static Stream<CommandLine> subcommands() {
        return subcommandsOf(new CommandLine(new ReverseIpCommand(), ReverseIpCommandTest::withoutDependencies));
    }

    private static Stream<CommandLine> subcommandsOf(CommandLine line) {
        return line.getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), subcommandsOf(command)));
    }

    private static <T> T withoutDependencies(Class<T> type) throws Exception {
        if (!type.isAnnotationPresent(Command.class)) {
            return CommandLine.defaultFactory().create(type);
        }
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(new Object[constructor.getParameterCount()]));
    }

    @ParameterizedTest
    @MethodSource("subcommands")
    void helpEndsWithAnExampleThatCanBeRun(CommandLine command) {
        List<String> help = command.getUsageMessage().strip().lines().toList();
        assertEquals("Example:", help.get(help.size() - 2));
        List<String> example = List.of(help.getLast().strip().split(" "));
        String name = command.getCommandSpec().qualifiedName();
        assertTrue(
                help.getLast().startsWith("  " + name + " ") || help.getLast().equals("  " + name), help.getLast());

        CommandLine program = new CommandLine(new ReverseIpCommand(), ReverseIpCommandTest::withoutDependencies)
                .setCaseInsensitiveEnumValuesAllowed(true);
        ParseResult parsed =
                program.parseArgs(example.subList(1, example.size()).toArray(String[]::new));
        assertEquals(
                command.getCommandName(), parsed.asCommandLineList().getLast().getCommandName());
    }

    private static boolean servesHttp(String args) {
        return ReverseIpCommand.servesHttp(List.of(args.split(" ")));
    }
}
