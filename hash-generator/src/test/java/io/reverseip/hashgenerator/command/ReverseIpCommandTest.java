package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReverseIpCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate",
                "generate --dataset audit --ranges 8.8.8.0/24",
                "generate --dataset generate",
            })
    void aRunIsWatchedOverHttp(String args) {
        assertTrue(servesHttp(args));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit --dataset generate",
                "plan --dataset generate",
                "drop generate",
                "datasets",
                "--help generate",
                "generate --help",
                "generate -h",
                "generate --version",
                "generate -V",
            })
    void nothingElseOpensThePort(String args) {
        assertFalse(servesHttp(args));
    }

    @Test
    void neitherDoesTheProgramWithoutArguments() {
        assertFalse(ReverseIpCommand.servesHttp(List.of()));
    }

    private static boolean servesHttp(String args) {
        return ReverseIpCommand.servesHttp(List.of(args.split(" ")));
    }
}
