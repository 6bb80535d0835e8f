package io.reverseip.hashgenerator.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnsealedRecipe;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestEngineTest {
    private static final int MAX_AFFIX = 200;
    private static final int UNTOUCHED = 0xdeadbeef;

    static List<DigestEngine> engines() {
        return Stream.concat(Stream.of(new MessageDigestEngine(), new PortableEngine()), VectorEngine.ALL.stream())
                .toList();
    }

    @Provide
    static Arbitrary<DigestEngine> anyEngine() {
        return Arbitraries.of(engines());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hashesEveryLengthOfText(DigestEngine engine) {
        List<String> octets = List.of("7", "42", "213");
        int[] addresses = octets.stream()
                .flatMap(a -> octets.stream().map(b -> a + "." + b))
                .flatMap(ab -> octets.stream().map(c -> ab + "." + c))
                .flatMap(abc -> octets.stream().map(d -> abc + "." + d))
                .mapToInt(DigestEngineTest::address)
                .toArray();

        assertHashesEach(engine, addresses);
        for (int address : addresses) {
            assertHashesRun(engine, address, 3);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hashesAcrossDigitBoundariesOfEachOctet(DigestEngine engine) {
        for (int last : new int[] {9, 99, 199, 255}) {
            assertHashesRun(engine, address("1.2.3." + last) - 5, 11);
            assertHashesRun(engine, address("1.2." + last + ".250"), 20);
            assertHashesRun(engine, address("1." + last + ".255.250"), 20);
            if (last < 255) {
                assertHashesRun(engine, address(last + ".255.255.250"), 20);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hashesBothEndsOfTheSpace(DigestEngine engine) {
        assertHashesRun(engine, 0, 700);
        assertHashesRun(engine, -700, 700);
        assertHashesRun(engine, address("127.255.254.3"), 700);
        assertHashesEach(engine, new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE});
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hashesFromEveryLastOctetOn(DigestEngine engine) {
        for (int last = 0; last < 256; last++) {
            assertHashesRun(engine, address("10.20.30." + last), 18);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hashesAnyNumberOfAddresses(DigestEngine engine) {
        for (int count = 0; count <= 70; count++) {
            assertHashesRun(engine, address("99.100.9.200"), count);
            assertHashesEach(
                    engine, IntStream.range(0, count).map(i -> i * 0x0f1e2d3d).toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void mixesRunsAndScatteredAddresses(DigestEngine engine) {
        for (TextForm form : TextForm.values()) {
            mixesRunsAndScatteredAddresses(engine, recipe(form, 5, 6));
        }
    }

    private static void mixesRunsAndScatteredAddresses(DigestEngine engine, UnsealedRecipe recipe) {
        Digester definition = new Digester(recipe);
        DigestEngine.Kernel kernel = engine.newKernel(recipe);
        int[] leadingBits = new int[3];
        for (int address : new int[] {address("1.2.3.4"), address("255.254.253.252"), address("9.9.9.9")}) {
            kernel.hashRun(address, 3, leadingBits);
            assertEquals(definition.leadingBits(address + 2), leadingBits[2]);
            kernel.hashEach(new int[] {address ^ 0x7f7f7f7f}, 1, leadingBits);
            assertEquals(definition.leadingBits(address ^ 0x7f7f7f7f), leadingBits[0]);
        }
    }

    /** Prefixes and suffixes that end everywhere within a word and a block, in up to six blocks; all functions. */
    @Provide
    static Arbitrary<UnsealedRecipe> anyRecipe() {
        Arbitrary<Integer> lengths = Arbitraries.integers().between(0, MAX_AFFIX);
        return Combinators.combine(
                        Arbitraries.of(DigestFunction.values()),
                        Arbitraries.of(TextForm.values()),
                        lengths,
                        lengths,
                        Arbitraries.of("{ip}", "{ip}", "{ip}", "{len}:{ip}", "{ip}{ip}"),
                        lengths)
                .as(DigestEngineTest::recipe);
    }

    private static UnsealedRecipe recipe(TextForm form, int prefix, int suffix) {
        return recipe(DigestFunction.SHA256, form, prefix, suffix, "{ip}", 0);
    }

    private static UnsealedRecipe recipe(
            DigestFunction function, TextForm form, int prefix, int suffix, String middle, int key) {
        Secrets secrets = SecretsOf.properties(Map.of(
                "prefix.base64", base64("prefix of so many characters: or even some more", prefix),
                "suffix.base64", base64("SUFFIX OF SO MANY CHARACTERS; OR EVEN SOME MORE", suffix),
                "key.base64", base64("key of so many characters", key)));
        return secrets.unseal(new Recipe(
                function,
                form,
                Template.parse("{secret:prefix}" + middle + "{secret:suffix}"),
                function == DigestFunction.HMAC_SHA256 ? "key" : ""));
    }

    private static String base64(String text, int length) {
        byte[] bytes = text.repeat(MAX_AFFIX).substring(0, length).getBytes(StandardCharsets.US_ASCII);
        // An empty value counts as none.
        return length == 0 ? " " : Base64.getEncoder().encodeToString(bytes);
    }

    /** Around the ends of blocks, where messages of one recipe can take different numbers of them. */
    @ParameterizedTest
    @MethodSource("engines")
    void hashesMessagesOfLengthsAroundTheEndsOfBlocks(DigestEngine engine) {
        for (DigestFunction function : DigestFunction.values()) {
            for (int length : new int[] {55, 56, 63, 64, 119, 120, 200}) {
                assertHashesRun(
                        engine, recipe(function, TextForm.RAW, length - 4, 0, "{ip}", length), address("8.8.8.0"), 40);
                assertHashesRun(
                        engine,
                        recipe(function, TextForm.DOTTED, 0, length - 11, "{ip}", length),
                        address("9.9.9.90"),
                        40);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hashesEachTextFormAtTheBoundariesOfItsLengths(DigestEngine engine) {
        for (TextForm form : TextForm.values()) {
            UnsealedRecipe recipe = recipe(form, 0, 0);
            for (long power = 1; power < 1L << 32; power *= 10) {
                int first = (int) Math.max(0, power - 300);
                assertHashesRun(engine, recipe, first, 600);
                assertHashesEach(
                        engine, recipe, IntStream.range(first, first + 600).toArray());
            }
            assertHashesRun(engine, recipe, -700, 700);
            assertHashesRun(engine, recipe, address("99.199.9.200"), 300);
        }
    }

    @Property(tries = 400)
    void hashesAnyRunByAnyRecipe(
            @ForAll("anyEngine") DigestEngine engine,
            @ForAll("anyRecipe") UnsealedRecipe recipe,
            @ForAll int first,
            @ForAll @IntRange(max = 1_100) int count) {
        long untilTheEnd = (1L << 32) - Integer.toUnsignedLong(first);
        assertHashesRun(engine, recipe, first, (int) Math.min(count, untilTheEnd));
    }

    @Property(tries = 400)
    void hashesAnyAddressesByAnyRecipe(
            @ForAll("anyEngine") DigestEngine engine,
            @ForAll("anyRecipe") UnsealedRecipe recipe,
            @ForAll @Size(max = 600) int[] addresses) {
        assertHashesEach(engine, recipe, addresses);
    }

    @Property(tries = 120)
    void hashesAnyRun(
            @ForAll("anyEngine") DigestEngine engine, @ForAll int first, @ForAll @IntRange(max = 1_100) int count) {
        long untilTheEnd = (1L << 32) - Integer.toUnsignedLong(first);
        assertHashesRun(engine, first, (int) Math.min(count, untilTheEnd));
    }

    @Property(tries = 120)
    void hashesAnyAddresses(@ForAll("anyEngine") DigestEngine engine, @ForAll @Size(max = 600) int[] addresses) {
        assertHashesEach(engine, addresses);
    }

    private static void assertHashesRun(DigestEngine engine, int first, int count) {
        assertHashesRun(engine, UnsealedRecipe.PLAIN, first, count);
    }

    private static void assertHashesRun(DigestEngine engine, UnsealedRecipe recipe, int first, int count) {
        int[] leadingBits = new int[count + 3];
        Arrays.fill(leadingBits, UNTOUCHED);
        engine.newKernel(recipe).hashRun(first, count, leadingBits);
        assertDigests(
                engine, recipe, IntStream.range(0, count).map(i -> first + i).toArray(), leadingBits);
    }

    private static void assertHashesEach(DigestEngine engine, int[] addresses) {
        assertHashesEach(engine, UnsealedRecipe.PLAIN, addresses);
    }

    private static void assertHashesEach(DigestEngine engine, UnsealedRecipe recipe, int[] addresses) {
        int[] leadingBits = new int[addresses.length + 3];
        Arrays.fill(leadingBits, UNTOUCHED);
        engine.newKernel(recipe).hashEach(addresses, addresses.length, leadingBits);
        assertDigests(engine, recipe, addresses, leadingBits);
    }

    private static void assertDigests(DigestEngine engine, UnsealedRecipe recipe, int[] addresses, int[] leadingBits) {
        Digester definition = new Digester(recipe);
        for (int i = 0; i < addresses.length; i++) {
            int at = i;
            assertEquals(
                    definition.leadingBits(addresses[i]),
                    leadingBits[i],
                    () -> "%s, %s, index %d, address %08x".formatted(engine.name(), recipe, at, addresses[at]));
        }
        for (int i = addresses.length; i < leadingBits.length; i++) {
            assertEquals(UNTOUCHED, leadingBits[i], "written behind the end");
        }
    }

    private static int address(String dotted) {
        return Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).reduce(0, (a, b) -> a << 8 | b);
    }
}
