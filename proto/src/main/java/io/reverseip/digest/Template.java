package io.reverseip.digest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands around the text of an address in the message that is hashed: literal bytes, secrets by name, the length of the text. Written as
 * text with {@code {ip}}, {@code {len}}, {@code {secret:NAME}} and {@code {bytes:HEX}}; <code>{{</code> and <code>}}</code> are braces, anything else is itself
 * in UTF-8. Two templates are equal if they make the same messages in the same way, however they were written. Immutable.
 */
public final class Template {
    /** The text of the address alone. */
    public static final Template ADDRESS_ALONE = parse("{ip}");

    /** Maximum number of characters of {@link #text}: a template is part of each message to a writer. */
    public static final int MAX_CHARS = 512;

    private static final String HINT =
            "A template has {ip}, and may have {len}, {secret:NAME} and {bytes:HEX}; write {{ and }} for braces.";
    private static final String SECRET = "secret:";
    private static final String BYTES = "bytes:";

    private final List<Part> parts;
    private final String text;

    /** A piece of a template. */
    sealed interface Part {
        /** Literal bytes, not to be changed. */
        record Literal(byte[] bytes) implements Part {}

        /** The value of a secret. */
        record Secret(String name) implements Part {}

        /** The address in its text form. */
        record Text() implements Part {}

        /** The number of bytes of that, in decimal digits. */
        record Length() implements Part {}
    }

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.text = canonical(this.parts);
        if (parts.stream().noneMatch(Part.Text.class::isInstance)) {
            throw new IllegalArgumentException(
                    "Template '%s' has no {ip}, so that all addresses would have one digest. %s"
                            .formatted(abbreviated(text), HINT));
        }
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "Template '%s' is %d characters long, written with {bytes:HEX} for all but printable ASCII; at most %d are allowed. Put long literals into a secret."
                            .formatted(abbreviated(text), text.length(), MAX_CHARS));
        }
    }

    /**
     * The text of the address between two secrets.
     *
     * @param prefixSecret name of the secret before it, empty for none
     * @param suffixSecret name of the secret behind it, empty for none
     * @throws IllegalArgumentException if a name is not allowed
     */
    public static Template between(String prefixSecret, String suffixSecret) {
        return new Template(Stream.of(named(prefixSecret), Stream.of(new Part.Text()), named(suffixSecret))
                .<Part>flatMap(part -> part)
                .toList());
    }

    private static Stream<Part> named(String secret) {
        return secret.isEmpty() ? Stream.empty() : Stream.of(new Part.Secret(requireName(secret)));
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if the text is no template, has no {@code {ip}}, or is too long
     */
    public static Template parse(String text) {
        Builder builder = new Builder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '{' && c != '}') {
                int end = endOfLiteral(text, at);
                builder.literal(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
                at = end;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == c) {
                builder.literal(new byte[] {(byte) c});
                at += 2;
            } else {
                int end = c == '{' ? text.indexOf('}', at) : -1;
                if (end < 0) {
                    throw new IllegalArgumentException("Template '%s' has a single %s at character %d. %s"
                            .formatted(abbreviated(text), c, at + 1, HINT));
                }
                builder.placeholder(text.substring(at + 1, end));
                at = end + 1;
            }
        }
        return builder.build();
    }

    private static int endOfLiteral(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '{' && text.charAt(end) != '}') {
            end++;
        }
        return end;
    }

    /** Collects parts, neighbouring literals as one. */
    private static final class Builder {
        private final List<Part> parts = new ArrayList<>();
        private final ByteArrayOutputStream literal = new ByteArrayOutputStream();

        void literal(byte[] bytes) {
            literal.writeBytes(bytes);
        }

        void placeholder(String inside) {
            if (inside.startsWith(BYTES)) {
                literal(hex(inside.substring(BYTES.length())));
                return;
            }
            add(
                    switch (inside) {
                        case "ip" -> new Part.Text();
                        case "len" -> new Part.Length();
                        case String secret
                        when secret.startsWith(SECRET) ->
                            new Part.Secret(requireName(secret.substring(SECRET.length())));
                        default ->
                            throw new IllegalArgumentException(
                                    "{%s} is unknown in a template. %s".formatted(abbreviated(inside), HINT));
                    });
        }

        private void add(Part part) {
            endLiteral();
            parts.add(part);
        }

        private void endLiteral() {
            if (literal.size() > 0) {
                parts.add(new Part.Literal(literal.toByteArray()));
                literal.reset();
            }
        }

        Template build() {
            endLiteral();
            return new Template(parts);
        }
    }

    private static byte[] hex(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "{bytes:%s} is not two hexadecimal digits per byte, such as {bytes:0d0a}."
                            .formatted(abbreviated(digits)),
                    e);
        }
    }

    static String requireName(String secret) {
        if (!Recipe.SECRET_NAME.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "Secret name '%s' is not allowed: use %s. Give the name of a configured secret, not its value."
                            .formatted(abbreviated(secret), Recipe.SECRET_NAME.pattern()));
        }
        return secret;
    }

    private static String canonical(List<Part> parts) {
        StringBuilder canonical = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal literal -> appendLiteral(literal.bytes(), canonical);
                case Part.Secret(String name) ->
                    canonical.append('{').append(SECRET).append(name).append('}');
                case Part.Text() -> canonical.append("{ip}");
                case Part.Length() -> canonical.append("{len}");
            }
        }
        return canonical.toString();
    }

    /** Printable ASCII as it is, all else in hexadecimal digits. */
    private static void appendLiteral(byte[] bytes, StringBuilder text) {
        int at = 0;
        while (at < bytes.length) {
            if (isPrintable(bytes[at])) {
                char c = (char) bytes[at++];
                text.repeat(c, c == '{' || c == '}' ? 2 : 1);
            } else {
                int end = at;
                while (end < bytes.length && !isPrintable(bytes[end])) {
                    end++;
                }
                text.append('{').append(BYTES);
                HexFormat.of().formatHex(text, bytes, at, end).append('}');
                at = end;
            }
        }
    }

    private static boolean isPrintable(byte b) {
        return b >= ' ' && b <= '~';
    }

    private static String abbreviated(String text) {
        return Digest.abbreviated(text);
    }

    /** In canonical form: printable ASCII, which {@link #parse} reads as the same template. */
    public String text() {
        return text;
    }

    List<Part> parts() {
        return parts;
    }

    /** The names of its secrets, each once, in order of first use. */
    List<String> secrets() {
        return parts.stream()
                .<String>mapMulti((part, names) -> {
                    if (part instanceof Part.Secret(String name)) {
                        names.accept(name);
                    }
                })
                .distinct()
                .toList();
    }

    /** Whether it is the text of the address alone, or between secrets: what version 1 can express. */
    boolean isBetweenSecrets() {
        return equals(between(prefixSecret(), suffixSecret()));
    }

    /** Whether it is that with a line feed behind the text. */
    boolean isLineBetweenSecrets() {
        return text.equals(between(prefixSecret(), suffixSecret()).text.replace("{ip}", "{ip}{bytes:0a}"));
    }

    /** Name of the secret at the beginning, empty if there is none. */
    String prefixSecret() {
        return parts.getFirst() instanceof Part.Secret(String name) ? name : "";
    }

    /** Name of the secret at the end, empty if there is none. */
    String suffixSecret() {
        return parts.getLast() instanceof Part.Secret(String name) ? name : "";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The same as {@link #text}. */
    @Override
    public String toString() {
        return text;
    }
}
