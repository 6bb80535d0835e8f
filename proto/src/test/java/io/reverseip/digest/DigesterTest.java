package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.DottedDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigesterTest {
    private final Digester digester = new Digester(Recipe.PLAIN);

    /** Known digests: {@code printf '8.8.8.8' | sha256sum}, and so on. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 19e36255972107d42b8cecb77ef5622e842e8a50778a6ed8dd1ce94732daca9e",
        "1.1.1.1, f1412386aa8db2579aff2636cb9511cacc5fd9880ecab60c048508fbe26ee4d9",
        "8.8.8.8, 838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5",
        "10.20.30.4, 5bb7b8f6129ea44b325999d3cc9678a47881b88e1a912b9a213f8cdbea82845e",
        "127.0.0.1, 12ca17b49af2289436f303e0166030a21e525d266e209267433801a8fd4071a0",
        "192.168.100.200, e74209fc63031400684a5fd963a80e2ff44727eb56d206c4c81d940ddcf52a99",
        "255.255.255.255, f45462bf3cd12ea2b347f32f6c4d0a0d36e01694de332b307af90d42951c5bd6",
    })
    void agreesWithSha256sum(String address, String hex) {
        assertEquals(hex, digester.digest(DottedDecimal.parse(address)).hex());
    }

    @Property
    void leadingBitsAreThoseOfTheDigest(@ForAll int address) {
        assertEquals(digester.digest(address).leadingBits(), digester.leadingBits(address));
    }

    @Property
    void provesAnAddressByItsDigestAndNoOther(@ForAll int address, @ForAll int other) {
        Digest digest = digester.digest(address);

        assertTrue(digester.proves(address, digest));
        assertEquals(address == other, digester.proves(other, digest));
    }

    @Test
    void provesNothingByADigestThatDiffersInItsLastBitOnly() {
        Digest nearly = Digest.parse("838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f4");

        assertFalse(digester.proves(0x08080808, nearly));
    }

    @Test
    void refusesARecipeWithSecretsNamingThem() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new Digester(new Recipe(TextForm.DOTTED, "pepper", "")))
                .getMessage();

        assertTrue(message.contains("'pepper'"), message);
    }
}
