package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.hashgenerator.progress.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the environment of a job's pod gives is tested with the program as a process. */
class ShareArgumentsTest {
    @Command(name = "divided")
    static final class Divided {
        @Mixin
        ShareArguments arguments = new ShareArguments();
    }

    private static Share share(String... arguments) {
        Divided command = new Divided();
        new CommandLine(command).parseArgs(arguments);
        return command.arguments.share();
    }

    @Test
    void indexAndOfMakeAShare() {
        assertEquals(new Share(2, 5), share("--index", "2", "--of=5"));
    }

    @Test
    void withoutAnyTheWorkIsNotDivided() {
        assertEquals(Share.WHOLE, share());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--index", "--of"})
    void oneWithoutTheOtherIsRefusedNamingBoth(String option) {
        String message = assertThrows(IllegalArgumentException.class, () -> share(option, "1"))
                .getMessage();
        assertTrue(message.startsWith(option + " is given without "), message);
        assertTrue(message.contains("JOB_COMPLETION_INDEX") && message.contains("JOB_COMPLETIONS"), message);
    }
}
