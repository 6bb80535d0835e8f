package io.reverseip.spelling;

import io.reverseip.digest.Digest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;

/** The spellings of a whole digest that contain neither quotation marks nor other text. */
public enum WholeSpelling {
    HEX(Digest::hex),
    UPPER_CASE_HEX(digest -> upper(digest.hex())),
    MIXED_CASE_HEX(digest -> upper(digest.hex().substring(0, 32)) + digest.hex().substring(32)),
    URI_STYLE(digest -> "sha256:" + digest.hex()),
    UPPER_CASE_URI_STYLE(digest -> "SHA-256:" + upper(digest.hex())),
    LDAP(digest -> "{SHA256}" + digest.hex()),
    POSTGRESQL(digest -> "\\x" + digest.hex()),
    POSTGRESQL_COPY(digest -> "\\\\x" + digest.hex()),
    SQL_SERVER(digest -> "0x" + upper(digest.hex())),
    UPPER_CASE_0X(digest -> "0X" + digest.hex()),
    COLONS(digest -> HexFormat.ofDelimiter(":").formatHex(bytes(digest))),
    UPPER_CASE_COLONS(digest -> upper(HexFormat.ofDelimiter(":").formatHex(bytes(digest)))),
    DASHES(digest -> HexFormat.ofDelimiter("-").formatHex(bytes(digest))),
    BLANKS(digest -> HexFormat.ofDelimiter(" ").formatHex(bytes(digest))),
    COLONS_WITH_PREFIX(digest -> "sha256:" + COLONS.of(digest)),
    BASE64(digest -> Base64.getEncoder().encodeToString(bytes(digest))),
    BASE64_WITHOUT_PADDING(digest -> Base64.getEncoder().withoutPadding().encodeToString(bytes(digest))),
    BASE64URL(digest -> Base64.getUrlEncoder().encodeToString(bytes(digest))),
    BASE64URL_WITHOUT_PADDING(digest -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(digest))),
    SUBRESOURCE_INTEGRITY(digest -> "sha256-" + BASE64.of(digest)),
    PUBLIC_KEY_PIN(digest -> "sha256/" + BASE64.of(digest)),
    OPENSSH(digest -> "SHA256:" + BASE64_WITHOUT_PADDING.of(digest)),
    BASE32(WholeSpelling::base32),
    LOWER_CASE_BASE32(digest -> base32(digest).toLowerCase(Locale.ROOT)),
    BASE32_WITHOUT_PADDING(digest -> base32(digest).replace("=", ""));

    private final Function<Digest, String> spelling;

    WholeSpelling(Function<Digest, String> spelling) {
        this.spelling = spelling;
    }

    public String of(Digest digest) {
        return spelling.apply(digest);
    }

    boolean isBase64() {
        return name().startsWith("BASE64")
                || this == SUBRESOURCE_INTEGRITY
                || this == PUBLIC_KEY_PIN
                || this == OPENSSH;
    }

    static byte[] bytes(Digest digest) {
        return HexFormat.of().parseHex(digest.hex());
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static String base32(Digest digest) {
        StringBuilder bits = new StringBuilder();
        for (byte value : bytes(digest)) {
            bits.append(Integer.toBinaryString(value & 0xff | 0x100).substring(1));
        }
        bits.append("0000");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bits.length(); i += 5) {
            text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Integer.parseInt(bits.substring(i, i + 5), 2)));
        }
        return text + "====";
    }
}
