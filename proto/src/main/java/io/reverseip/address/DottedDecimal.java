package io.reverseip.address;

import inet.ipaddr.ipv4.IPv4Address;
import io.reverseip.digest.TextForm;
import java.nio.charset.StandardCharsets;

/** The dotted-decimal text of an address, without leading zeros. */
public final class DottedDecimal {
    private DottedDecimal() {}

    /** The text of an address, read as unsigned. */
    public static String format(int address) {
        byte[] text = new byte[TextForm.MAX_LENGTH];
        return new String(text, 0, TextForm.DOTTED.write(address, text, 0), StandardCharsets.US_ASCII);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the text is not four decimal octets without leading zeros, or there is more than these
     */
    public static int parse(String text) {
        return RangeText.address(text)
                .map(IPv4Address::intValue)
                .filter(address -> format(address).equals(text))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is not an IPv4 address: write four decimal octets without leading zeros, such as 8.8.8.8."
                                .formatted(text)));
    }
}
