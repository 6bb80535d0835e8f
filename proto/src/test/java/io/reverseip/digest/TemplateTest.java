package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static final Map<String, String> VALUES = Map.of("salt.text", "s{ip}t", "pepper.base64", "AP8=");
    private static final Secrets SECRETS = SecretsOf.properties(VALUES);

    /** A piece of a template, and what it stands for in the message of 8.8.8.8. */
    private record Written(String text, byte[] bytes) {}

    @Provide
    static Arbitrary<List<Written>> pieces() {
        Arbitrary<Written> fixed = Arbitraries.of(
                new Written("{ip}", ascii("8.8.8.8")),
                new Written("{len}", ascii("7")),
                new Written("{secret:salt}", ascii("s{ip}t")),
                new Written("{secret:pepper}", new byte[] {0, -1}),
                new Written("{{", ascii("{")),
                new Written("}}", ascii("}")),
                new Written("{{ip}}", ascii("{ip}")));
        Arbitrary<Written> literals = Arbitraries.strings()
                .excludeChars('{', '}')
                .ofMaxLength(5)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .map(text -> new Written(text, text.getBytes(StandardCharsets.UTF_8)));
        Arbitrary<Written> bytes = Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(5)
                .map(array -> new Written("{bytes:" + HexFormat.of().formatHex(array) + "}", array));
        Arbitrary<List<Written>> some =
                Arbitraries.oneOf(fixed, literals, bytes).list().ofMaxSize(6);
        return Combinators.combine(some, some).as((before, behind) -> {
            List<Written> all = new ArrayList<>(before);
            all.add(new Written("{ip}", ascii("8.8.8.8")));
            all.addAll(behind);
            return all;
        });
    }

    @Property(tries = 300)
    void makesTheMessageThatIsWrittenAndIsEqualToItsCanonicalForm(@ForAll("pieces") List<Written> pieces) {
        String text = String.join("", pieces.stream().map(Written::text).toList());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        pieces.forEach(piece -> expected.writeBytes(piece.bytes()));

        Template template = Template.parse(text);

        assertArrayEquals(expected.toByteArray(), message(template));
        Template again = Template.parse(template.text());
        assertEquals(template, again);
        assertEquals(template.text(), again.text());
        assertTrue(template.text().chars().allMatch(c -> c >= ' ' && c <= '~'), template.text());
    }

    private static byte[] message(Template template) {
        UnsealedRecipe recipe = SECRETS.unseal(new Recipe(DigestFunction.SHA256, TextForm.DOTTED, template, ""));
        byte[] target = new byte[recipe.maxLength()];
        return Arrays.copyOf(target, recipe.write(0x08080808, target));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void isTheSameHoweverItsLiteralsAreWritten() {
        assertEquals(Template.parse("|a|{ip}|"), Template.parse("{bytes:7C61}{bytes:7c}{ip}{bytes:7c}"));
        assertNotEquals(Template.parse("{ip}|"), Template.parse("|{ip}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "x = has no {ip}",
                "{{ip}} = has no {ip}",
                "{ip = single { at character 1",
                "{ip}} = single } at character 5",
                "a{ = single { at character 2",
                "{IP} = {IP} is unknown",
                "{secret:Salt}{ip} = name 'Salt' is not allowed",
                "{secret:}{ip} = name '' is not allowed",
                "{bytes:0}{ip} = {bytes:0} is not two hexadecimal digits per byte",
                "{bytes:zz}{ip} = {bytes:zz} is not two hexadecimal digits per byte",
            })
    void saysWhatIsWrong(String text, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> Template.parse(text))
                .getMessage();

        assertTrue(message.contains(expected), message);
    }

    @Test
    void isNotLongerThanAMessageHasRoomFor() {
        assertEquals(
                Template.MAX_CHARS,
                Template.parse("x".repeat(Template.MAX_CHARS - 4) + "{ip}")
                        .text()
                        .length());
        assertThrows(IllegalArgumentException.class, () -> Template.parse("x".repeat(Template.MAX_CHARS - 3) + "{ip}"));
    }
}
