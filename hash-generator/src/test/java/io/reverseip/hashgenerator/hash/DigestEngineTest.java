package io.reverseip.hashgenerator.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnsealedRecipe;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestEngineTest {
    private static final List<TextForm> VERSION_1 =
            List.of(TextForm.DOTTED, TextForm.DOTTED_NEWLINE, TextForm.DECIMAL, TextForm.HEX, TextForm.RAW);
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
        for (TextForm form : VERSION_1) {
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

    /** Prefixes and suffixes that end everywhere within a word, up to the one block of SHA-256. */
    @Provide
    static Arbitrary<UnsealedRecipe> anyRecipe() {
        return Arbitraries.of(VERSION_1).flatMap(form -> {
            int room = Sha256.MAX_ONE_BLOCK_BYTES - form.maxLength();
            return Arbitraries.integers()
                    .between(0, room)
                    .flatMap(prefix -> Arbitraries.integers()
                            .between(0, room - prefix)
                            .map(suffix -> recipe(form, prefix, suffix)));
        });
    }

    private static UnsealedRecipe recipe(TextForm form, int prefix, int suffix) {
        Map<String, String> secrets = new HashMap<>();
        if (prefix > 0) {
            secrets.put(
                    "prefix.text",
                    "prefix of so many characters: or even some more".repeat(2).substring(0, prefix));
        }
        if (suffix > 0) {
            secrets.put(
                    "suffix.text",
                    "SUFFIX OF SO MANY CHARACTERS; OR EVEN SOME MORE".repeat(2).substring(0, suffix));
        }
        return SecretsOf.properties(secrets)
                .unseal(new Recipe(form, prefix > 0 ? "prefix" : "", suffix > 0 ? "suffix" : ""));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hashesEachTextFormAtTheBoundariesOfItsLengths(DigestEngine engine) {
        for (TextForm form : VERSION_1) {
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
