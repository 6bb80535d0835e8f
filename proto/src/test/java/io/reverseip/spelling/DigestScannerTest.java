package io.reverseip.spelling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DigestScannerTest {
    private static final String D = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";
    private static final Digest DIGEST = Digest.parse(D);
    private static final String BASE64 = WholeSpelling.BASE64.of(DIGEST);
    private static final String COLONS = WholeSpelling.COLONS.of(DIGEST);

    /** Texts between digests: bounded by characters that belong to none, and without any themselves. */
    private static final List<String> FILLERS = List.of(
            " ",
            "\n",
            " - - [09/Mar/2026:10:15:00 +0000] \"GET /index.html HTTP/1.1\" 200 615\n",
            "\",\"ip\":\"",
            ",",
            ";",
            "|",
            " caf\u00e9 ",
            " cafe decade 0123456789abcdef ",
            " 40ff44d9e619b17524bf3763204f9cbb ",
            " " + D + "00 ",
            " " + D.substring(1) + " ",
            " " + D + D + " ",
            " " + BASE64.substring(1) + " ",
            " x" + BASE64 + " ",
            " user=root&client=",
            "\t00:1a:2b:3c:4d:5e\t",
            " " + COLONS + ":00\n",
            " " + COLONS.substring(3) + "\n",
            " " + "f".repeat(1_000) + "\n",
            " " + "Zz9/".repeat(300) + "\n",
            "\u0000\u007f");

    record Found(long from, long to, Digest digest) {}

    private static List<Found> scan(byte[] text, int piece) {
        List<Found> found = new ArrayList<>();
        DigestScanner scanner = new DigestScanner((from, to, digest) -> found.add(new Found(from, to, digest)));
        for (int at = 0; at < text.length; at += piece) {
            scanner.accept(text, at, Math.min(text.length, at + piece));
        }
        scanner.end();
        return found;
    }

    private static List<Found> scan(String text) {
        return scan(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE / 2);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void reportsWhereADigestStandsWithItsPrefixAndPadding(String before, String spelling, String after) {
        assertEquals(
                List.of(new Found(before.length(), before.length() + spelling.length(), DIGEST)),
                scan(before + spelling + after));
    }

    static Stream<Arguments> texts() {
        String base32 = WholeSpelling.BASE32.of(DIGEST);
        return Stream.of(
                Arguments.of("", D, ""),
                Arguments.of("ip=", D, " end"),
                Arguments.of("\"", "sha256:" + D, "\""),
                Arguments.of("[", "SHA-256:" + D, "]"),
                Arguments.of("\"", "0x" + D, "\""),
                Arguments.of("'", "\\x" + D, "'"),
                Arguments.of("'", "\\\\x" + D, "'"),
                Arguments.of("sha256=", D, "&"),
                Arguments.of("[sha256]", D, ""),
                Arguments.of("mysha256:", D, ""),
                Arguments.of("10x", D, ""),
                Arguments.of("%22", D, "%22"),
                Arguments.of("\\x22", D, "\\x22"),
                Arguments.of("\\u0022", D, "\\u0022"),
                Arguments.of("/user/", D, "/posts"),
                Arguments.of("id_", D, "_x"),
                Arguments.of("client=", BASE64, ""),
                Arguments.of("client=", BASE64.replace("=", ""), " ="),
                Arguments.of("(", "sha256-" + BASE64, ")"),
                Arguments.of("(", "sha256/" + BASE64, ")"),
                Arguments.of("", BASE64.replace("=", ""), "\n"),
                Arguments.of("a ", base32, " b"),
                Arguments.of("a ", base32.replace("=", ""), ";"),
                Arguments.of("", COLONS, ":pepper"),
                Arguments.of("", COLONS, ":abpepper"),
                Arguments.of("", COLONS, ":abc"),
                Arguments.of("", COLONS, ":"),
                Arguments.of("Fingerprint=", COLONS, "\n"),
                Arguments.of("fingerprint ", "sha256:" + COLONS, ""),
                Arguments.of("abcd:", COLONS, ""),
                Arguments.of("bytes ", WholeSpelling.DASHES.of(DIGEST), "."),
                Arguments.of("bytes: ", WholeSpelling.BLANKS.of(DIGEST), " (32)"));
    }

    @ParameterizedTest
    @MethodSource("textsWithout")
    void findsNothingWhereADigestIsNotBounded(String text) {
        assertEquals(List.of(), scan(text));
    }

    static Stream<String> textsWithout() {
        return Stream.concat(
                FILLERS.stream(),
                Stream.of(
                        D + "0",
                        "0" + D,
                        "22" + D,
                        BASE64 + "=",
                        "a" + BASE64,
                        "/" + BASE64,
                        BASE64.replace("=", "") + "-",
                        BASE64.replace('U', 'V'),
                        "md5-" + BASE64,
                        WholeSpelling.BASE32.of(DIGEST).replace("====", "=="),
                        "A" + WholeSpelling.BASE32.of(DIGEST),
                        COLONS + ":00",
                        "00:" + COLONS,
                        COLONS.replaceFirst(":", "-"),
                        COLONS.replaceFirst(":", "::"),
                        "838c4c25"));
    }

    @Test
    void findsWhatFollowsAnIncompleteChainOfPairs() {
        String text = "83:8c:" + D + " 12-34-" + COLONS + ":" + D;

        assertEquals(
                List.of(new Found(6, 70, DIGEST), new Found(77, 172, DIGEST), new Found(173, 237, DIGEST)), scan(text));
    }

    @Test
    void beginsPositionsAgainAfterTheEnd() {
        List<Long> positions = new ArrayList<>();
        DigestScanner scanner = new DigestScanner((from, to, digest) -> positions.add(from));
        byte[] text = D.getBytes(StandardCharsets.US_ASCII);

        scanner.accept(text, 0, 63);
        scanner.end();
        scanner.accept(text, 0, 64);
        scanner.end();
        scanner.accept(text, 0, 64);
        scanner.end();

        assertEquals(List.of(0L, 0L), positions);
    }

    @Property
    void findsExactlyWhatWasPlantedHoweverTheTextIsCut(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<Found> planted = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            text.append(FILLERS.get(random.nextInt(FILLERS.size())));
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            WholeSpelling[] spellings = WholeSpelling.values();
            String spelling = spellings[random.nextInt(spellings.length)].of(Digest.of(bytes));
            text.append('"');
            int from = text.toString().getBytes(StandardCharsets.UTF_8).length;
            text.append(spelling).append('"');
            planted.add(new Found(from, from + spelling.length(), Digest.of(bytes)));
        }
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);

        assertEquals(planted, scan(utf8, utf8.length));
        assertEquals(planted, scan(utf8, 1 + random.nextInt(40)));
    }

    @Property
    void whatIsFoundDoesNotDependOnHowTheTextIsCut(@ForAll long seed) {
        Random random = new Random(seed);
        String characters = "0123456789abcdefABCxyzg:- =+/_\\%\"\n";
        StringBuilder text = new StringBuilder();
        while (text.length() < 2_000) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            WholeSpelling[] spellings = WholeSpelling.values();
            text.append(spellings[random.nextInt(spellings.length)].of(Digest.of(bytes)));
            for (int i = random.nextInt(6); i > 0; i--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);

        List<Found> found = scan(bytes, bytes.length);
        assertEquals(found, scan(bytes, 1));
        assertEquals(found, scan(bytes, 1 + random.nextInt(200)));
        long end = 0;
        for (Found each : found) {
            assertTrue(each.from() >= end && each.to() > each.from(), found.toString());
            assertTrue(each.to() - each.from() <= DigestScanner.MAX_BYTES, found.toString());
            end = each.to();
        }
    }
}
