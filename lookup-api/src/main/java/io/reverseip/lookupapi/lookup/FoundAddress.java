package io.reverseip.lookupapi.lookup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import java.util.List;

/**
 * A hit, as it is answered.
 *
 * @param sha256 the digest that was asked for, 64 lower-case hexadecimal characters
 * @param ip the address, dotted-decimal
 * @param dataset name of the first dataset that knows it
 */
@RegisterForReflection
public record FoundAddress(String sha256, String ip, String dataset) {
    /** All addresses whose digests begin as asked. */
    public static List<FoundAddress> of(PrefixAnswer.Matches matches) {
        return matches.matches().stream()
                .map(match -> new FoundAddress(
                        match.digest().hex(),
                        DottedDecimal.format(match.address()),
                        match.dataset().text()))
                .toList();
    }

    static FoundAddress of(Digest digest, Answer.Hit hit) {
        return new FoundAddress(
                digest.hex(), DottedDecimal.format(hit.address()), hit.dataset().text());
    }
}
