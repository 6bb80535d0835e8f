package io.reverseip.address;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressSeqRange;
import io.reverseip.terminal.PrintableText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and writes one range as people write it. */
public final class RangeText {
    /** The word that stands for {@link #PRIVATE_BLOCKS}. */
    public static final String PRIVATE = "private";

    /** The word that stands for {@link #RESERVED_BLOCKS}. */
    public static final String RESERVED = "reserved";

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

    /** Addresses that networks use internally: RFC 1918, loopback, link-local, and the space shared by providers (RFC 6598). */
    private static final List<String> PRIVATE_BLOCKS =
            List.of("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16");

    private static final String ALLOWED =
            "Allowed are a CIDR block (8.8.0.0/16), a block with a netmask (8.8.0.0/255.255.0.0), an address (8.8.8.8),"
                    + " first-last (8.8.8.0-8.8.9.255), the same with whole numbers (134744064-134744319), and the words reserved and private.";

    private static final Pattern ZERO_BEFORE_PREFIX = Pattern.compile("/0\\d");

    /** Without leading zeros, which may stand for octal numbers. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,9}");

    /** Whole numbers below this, alone, are refused: they are in 0.0.0.0/8, and more likely something else than an address. */
    private static final long SMALLEST_NUMBER_ALONE = 1L << 24;

    private RangeText() {}

    /**
     * Reads a CIDR block, a block with a netmask, an address, {@code first-last}, whole numbers instead of the addresses, or
     * {@value #RESERVED} or {@value #PRIVATE}.
     *
     * @param ranges takes the ranges that the text stands for
     * @throws IllegalArgumentException if it is none of these
     */
    public static void parse(String text, RangeConsumer ranges) {
        String trimmed = text.strip();
        int hyphen = trimmed.indexOf('-');
        int slash = trimmed.indexOf('/');
        if (trimmed.equalsIgnoreCase(RESERVED)) {
            RESERVED_BLOCKS.forEach(block -> parse(block, ranges));
        } else if (trimmed.equalsIgnoreCase(PRIVATE)) {
            PRIVATE_BLOCKS.forEach(block -> parse(block, ranges));
        } else if (hyphen >= 0) {
            firstToLast(trimmed, hyphen, ranges);
        } else if (slash >= 0 && trimmed.indexOf('.', slash) >= 0) {
            accept(ranges, maskedBlock(trimmed, slash));
        } else if (NUMBER.matcher(trimmed).matches()) {
            int address = numberAlone(trimmed);
            ranges.accept(address, address);
        } else {
            accept(ranges, block(trimmed));
        }
    }

    private static void accept(RangeConsumer ranges, IPv4Address block) {
        ranges.accept(block.getLower().intValue(), block.getUpper().intValue());
    }

    /** Whether a text is one address, dotted or as a whole number. */
    public static boolean isAddress(String text) {
        String trimmed = text.strip();
        return NUMBER.matcher(trimmed).matches()
                ? number(trimmed)
                        .filter(number -> number >= SMALLEST_NUMBER_ALONE)
                        .isPresent()
                : address(trimmed).isPresent();
    }

    private static void firstToLast(String text, int hyphen, RangeConsumer ranges) {
        String firstText = text.substring(0, hyphen).strip();
        String lastText = text.substring(hyphen + 1).strip();
        Optional<Long> first = bound(firstText);
        Optional<Long> last = bound(lastText);
        boolean alike =
                NUMBER.matcher(firstText).matches() == NUMBER.matcher(lastText).matches();
        if (first.isEmpty() || last.isEmpty() || !alike) {
            throw notARange(text);
        }
        if (first.get() > last.get()) {
            throw new IllegalArgumentException("Address range %s runs backwards: write %s-%s."
                    .formatted(PrintableText.quoted(text), lastText, firstText));
        }
        ranges.accept(first.get().intValue(), last.get().intValue());
    }

    private static Optional<Long> bound(String text) {
        return NUMBER.matcher(text).matches() ? number(text) : address(text).map(IPv4Address::longValue);
    }

    /** A whole number that is an address; empty if it is larger than any. */
    private static Optional<Long> number(String text) {
        return Optional.of(Long.parseLong(text)).filter(number -> number <= Integer.toUnsignedLong(-1));
    }

    private static int numberAlone(String text) {
        long number = number(text).orElseThrow(() -> notARange(text));
        if (number < SMALLEST_NUMBER_ALONE) {
            throw new IllegalArgumentException("'%s' is a small number: if the address %s is meant, write it so. %s"
                    .formatted(text, new IPv4Address((int) number), ALLOWED));
        }
        return (int) number;
    }

    private static IPv4Address maskedBlock(String text, int slash) {
        IPv4Address address = address(text.substring(0, slash).strip()).orElseThrow(() -> notARange(text));
        IPv4Address mask = address(text.substring(slash + 1).strip()).orElseThrow(() -> notARange(text));
        int bits = mask.intValue();
        if ((~bits & ~bits + 1) != 0) {
            boolean inverted = (bits & bits + 1) == 0;
            throw new IllegalArgumentException("%s is not a netmask%s."
                    .formatted(
                            PrintableText.quoted(text.substring(slash + 1)),
                            inverted
                                    ? ", but its inverse is: write %s/%d".formatted(address, Integer.bitCount(~bits))
                                    : ": its bits are not consecutive"));
        }
        return requireBlock(text, address.toPrefixBlock(Integer.bitCount(bits)), address);
    }

    private static IPv4Address requireBlock(String text, IPv4Address block, IPv4Address given) {
        if (!block.getLower().withoutPrefixLength().equals(given.withoutPrefixLength())) {
            throw new IllegalArgumentException(
                    "%s has bits set behind its prefix: write %s for the block or %s for the address."
                            .formatted(PrintableText.quoted(text), block, given.withoutPrefixLength()));
        }
        return block;
    }

    /** The address that a text is, or empty if it is anything else. */
    static Optional<IPv4Address> address(String text) {
        return library(text).filter(address -> !address.isMultiple() && !address.isPrefixed());
    }

    private static IPv4Address block(String text) {
        IPv4Address block = library(text)
                .filter(read -> !ZERO_BEFORE_PREFIX.matcher(text).find())
                .orElseThrow(() -> notARange(text));
        return block.isPrefixed() ? requireBlock(text, block.toPrefixBlock(), block.getLower()) : block;
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
        return new IllegalArgumentException(
                "%s is not an IPv4 address range. %s".formatted(PrintableText.quoted(text), ALLOWED));
    }

    static String format(int first, int last) {
        IPv4AddressSeqRange range = new IPv4Address(first).toSequentialRange(new IPv4Address(last));
        IPv4Address[] blocks = range.spanWithPrefixBlocks();
        if (first == last) {
            return range.getLower().toString();
        }
        return blocks.length == 1 ? blocks[0].toString() : range.getLower() + "-" + range.getUpper();
    }

    /** The library's parser, set to take four decimal octets without leading zeros and nothing else. */
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
