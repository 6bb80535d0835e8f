package io.reverseip.address;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {
    /** The IANA IPv4 Special-Purpose Address Registry, entry by entry, and multicast. */
    private static final List<String> SPECIAL_PURPOSE = List.of(
            "0.0.0.0/8",
            "0.0.0.0/32",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.0.0/29",
            "192.0.0.8/32",
            "192.0.0.9/32",
            "192.0.0.10/32",
            "192.0.0.170/32",
            "192.0.0.171/32",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.88.99.2/32",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "255.255.255.255/32");

    @ParameterizedTest
    @CsvSource({
        "8.8.0.0/16, 65536",
        "8.8.8.8, 1",
        "8.8.8.8/32, 1",
        "8.8.8.8-8.8.8.8, 1",
        "8.8.8.0-8.8.9.255, 512",
        "0.0.0.0/0, 4294967296",
        "0.0.0.0-255.255.255.255, 4294967296",
        "128.0.0.0/1, 2147483648",
        "0.0.0.0, 1",
        "255.255.255.255, 1",
        "127.255.255.255-128.0.0.0, 2",
    })
    void readsBlocksAddressesAndFirstToLast(String text, long addresses) {
        AddressRanges ranges = parse(text);

        assertEquals(1, ranges.rangeCount());
        assertEquals(addresses, ranges.count());
    }

    @ParameterizedTest
    @ValueSource(strings = {" 8.8.8.0/24", "8.8.8.0/24\t", "8.8.8.0 - 8.8.8.255", " 8.8.8.0-8.8.8.255 "})
    void ignoresSpaceAroundARangeAndItsHyphen(String text) {
        assertEquals(parse("8.8.8.0/24"), parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "all",
                "*",
                "8.8.8",
                "8.8.8.8.8",
                "8.8",
                "4294967296",
                "99999999999",
                "0134744072",
                "134744064-8.8.8.255",
                "8.8.8.0-134744319",
                "134744064-99999999999",
                "1.5-2.5",
                "0x8.8.8.8",
                "0x08080808",
                "010.0.0.1",
                "8.8.8.08",
                "8.8.8.256",
                "8.8.8.-1",
                "8.8.8.8a",
                "8.8.*.*",
                "8.8.8._",
                "1.2-3.4.5",
                "8.8.8.0-255",
                "8.8.8.8/33",
                "8.8.8.0/024",
                "8.8.8.8/",
                "/16",
                "8.8.8.0/24/24",
                "8.8.8.0/-1",
                "8.0.0.0/255.0.0",
                "/255.0.0.0",
                "8.0.0.0/255.0.0.0/8",
                "8.8.8.0/24-8.8.9.0",
                "8.8.8.0-8.8.9.0/24",
                "8.8.8.8-",
                "-8.8.8.8",
                "8.8.8.8-8.8.8.9-8.8.8.10",
                "8.8.8.8 8.8.8.9",
                "8.8.8.8,8.8.8.9",
                "8.8.8.8;",
                "8.8.8.8%eth0",
                "8. 8.8.8",
                "8.8.8.0 /24",
                "8.8.8.0/ 24",
                "8.8.8.8:80",
                "::",
                "::/0",
                "::1",
                "::ffff:8.8.8.8",
                "2001:db8::/32",
                "dns.google",
                "\u0668.\u0668.\u0668.\u0668",
                "\uff18.\uff18.\uff18.\uff18",
            })
    void refusesWhatIsNoRangeShowingItAndWhatIsAllowed(String text) {
        String message = refusal(text);

        assertTrue(message.startsWith("'%s' is not an IPv4 address range.".formatted(text.strip())), message);
        assertTrue(
                Stream.of("8.8.0.0/16", "8.8.8.8", "8.8.8.0-8.8.9.255", "reserved")
                        .allMatch(message::contains),
                message);
    }

    @Test
    void refusesBitsBehindAPrefixShowingBothWaysOut() {
        assertEquals(
                "'8.8.8.8/16' has bits set behind its prefix: write 8.8.0.0/16 for the block or 8.8.8.8 for the address.",
                refusal("8.8.8.8/16"));
    }

    @Test
    void netmasksAreBlocks() {
        assertEquals(parse("8.8.8.0/24"), parse("8.8.8.0/255.255.255.0"));
        assertEquals(parse("8.8.8.8"), parse("8.8.8.8/255.255.255.255"));
        assertEquals(AddressRanges.ALL, parse("0.0.0.0/0.0.0.0"));
        assertEquals(parse("128.0.0.0/1"), parse("128.0.0.0/128.0.0.0"));
    }

    @Test
    void whatIsNoNetmaskIsRefused() {
        assertEquals(
                "'8.8.8.8/255.255.0.0' has bits set behind its prefix: write 8.8.0.0/16 for the block or 8.8.8.8 for the address.",
                refusal("8.8.8.8/255.255.0.0"));
        assertEquals(
                "'0.0.0.255' is not a netmask, but its inverse is: write 8.8.8.0/24.", refusal("8.8.8.0/0.0.0.255"));
        assertEquals("'255.0.255.0' is not a netmask: its bits are not consecutive.", refusal("8.8.8.0/255.0.255.0"));
    }

    @Test
    void wholeNumbersAreAddresses() {
        assertEquals(parse("8.8.8.0/24"), parse("134744064-134744319"));
        assertEquals(parse("8.8.8.8"), parse("134744072"));
        assertEquals(parse("255.255.255.255"), parse("4294967295"));
        assertEquals(AddressRanges.ALL, parse("0-4294967295"));
        assertEquals(parse("0.0.0.1-0.0.0.9"), parse("1-9"));
    }

    @Test
    void aSmallNumberAloneIsMoreLikelySomethingElse() {
        String message = refusal("256");

        assertTrue(message.contains("0.0.1.0"), message);
        refusal("16777215");
        assertEquals(parse("1.0.0.0"), parse("16777216"));
    }

    @Test
    void aRefusalQuotesLittleAndNoControlCharacters() {
        String message = refusal("\u001b[2J\u202e\0" + "x".repeat(500));

        assertTrue(message.startsWith("'\\u001b[2J\\u202e\\u0000xxx"), message);
        assertTrue(message.contains("x".repeat(74) + "...' is not"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"private", "PRIVATE", " private "})
    void privateIsWhatNetworksUseInternally(String text) {
        assertEquals(
                AddressRanges.parse(
                        List.of(
                                "10.0.0.0/8",
                                "172.16.0.0/12",
                                "192.168.0.0/16",
                                "127.0.0.0/8",
                                "169.254.0.0/16",
                                "100.64.0.0/10"),
                        List.of()),
                parse(text));
    }

    @Test
    void aSummaryCountsRangesAndAddresses() {
        assertEquals(
                "65,536 addresses in 1 range: 8.8.0.0/16", parse("8.8.0.0/16").summary());
        assertEquals("1 address in 1 range: 8.8.8.8", parse("8.8.8.8").summary());
        assertTrue(parse("reserved").summary().startsWith("592,709,632 addresses in 1"));
    }

    @Test
    void refusesARangeThatRunsBackwardsShowingItTurnedRound() {
        assertEquals(
                "Address range '128.0.0.0-8.8.8.8' runs backwards: write 8.8.8.8-128.0.0.0.",
                refusal("128.0.0.0-8.8.8.8"));
    }

    @Test
    void refusesToBeEmpty() {
        assertEquals(
                "No address ranges given: name at least one, such as 8.8.0.0/16.",
                assertThrows(IllegalArgumentException.class, () -> AddressRanges.parse(List.of(), List.of("8.8.8.8")))
                        .getMessage());
    }

    @Test
    void refusesWhenEverythingIsExcluded() {
        assertEquals(
                "No address is left: the excluded ranges cover all that is included.",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> AddressRanges.parse(
                                        List.of("8.8.8.0/24", "10.0.0.0/8"), List.of("8.0.0.0/7", "reserved")))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserved", "RESERVED", " reserved "})
    void reservedIsTheSpecialPurposeRegistryAndMulticastAndNothingElse(String text) {
        assertEquals(AddressRanges.parse(SPECIAL_PURPOSE, List.of()), parse(text));
    }

    @Test
    void withoutReservedTheUsualPublicAddressesAreLeft() {
        AddressRanges usual = AddressRanges.parse(List.of("0.0.0.0/0"), List.of("reserved"));

        // 2^32 less 592,709,632: the sizes of the registry's blocks that are in no other, and of multicast.
        assertEquals(3_702_257_664L, usual.count());
        assertTrue(usual.contains(0x08080808));
        assertTrue(usual.contains(0x01000000));
        assertTrue(usual.contains(0xdfffffff));
        assertFalse(usual.contains(0x0a000001));
        assertFalse(usual.contains(0xe0000000));
        assertFalse(usual.contains(0));
        assertFalse(usual.contains(-1));
    }

    @Test
    void overlapsAndNeighboursBecomeOneRange() {
        AddressRanges ranges = AddressRanges.parse(
                List.of("8.8.8.128-8.8.9.10", "8.8.8.0/24", "8.8.9.11", "8.8.8.7", "8.8.8.0/25"), List.of());

        assertEquals("8.8.8.0-8.8.9.11", ranges.toString());
    }

    @Test
    void anExclusionMayCutARangeInTwo() {
        assertEquals(
                "8.8.8.0/25, 8.8.8.129-8.8.8.255",
                AddressRanges.parse(List.of("8.8.8.0/24"), List.of("8.8.8.128")).toString());
    }

    @Test
    void showsTheFirstOfManyRanges() {
        List<String> texts = Stream.iterate(1, i -> i + 2)
                .limit(10)
                .map("8.8.8.%d"::formatted)
                .toList();

        assertEquals(
                "8.8.8.1, 8.8.8.3, 8.8.8.5, 8.8.8.7, 8.8.8.9, 8.8.8.11, 8.8.8.13, 8.8.8.15 and 2 more",
                AddressRanges.parse(texts, List.of()).toString());
    }

    @Test
    void normalisedIsFirstAndLastAddressBigEndian() {
        AddressRanges ranges = AddressRanges.parse(List.of("255.255.255.255", "8.8.8.0/24"), List.of());

        assertEquals("08080800080808ffffffffffffffffff", HexFormat.of().formatHex(ranges.normalised()));
    }

    @Test
    void sha256IsThatOfTheNormalisedBytes() {
        // printf '\x08\x08\x08\x00\x08\x08\x08\xff' | sha256sum
        assertEquals(
                "a7dc7a0502c8441544eb6c65b690fbf188936544e5dd1bd87897eafb972a7e2c",
                parse("8.8.8.0/24").sha256());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "08080800",
                "08080800080808ff00",
                "08080900080808ff",
                "08080800080808ff0808090008080900",
                "08080800080808ff080808ff080809ff",
                "80000000800000010000000000000001",
                "00000000ffffffff0000000000000001",
            })
    void refusesBytesThatAreNotNormalised(String hex) {
        assertThrows(
                IllegalArgumentException.class,
                () -> AddressRanges.ofNormalised(HexFormat.of().parseHex(hex)));
    }

    @Test
    void theWholeSpaceIsOneRange() {
        AddressRanges all = parse("0.0.0.0/0");

        assertEquals(AddressRanges.ALL, all);
        assertEquals(AddressRanges.ALL.hashCode(), all.hashCode());
        assertEquals(1L << 32, AddressRanges.ALL.count());
        assertEquals(0, all.first(0));
        assertEquals(-1, all.last(0));
        assertEquals("0.0.0.0/0", all.toString());
        assertArrayEquals(AddressRanges.ALL.normalised(), all.normalised());
        assertNotEquals(parse("0.0.0.0-255.255.255.254"), all);
    }

    @Test
    void runsOfTheWholeSpaceCrossItsMiddle() {
        List<String> runs = new ArrayList<>();
        AddressRanges.ALL.forEachRun(
                0x7fff_fffeL, 0x8000_0003L, (first, length) -> runs.add(DottedDecimal.format(first) + "+" + length));

        assertEquals(List.of("127.255.255.254+5"), runs);
    }

    @Test
    void theLongestWindowEndsAtTheLastAddress() {
        List<String> runs = new ArrayList<>();
        AddressRanges.ALL.forEachRun(
                (1L << 32) - Integer.MAX_VALUE,
                1L << 32,
                (first, length) -> runs.add(DottedDecimal.format(first) + "+" + length));

        assertEquals(List.of("128.0.0.1+2147483647"), runs);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 257", "3, 2", "256, 257"})
    void refusesWindowsOutsideTheSet(long from, long to) {
        AddressRanges ranges = parse("8.8.8.0/24");

        assertThrows(IndexOutOfBoundsException.class, () -> ranges.forEachRun(from, to, (first, length) -> {}));
    }

    @Test
    void refusesWindowsLongerThanAnInt() {
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> AddressRanges.ALL.forEachRun(0, 1L << 31, (first, length) -> {}));
    }

    @Test
    void takesAHundredThousandRangesInAnyOrderBothIncludedAndExcluded() {
        Random random = new Random(1);
        List<String> included = new ArrayList<>();
        List<String> excluded = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            // Ranges of 16 addresses, one a /24 and every second of these at most: none meets another.
            long block = (long) random.nextInt(1 << 23) << 9;
            included.add(DottedDecimal.format((int) block) + "/28");
            excluded.add(DottedDecimal.format((int) block + 5));
        }
        long blocks = included.stream().distinct().count();

        AddressRanges ranges = AddressRanges.parse(included, excluded);

        assertEquals(2 * blocks, ranges.rangeCount());
        assertEquals(15 * blocks, ranges.count());
    }

    private static AddressRanges parse(String text) {
        return AddressRanges.parse(List.of(text), List.of());
    }

    private static String refusal(String text) {
        return assertThrows(IllegalArgumentException.class, () -> parse(text)).getMessage();
    }
}
