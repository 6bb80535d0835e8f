package io.reverseip.hashgenerator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StoredBytesTest {
    @Property(tries = 200)
    void countsTheCharactersOfAllTexts(@ForAll int first, @ForAll @IntRange(min = 1, max = 3_000) int count) {
        long end = Math.min(Integer.toUnsignedLong(first) + count, 1L << 32);
        long expected = 0;
        for (long address = Integer.toUnsignedLong(first); address < end; address++) {
            expected += DottedDecimal.format((int) address).length();
        }
        AddressRanges range = AddressRanges.parse(
                List.of(DottedDecimal.format(first) + "-" + DottedDecimal.format((int) (end - 1))), List.of());

        assertEquals(expected, StoredBytes.textLength(range));
    }

    @Test
    void allOfIpv4HasTheMeanLengthOfFourOctets() {
        // An octet has 658 characters in its 256 values; three dots.
        assertEquals((4L * 658 << 24) + (3L << 32), StoredBytes.textLength(AddressRanges.ALL));
    }

    @Test
    void packedEntityIsWhatAzureDocuments() {
        StoredBytes stored = StoredBytes.of(Layout.PACKED, new KeyScheme(4, 2), AddressRanges.ALL);

        // Keys of 4 and 6 characters, property "ips" with 256 addresses of 4 bytes, property "crc" with a number of 4
        // bytes.
        assertEquals(4 + 2 * (4 + 6) + 8 + 2 * 3 + 4 + 1_024 + 8 + 2 * 3 + 4, stored.of(1, 256));
    }

    @Test
    void rowIsWhatAzureDocuments() {
        AddressRanges one = AddressRanges.parse(List.of("8.8.8.8"), List.of());
        StoredBytes stored = StoredBytes.of(Layout.ROWS, new KeyScheme(1, 0), one);

        // Keys of 1 and 64 characters, property "ip" with a text of 7 characters.
        assertEquals(4 + 2 * (1 + 64) + 8 + 2 * 2 + 4 + 2 * 7, stored.of(1, 1));
    }
}
