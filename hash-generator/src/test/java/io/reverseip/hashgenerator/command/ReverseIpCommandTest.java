package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

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

    private static boolean servesHttp(String args) {
        return ReverseIpCommand.servesHttp(List.of(args.split(" ")));
    }
}
