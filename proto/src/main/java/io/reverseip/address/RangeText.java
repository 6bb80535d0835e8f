package io.reverseip.address;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressSeqRange;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and writes one range as people write it. */
final class RangeText {
    /** The word that stands for {@link #RESERVED_BLOCKS}. */
    static final String RESERVED = "reserved";

    /**
     * Addresses that are not given to ordinary hosts of the public Internet. A few of them are reachable all the same, as services
     * that many networks run under one address (AS112, AMT, PCP, TURN).
     *
     * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA IPv4 Special-Purpose Address Registry</a>
     *     (RFC 6890 and its updates), whose entries within 0/8, 192.0.0.0/24, 192.88.99.0/24 and 240/4 are covered by these
     * @see <a href="https://www.iana.org/assignments/multicast-addresses">224/4: multicast, RFC 5771</a>
     */
    private static final List<String> RESERVED_BLOCKS = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final String ALLOWED =
            "Allowed are a CIDR block (8.8.0.0/16), an address (8.8.8.8), first-last (8.8.8.0-8.8.9.255) and the word reserved.";

    private static final Pattern ZERO_BEFORE_PREFIX = Pattern.compile("/0\\d");

    private RangeText() {}

    /**
     * The ranges that a text stands for: a CIDR block, an address, {@code first-last}, or {@code reserved}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static List<IPv4AddressSeqRange> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.equalsIgnoreCase(RESERVED)) {
            return RESERVED_BLOCKS.stream().map(RangeText::block).toList();
        }
        int hyphen = trimmed.indexOf('-');
        return List.of(hyphen < 0 ? block(trimmed) : firstToLast(trimmed, hyphen));
    }

    private static IPv4AddressSeqRange firstToLast(String text, int hyphen) {
        IPv4Address first = address(text.substring(0, hyphen).strip()).orElseThrow(() -> notARange(text));
        IPv4Address last = address(text.substring(hyphen + 1).strip()).orElseThrow(() -> notARange(text));
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException(
                    "Address range '%s' runs backwards: write %s-%s.".formatted(text, last, first));
        }
        return first.toSequentialRange(last);
    }

    /** The address that a text is, or empty if it is anything else. */
    static Optional<IPv4Address> address(String text) {
        return library(text).filter(address -> !address.isMultiple() && !address.isPrefixed());
    }

    private static IPv4AddressSeqRange block(String text) {
        IPv4Address block = library(text)
                .filter(read -> !ZERO_BEFORE_PREFIX.matcher(text).find())
                .orElseThrow(() -> notARange(text));
        if (block.isPrefixed() && !block.isPrefixBlock()) {
            throw new IllegalArgumentException(
                    "'%s' has bits set behind its prefix: write %s for the block or %s for the address."
                            .formatted(
                                    text,
                                    block.toPrefixBlock().toString(),
                                    block.withoutPrefixLength().toString()));
        }
        return block.toSequentialRange();
    }

    private static Optional<IPv4Address> library(String text) {
        try {
            return Optional.of(
                    new IPAddressString(text, Strict.PARAMETERS).toAddress().toIPv4());
        } catch (AddressStringException | IncompatibleAddressException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException notARange(String text) {
        return new IllegalArgumentException("'%s' is not an IPv4 address range. %s".formatted(text, ALLOWED));
    }

    static String format(int first, int last) {
        IPv4AddressSeqRange range = new IPv4Address(first).toSequentialRange(new IPv4Address(last));
        IPv4Address[] blocks = range.spanWithPrefixBlocks();
        if (first == last) {
            return range.getLower().toString();
        }
        return blocks.length == 1 ? blocks[0].toString() : range.getLower() + "-" + range.getUpper();
    }

    /** The library's parser, told to take four decimal octets without leading zeros and nothing else. */
    private static final class Strict {
        static final IPAddressStringParameters PARAMETERS = new IPAddressStringParameters.Builder()
                .allowEmpty(false)
                .allowAll(false)
                .allowSingleSegment(false)
                .allowMask(false)
                .allowPrefixOnly(false)
                .allowIPv6(false)
                .allowWildcardedSeparator(false)
                .setRangeOptions(RangeParameters.NO_RANGE)
                .getIPv4AddressParametersBuilder()
                .allow_inet_aton(false)
                .allowBinary(false)
                .allowLeadingZeros(false)
                // The library takes the 0 of /0 for a leading zero, too; RangeText refuses the others.
                .allowPrefixLengthLeadingZeros(true)
                .allowPrefixesBeyondAddressSize(false)
                .getParentBuilder()
                .toParams();
    }
}
