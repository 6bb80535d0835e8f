package io.reverseip.lookupapi.lookup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;

/**
 * A hit, as it is answered.
 *
 * @param sha256 the digest that was asked for, 64 lower-case hexadecimal characters
 * @param ip the address, dotted-decimal
 * @param dataset name of the first dataset that knows it
 */
@RegisterForReflection
record FoundAddress(String sha256, String ip, String dataset) {
    static FoundAddress of(Digest digest, Answer.Hit hit) {
        return new FoundAddress(
                digest.hex(), DottedDecimal.format(hit.address()), hit.dataset().text());
    }
}
