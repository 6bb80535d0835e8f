package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.Digest;
import java.util.List;

/** What a look-up of a truncated digest came to. */
public sealed interface PrefixAnswer permits PrefixAnswer.Matches, Answer.Refusal {
    /**
     * Every dataset was asked with success.
     *
     * @param matches all addresses whose digest begins so, ordered by digest
     * @param byChance how many are expected by chance alone, had the prefix nothing to do with any address
     * @param datasets names of those that were asked
     */
    record Matches(List<Match> matches, double byChance, List<DatasetName> datasets) implements PrefixAnswer {
        public Matches {
            matches = List.copyOf(matches);
            datasets = List.copyOf(datasets);
        }
    }

    /**
     * An address whose digest begins as asked.
     *
     * @param digest the whole digest, recomputed
     * @param address the address
     * @param dataset the first dataset by name that holds it
     */
    record Match(Digest digest, int address, DatasetName dataset) {}
}
