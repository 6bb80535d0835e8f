package io.reverseip.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownTextTest {
    /** Made by {@code printf TEXT | sha256sum}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855|It is the SHA-256 of the empty text, which is no address.",
                "b23a6a8439c0dde5515893e7c90c1e3233b8616e634470f20dc4928bcf3609bc|It is the SHA-256 of 'unknown', which is no address.",
                "3973e022e93220f9212c18d0d0c543ae7c309e46640da93a4a0314de999f5112|It is the SHA-256 of '-', which is no address.",
                "eff8e7ca506627fe15dda5e0e512fcaad70b6d520f37cc76597fdb4f2d83a1a3|It is the SHA-256 of '::1', an IPv6 address.",
                "12ca17b49af2289436f303e0166030a21e525d266e209267433801a8fd4071a0|It is the SHA-256 of '127.0.0.1', a private or local address."
            })
    void namesWhatWasHashed(String digest, String explanation) {
        assertEquals(
                Optional.of(explanation), KnownText.of(Digest.parse(digest)).map(KnownText::explanation));
    }

    @Test
    void knowsNoPublicAddress() {
        assertEquals(
                Optional.empty(),
                KnownText.of(Digest.parse("838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5")));
    }
}
