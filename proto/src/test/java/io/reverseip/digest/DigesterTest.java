package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.DottedDecimal;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigesterTest {
    private final Digester digester = new Digester(UnsealedRecipe.PLAIN);

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

    /** {@code printf 'salt8.8.8.8pepper' | sha256sum}, {@code printf '\\x08\\x08\\x08\\x08pepper' | sha256sum}, and so on. */
    @ParameterizedTest
    @CsvSource({
        "dotted, '', '', 838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5",
        "dotted-newline, '', '', fcad3ca3c931e062c73989fa3b7ba2f5f02c581ab9e991ae32cb5f4547ade025",
        "decimal, '', '', a745dcebe8781d4ded0f0a4b13599daae02a1bc2e8ffd44a60483c554b041129",
        "hex, '', '', 9651674db05263e2f6176a7f4302a6317e5549694d55c69cdc7a6c608baf91df",
        "raw, '', '', 918bd027f59087bef8e055f9b587b25486d58c606d8658d4ce7b1199274f6744",
        "dotted, salt, pepper, e67dbaf794c27ba4f9c9756f40abc0d88759c4c4c3c39ff0d235daf170e3e93d",
        "decimal, salt, '', f42b6116dce9262359053d8be69100f5a5d2e8b5ace3dd1b0e0c47d43d84f8c2",
        "raw, '', pepper, def7d70cdd7602d9e29de3052891dde3361a48312a8911deb4bcf72183804398",
        "hex, salt, pepper, d5637d900c5c5c9ab94247d100179ce31d1a05cbbef3deae4b87eb210f488ce1",
    })
    void agreesWithSha256sumOnTextFormsAndSecrets(String form, String prefix, String suffix, String hex) {
        Secrets secrets = SecretsOf.properties(Map.of("salt.text", "salt", "pepper.text", "pepper"));
        Recipe recipe = new Recipe(TextForm.ofRecordedName(form), prefix, suffix);

        assertEquals(
                hex, new Digester(secrets.unseal(recipe)).digest(0x08080808).hex());
    }
}
