package io.reverseip.lookupapi.lookup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.DigestPrefix;
import java.util.List;

/**
 * The addresses whose digests begin as asked, as they are answered.
 *
 * @param prefix what was asked for, in lower case
 * @param matches ordered by digest
 * @param expectedByChance how many matches a random prefix of this length would have
 * @param datasets names of the datasets that were asked
 */
@RegisterForReflection
record FoundMatches(String prefix, List<FoundAddress> matches, double expectedByChance, List<String> datasets) {
    static FoundMatches of(DigestPrefix prefix, PrefixAnswer.Matches answer) {
        return new FoundMatches(
                prefix.hex(),
                FoundAddress.of(answer),
                answer.byChance(),
                answer.datasets().stream().map(DatasetName::text).toList());
    }
}
