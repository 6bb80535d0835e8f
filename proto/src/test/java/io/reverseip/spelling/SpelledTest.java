package io.reverseip.spelling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.spelling.Spelled.Malformed;
import io.reverseip.spelling.Spelled.OtherFunction;
import io.reverseip.spelling.Spelled.Several;
import io.reverseip.spelling.Spelled.Truncated;
import io.reverseip.spelling.Spelled.Whole;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpelledTest {
    /** SHA-256 of 8.8.8.8. */
    private static final String D = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";

    /** SHA-256 of 8.8.4.4. */
    private static final String OTHER = "842b949c6959da939d116c163ce37f979c7dbb8b4a23f1edf889e5b75852ddc0";

    private static final String BASE64 = "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPU=";
    private static final Digest DIGEST = Digest.parse(D);

    @ParameterizedTest
    @MethodSource("wholeDigests")
    void readsAWholeDigestInEverySpelling(String entry) {
        assertEquals(new Whole(DIGEST), Spelled.of(entry));
    }

    static Stream<String> wholeDigests() {
        String upper = D.toUpperCase(Locale.ROOT);
        String colons = D.replaceAll("..(?!$)", "$0:");
        return Stream.of(
                D,
                upper,
                "sha256:" + D,
                "SHA256:" + upper,
                "sha-256:" + D,
                "sha256=" + D,
                "sha256: " + D,
                "\\x" + D,
                "\\\\x" + D,
                "0x" + upper,
                "0X" + D,
                "X'" + D + "'",
                "\"" + D + "\"",
                "'" + D + "'",
                "`" + D + "`",
                "\\\"" + D + "\\\"",
                "\u201c" + D + "\u201d",
                "\u00ab\u00a0" + D + "\u00a0\u00bb",
                "\ufeff" + D,
                "\"sha256:" + D + "\",",
                "[\"" + D + "\"]",
                "(" + D + ")",
                "<" + D + ">",
                D + ",",
                D + ";",
                D + ".",
                D + ":",
                " " + D + "\t",
                "- " + D,
                "* " + D,
                BASE64,
                BASE64.replace("=", ""),
                BASE64.replace('/', '_'),
                BASE64.replace('/', '_').replace("=", ""),
                "'" + BASE64 + "',",
                "sha256-" + BASE64,
                "SHA256:" + BASE64.replace("=", ""),
                "{SHA256}" + BASE64,
                "sha-256=:" + BASE64 + ":",
                "QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2U5U2WL7CD2Q====",
                "QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2U5U2WL7CD2Q",
                "qogeyjltqshvrz2dgi2bu7fgxronq2uk5r6wiqjx2u5u2wl7cd2q",
                "\"QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2U5U2WL7CD2Q====\";",
                colons,
                colons.toUpperCase(Locale.ROOT),
                "\"" + colons + "\"",
                colons.replace(':', '-'),
                colons.replace(':', ' '),
                "SHA256 Fingerprint=" + colons.toUpperCase(Locale.ROOT),
                D + "  -",
                D + " *stdin",
                D + "  access.log",
                "SHA256 (name) = " + D,
                "SHA2-256(stdin)= " + D,
                D + ":pepper",
                D + ":deadbeef",
                "user:" + D,
                "user:" + BASE64,
                "client=" + D,
                "client=" + BASE64 + "&x=1",
                D + " - - [09/Mar/2026:10:15:00 +0000] \"GET / HTTP/1.1\" 200 615",
                BASE64 + " - - [09/Mar/2026:10:15:00 +0000] \"GET / HTTP/1.1\" 200 615",
                "{\"client\":{\"ip_hash\":\"" + D + "\"}}",
                "{\\u0022ip\\u0022:\\u0022" + D + "\\u0022}",
                "GET /?h=%22" + D + "%22 HTTP/1.1",
                "GET /?h=\\x22" + D + "\\x22 HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({
        "838c4c2573848f58, 838c4c2573848f58",
        "838C4C2573848F58, 838c4c2573848f58",
        "838c4c25, 838c4c25",
        "838c4c, 838c4c",
        "0x838C4C25, 838c4c25",
        "\\x838c4c25, 838c4c25",
        "sha256:838c4c25, 838c4c25",
        "{SHA256}838c4c25, 838c4c25",
        "\"838c4c25\", 838c4c25",
        "838c4c25..., 838c4c25",
        "838c4c25\u2026, 838c4c25",
        "838c4c25;, 838c4c25",
        "83:8c:4c:25:73:84:8f:58, 838c4c2573848f58",
        "g4xMJX, 838c4c257",
        "g4xMJXO, 838c4c2573",
        "g4xMJXOEj1g=, 838c4c2573848f58",
        "g4xMJXOEj1g, 838c4c2573848f58",
        "sha256-g4xMJXOEj1jn, 838c4c2573848f58e7",
        "'g4xMJXOEj1jnQzI0GnymvA==', 838c4c2573848f58e74332341a7ca6bc",
        "'g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl_EP', 838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f"
    })
    void readsTheBeginningOfADigest(String entry, String hex) {
        Truncated truncated = assertInstanceOf(Truncated.class, Spelled.of(entry));

        assertEquals(hex, truncated.prefix().hex());
        assertTrue(truncated.prefix().begins(DIGEST));
        assertEquals(Optional.empty(), truncated.restored());
    }

    @Test
    void keepsEveryBitOfTruncatedBase64() {
        Truncated truncated = assertInstanceOf(Truncated.class, Spelled.of("g4xMJXO"));

        assertEquals(42, truncated.prefix().bits());
    }

    /** SHA-256 of 8.8.0.8 begins with a zero. */
    @Test
    void restoresLeadingZerosAndTriesAsTruncatedToo() {
        String given = "1f789db422c7b6215fcb9a8e94261b0dbb27b3f452dcc7a3f74baea0a06d8a3";

        assertEquals(
                new Truncated(DigestPrefix.parse(given), Optional.of(Digest.parse("0" + given)), Optional.empty()),
                Spelled.of("\"0x" + given + "\""));
    }

    @ParameterizedTest
    @CsvSource({"55, false", "56, true", "63, true"})
    void restoresUpToEightZeros(int chars, boolean restores) {
        Truncated truncated = assertInstanceOf(Truncated.class, Spelled.of(D.substring(0, chars)));

        assertEquals(
                restores ? Optional.of(Digest.parse("0".repeat(64 - chars) + D.substring(0, chars))) : Optional.empty(),
                truncated.restored());
        assertEquals(4 * chars, truncated.prefix().bits());
    }

    @ParameterizedTest
    @CsvSource({
        "40ff44d9e619b17524bf3763204f9cbb, MD5",
        "53a636befcd6e3049a0eae5fbc44016512229221, SHA_1",
        "53:a6:36:be:fc:d6:e3:04:9a:0e:ae:5f:bc:44:01:65:12:22:92:21, SHA_1",
        "QP9E2eYZsXUkvzdjIE+cuw==, MD5"
    })
    void namesTheFunctionWhoseDigestsAreAsLongAsATruncatedOne(String entry, HashFunction function) {
        Truncated truncated = assertInstanceOf(Truncated.class, Spelled.of(entry));

        OtherFunction sameLength = truncated.sameLength().orElseThrow();
        assertEquals(function, sameLength.function());
        assertTrue(sameLength.explanation().contains(function.text()), sameLength.explanation());
    }

    @ParameterizedTest
    @MethodSource("otherFunctions")
    void namesTheFunctionOfALongerDigest(String entry, OtherFunction expected) {
        assertEquals(expected, Spelled.of(entry));
        assertTrue(expected.explanation().contains(expected.function().text()), expected.explanation());
    }

    static Stream<Arguments> otherFunctions() {
        String sha512 = D + OTHER;
        return Stream.of(
                other(sha512, HashFunction.SHA_512, Alphabet.HEX, 128, false),
                other("\"" + sha512.toUpperCase(Locale.ROOT) + "\"", HashFunction.SHA_512, Alphabet.HEX, 128, false),
                other(sha512.substring(0, 96), HashFunction.SHA_384, Alphabet.HEX, 96, false),
                other(base64Of(sha512), HashFunction.SHA_512, Alphabet.BASE64, 86, false),
                other(base64Of(sha512).replace("=", ""), HashFunction.SHA_512, Alphabet.BASE64, 86, false),
                other(base64Of(sha512.substring(0, 96)), HashFunction.SHA_384, Alphabet.BASE64, 64, false),
                other("KOTDNPXU23RQJGQOVZP3YRABMURCFEQK", HashFunction.SHA_1, Alphabet.BASE32, 32, false),
                other("sha512:" + D, HashFunction.SHA_512, Alphabet.HEX, 64, true),
                other("MD5:40ff44d9e619b17524bf3763204f9cbb", HashFunction.MD5, Alphabet.HEX, 32, true),
                other("sha512-" + base64Of(sha512), HashFunction.SHA_512, Alphabet.BASE64, 86, true));
    }

    private static Arguments other(String entry, HashFunction function, Alphabet alphabet, int chars, boolean named) {
        return Arguments.of(entry, new OtherFunction(function, alphabet, chars, named));
    }

    private static String base64Of(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    @Test
    void findsSeveralDigestsInOrder() {
        assertEquals(
                new Several(List.of(Digest.parse(OTHER), DIGEST, DIGEST)),
                Spelled.of(OTHER + " via " + BASE64 + ", sha256:" + D));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "\"\"",
                "sha256",
                "sha256:",
                "0x",
                "838c4",
                "8.8.8.8",
                "hello",
                "HelloWorld",
                "helloworld1",
                "00:1a:2b:3c:4d:5e",
                "2026-03-09",
                "2026-03-09T10:15:00Z",
                "the facade of a decade",
                "838c4c25 - - [09/Mar/2026:10:15:00 +0000]",
                "838c4c2573848f58:pepper",
                "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f50",
                "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10fg",
                "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPV=",
                "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPU==",
                "g4xMJXOEj1jnQzI0-nymvFzYaorsfWRBN9U7TVl/EPU=",
                "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPUA",
                "QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2U5U2WL7CD2R",
                "QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2U5U2WL7CD2Q===",
                "QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2u5u2wl7cd2q"
            })
    void refusesAnythingElseAndSaysWhatIsAllowed(String entry) {
        Malformed malformed = assertInstanceOf(Malformed.class, Spelled.of(entry));

        assertTrue(malformed.reason().contains("give 64 hexadecimal characters"), malformed.reason());
        assertTrue(
                malformed.reason().endsWith("these are " + entry.length() + ".")
                        || malformed.reason().endsWith("is not hexadecimal."),
                malformed.reason());
    }

    @Test
    void namesTheOneCharacterThatIsWrong() {
        Malformed malformed = assertInstanceOf(Malformed.class, Spelled.of(D.replaceFirst("7384", "73o4")));

        assertTrue(malformed.reason().endsWith("Number 11, 'o', is not hexadecimal."), malformed.reason());
    }

    @Test
    void explainsDigestsThatLostTheLineEndsBetweenThem() {
        Malformed malformed = assertInstanceOf(Malformed.class, Spelled.of(D + OTHER + D));
        assertTrue(malformed.reason().contains("3 SHA-256 digests without line ends"), malformed.reason());

        OtherFunction two = assertInstanceOf(OtherFunction.class, Spelled.of(D + OTHER));
        assertTrue(two.explanation().contains("two SHA-256 digests without a line end"), two.explanation());
    }

    @Test
    void abbreviatesALongTextInItsReason() {
        Malformed malformed = assertInstanceOf(Malformed.class, Spelled.of("\u001b\u00e9".repeat(100_000)));

        assertTrue(malformed.reason().length() < 800, malformed.reason());
        assertTrue(malformed.reason().endsWith("these are 200,000."), malformed.reason());
        assertTrue(malformed.reason().chars().allMatch(c -> c >= ' '), malformed.reason());
    }

    @Test
    void readsPartOfAnArray() {
        byte[] text = ("x" + D + "y").getBytes(StandardCharsets.US_ASCII);

        assertEquals(new Whole(DIGEST), Spelled.of(text, 1, 65));
    }

    @Property
    void everySpellingReadsBack(@ForAll @Size(32) byte[] bytes, @ForAll WholeSpelling spelling) {
        Digest digest = Digest.of(bytes);
        Assume.that(!spelling.isBase64() || isOfBothCases(spelling.of(digest)));

        for (String around : List.of("%s", " %s ", "\"%s\"", "'%s',", "%s.", "(%s)", "ip=%s&a=b", "a %s b", "%s\r")) {
            String entry = around.formatted(spelling.of(digest));
            assertEquals(new Whole(digest), Spelled.of(entry), entry);
        }
    }

    /** Base64 of bytes that are not like random ones, such as zeros only, is not taken for a digest. */
    private static boolean isOfBothCases(String base64) {
        String text = base64.substring(base64.replace("=", "").length() - 43);
        return !text.equals(text.toUpperCase(Locale.ROOT)) && !text.equals(text.toLowerCase(Locale.ROOT));
    }

    @Property
    void everyTruncatedHexReadsBack(@ForAll @Size(32) byte[] bytes, @ForAll @IntRange(min = 6, max = 63) int chars) {
        String hex = Digest.of(bytes).hex().substring(0, chars);

        for (String around : List.of("%s", "\"%s\"", "0x%s", "sha256:%s,", "\\x%s", "%s...")) {
            Spelled spelled = Spelled.of(around.formatted(hex));
            if (spelled instanceof Truncated truncated) {
                assertEquals(DigestPrefix.parse(hex), truncated.prefix());
            } else {
                // 52 characters can be those of a whole digest in base32, which wins.
                assertEquals(52, chars, hex);
            }
        }
    }

    @Property
    void randomTextIsReadWithoutFailing(@ForAll @StringLength(max = 300) String text) {
        assertTrue(Spelled.of(text) != null);
    }

    @Property
    void textOfTheCharactersOfDigestsIsReadWithoutFailing(
            @ForAll
                    @StringLength(max = 140)
                    @CharRange(from = '0', to = '9')
                    @CharRange(from = 'A', to = 'G')
                    @CharRange(from = 'a', to = 'g')
                    @Chars({'x', '=', ':', '-', ' ', '/', '+', '_', '\\', '"', '{', '}', '%'})
                    String text) {
        if (Spelled.of(text) instanceof Truncated truncated) {
            assertTrue(truncated.prefix().bits() >= DigestPrefix.MIN_BITS);
        }
    }
}
