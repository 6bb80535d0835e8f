package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.AddressRanges;
import io.reverseip.address.AddressRangesBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeArgumentsTest {
    @Test
    void commasSeparateRanges() {
        assertEquals(ranges("8.8.0.0/16", "1.1.1.1", "reserved"), read(List.of("8.8.0.0/16, 1.1.1.1", "reserved"), ""));
    }

    @Test
    void twoAddressesOnACommandLineAreTwoAddresses() {
        assertEquals(ranges("8.8.8.0", "8.8.8.255"), read(List.of("8.8.8.0,8.8.8.255"), ""));
    }

    @Test
    void filesAndStandardInputHoldRangesWithComments(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("ranges"),
                "# ours\n8.8.0.0/16\n\n9.9.9.9 # one\n; theirs\n1.1.1.1,2.2.2.2,3.3.3.3\n4.4.4.0/24 ; SBL1\n");
        assertEquals(
                ranges("8.8.0.0/16", "9.9.9.9", "1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.0/24", "7.7.7.7"),
                read(List.of("@" + file, "-"), "7.7.7.7\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.0,8.8.8.255",
                "8.8.8.0;8.8.8.255",
                "8.8.8.0\t8.8.8.255",
                " 8.8.8.0 , 8.8.8.255 ",
                "8.8.8.0,8.8.8.255 # a comment",
                "8.8.8.0,8.8.8.255 ; a comment",
                "8.8.8.0,8.8.8.255,",
                "\"8.8.8.0\",\"8.8.8.255\"",
                "8.8.8.0,8.8.8.255\r"
            })
    void twoAddressesOnALineAreRefusedWithBothWaysOut(String line) {
        String message = refusal("1.1.1.1\n" + line + "\n9.9.9.9\n");

        assertTrue(message.startsWith("Line 2 of standard input: "), message);
        assertTrue(message.contains("8.8.8.0-8.8.8.255"), message);
        assertTrue(message.contains("a line of its own"), message);
    }

    @Test
    void twoWholeNumbersOnALineAreRefused() {
        assertTrue(refusal("134744064,134744319\n").contains("134744064-134744319"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8\n1.1.1.1\n", "8.8.8.8\r\n1.1.1.1\r\n", "8.8.8.8\r1.1.1.1", "8.8.8.8\n\n\n1.1.1.1"})
    void linesEndInAnyWay(String text) {
        assertEquals(ranges("8.8.8.8", "1.1.1.1"), read(List.of("-"), text));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, EF BB BF", "UTF-16LE, FF FE", "UTF-16BE, FE FF"})
    void aByteOrderMarkIsNoPartOfTheFirstLine(String charset, String mark) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(mark.split(" ")).forEach(hex -> bytes.write(Integer.parseInt(hex, 16)));
        bytes.writeBytes("8.8.8.0/24\r\n9.9.9.9\r\n".getBytes(Charset.forName(charset)));

        assertEquals(ranges("8.8.8.0/24", "9.9.9.9"), read(List.of("-"), bytes.toByteArray()));
        assertEquals(ranges("8.8.8.0/24", "9.9.9.9"), read(List.of("-"), gzip(bytes.toByteArray())));
    }

    @Test
    void compressedFilesAreReadToTheirEndOrRefused(@TempDir Path directory) throws IOException {
        byte[] compressed = gzip("8.8.8.0/24\n9.9.9.9\n".getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(directory.resolve("ranges.gz"), compressed);
        assertEquals(ranges("8.8.8.0/24", "9.9.9.9"), read(List.of("@" + file), ""));

        Files.write(file, Arrays.copyOf(compressed, compressed.length - 9));
        String message = assertThrows(IllegalArgumentException.class, () -> read(List.of("@" + file), ""))
                .getMessage();
        assertTrue(message.contains(file.toString()) && message.contains("ends too early"), message);
    }

    @Test
    void statisticsOfARegistryAreRead() {
        String statistics = """
                2|ripencc|20240101|4|19830705|20240101|+0100
                ripencc|*|ipv4|*|2|summary
                ripencc|*|asn|*|1|summary
                # a comment
                ripencc|NL|ipv4|8.8.8.0|256|20100101|allocated
                ripencc|DE|ipv4|9.9.9.0|768|20100101|assigned|e3b0c442
                ripencc||ipv4|5.5.5.5|1||available|
                ripencc|NL|asn|7|1|19930901|allocated
                ripencc|NL|ipv6|2001:600::|32|19990826|allocated
                """;

        assertEquals(ranges("8.8.8.0/24", "9.9.9.0-9.9.11.255", "5.5.5.5"), read(List.of("-"), statistics));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ripencc|NL|ipv4|8.8.8.0|0|20100101|allocated",
                "ripencc|NL|ipv4|8.8.8.0|4294967297|20100101|allocated",
                "ripencc|NL|ipv4|255.255.255.0|257|20100101|allocated",
                "ripencc|NL|ipv4|8.8.8|256|20100101|allocated",
                "ripencc|NL|ipv4|8.8.8.0|x|20100101|allocated",
                "ripencc|NL|ipv5|8.8.8.0|256|20100101|allocated",
                "8.8.8.0|8.8.8.255"
            })
    void damagedStatisticsAreRefused(String line) {
        assertTrue(refusal(line).startsWith("Line 1 of standard input: "));
    }

    @Test
    void aLineThatIsNoRangeIsNamedAndQuotedWithoutControlCharacters(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("bad"), "8.8.8.8\n\n\u001b[31m" + "x".repeat(1_000) + "\n");

        String message = assertThrows(IllegalArgumentException.class, () -> read(List.of("@" + file), ""))
                .getMessage();

        assertTrue(message.startsWith("Line 3 of '%s': '\\u001b[31mxxx".formatted(file)), message);
        assertTrue(message.contains("8.8.0.0/16") && message.length() < 600, message);
        assertEquals(-1, message.indexOf('\u001b'));
    }

    @Test
    void aFileWithoutLinesIsRefusedBeforeItFillsTheHeap() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> RangeArguments.read(List.of("-"), endless, (first, last) -> {}))
                .getMessage();

        assertTrue(message.startsWith("Line 1 of standard input: it is longer than"), message);
    }

    @Test
    void aMissingFileIsNamed() {
        String message = assertThrows(IllegalArgumentException.class, () -> read(List.of("@/no/such/file"), ""))
                .getMessage();

        assertTrue(message.contains("/no/such/file"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "; nothing\n", "ripencc|NL|ipv6|2001:600::|32|19990826|allocated\n"})
    void inputWithoutRangesIsRefused(String text) {
        assertTrue(refusal(text).contains("No ranges in standard input"));
    }

    private static AddressRanges ranges(String... texts) {
        return AddressRanges.parse(List.of(texts), List.of());
    }

    private static AddressRanges read(List<String> arguments, String standardInput) {
        return read(arguments, standardInput.getBytes(StandardCharsets.UTF_8));
    }

    private static AddressRanges read(List<String> arguments, byte[] standardInput) {
        AddressRangesBuilder builder = new AddressRangesBuilder();
        RangeArguments.read(arguments, new ByteArrayInputStream(standardInput), builder::include);
        return builder.build();
    }

    private static String refusal(String standardInput) {
        return assertThrows(IllegalArgumentException.class, () -> read(List.of("-"), standardInput))
                .getMessage();
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream output = new GZIPOutputStream(compressed)) {
            output.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
