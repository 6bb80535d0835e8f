package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildArgumentsTest {
    private final BuildArguments arguments = new BuildArguments();
    private final StringWriter err = new StringWriter();

    @Test
    void rangesAndAddressesAreCountedBeforeAnythingBegins() {
        arguments.ranges = List.of("8.8.8.0,8.8.8.255");
        arguments.addresses(new PrintWriter(err));

        assertEquals(
                "2 addresses in 2 ranges: 8.8.8.0, 8.8.8.255", err.toString().strip());
    }

    @Test
    void excludedRangesAreLeftOut() {
        arguments.ranges = List.of("10.0.0.0/7");
        arguments.excluded = List.of("private");
        arguments.addresses(new PrintWriter(err));

        assertEquals(
                "16,777,216 addresses in 1 range: 11.0.0.0/8", err.toString().strip());
    }

    @Test
    void refusedRangesAreNotCounted() {
        arguments.ranges = List.of("8.8.8.8/24");

        assertThrows(IllegalArgumentException.class, () -> arguments.addresses(new PrintWriter(err)));

        assertEquals("", err.toString());
    }
}
