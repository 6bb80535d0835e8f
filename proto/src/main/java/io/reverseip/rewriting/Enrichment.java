package io.reverseip.rewriting;

import io.reverseip.address.DottedDecimal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the addresses of digests get into the text that has the digests. */
public enum Enrichment {
    /** Each digest, with its prefix and padding, is replaced by its address. */
    REPLACE {
        @Override
        byte[] inPlace(byte[] digest, Finding finding) {
            return finding instanceof Finding.Found(int address)
                    ? bytes(DottedDecimal.format(address))
                    : unavailableOrUnchanged(digest, finding);
        }
    },
    /** The address is added to each digest: {@code digest[address]}, or a column or member with it. */
    ANNOTATE {
        @Override
        byte[] inPlace(byte[] digest, Finding finding) {
            return finding instanceof Finding.Found(int address)
                    ? join(digest, bytes("[" + DottedDecimal.format(address) + "]"))
                    : unavailableOrUnchanged(digest, finding);
        }
    };

    /** The name in parameters: {@code replace}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a name; empty if there is none. */
    public static Optional<Enrichment> of(String text) {
        return Arrays.stream(values())
                .filter(enrichment -> enrichment.text().equals(text))
                .findFirst();
    }

    /**
     * What stands where a digest stood.
     *
     * @param digest as it is spelled in the text
     */
    abstract byte[] inPlace(byte[] digest, Finding finding);

    /** The addresses of digests, in their order, with blanks between them; empty if there is none. */
    static String addresses(List<Finding> findings) {
        return findings.stream().flatMap(Enrichment::word).collect(Collectors.joining(" "));
    }

    private static Stream<String> word(Finding finding) {
        return switch (finding) {
            case Finding.Found(int address) -> Stream.of(DottedDecimal.format(address));
            case Finding.Unknown() -> Stream.empty();
            case Finding.Unavailable() -> Stream.of(Finding.UNAVAILABLE_MARK);
        };
    }

    private static byte[] unavailableOrUnchanged(byte[] digest, Finding finding) {
        return finding instanceof Finding.Unavailable ? join(digest, bytes(Finding.UNAVAILABLE_MARK)) : digest;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
