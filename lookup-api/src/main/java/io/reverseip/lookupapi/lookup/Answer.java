package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.BuildId;
import io.reverseip.dataset.DatasetName;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.lookupapi.problem.Explanation;
import java.time.Duration;
import java.util.List;

/** What a look-up came to. */
public sealed interface Answer {
    /**
     * The address was found and its digest recomputed.
     *
     * @param dataset the first dataset by name that knows it
     * @param build the build that it was found in
     * @param address the address
     */
    record Hit(DatasetName dataset, BuildId build, int address) implements Answer {}

    /** Every dataset was asked with success, and none knows the digest. */
    record Miss() implements Answer {}

    /** The question was not answered, be it for a digest or for the beginning of one. */
    sealed interface Refusal extends Answer, PrefixAnswer {
        /** Why there is no answer, for a reader. */
        String text(Audience audience);
    }

    /**
     * No dataset that answered knows the digest, but not every one could be asked; of a prefix: not every one could be asked.
     *
     * @param reason which could not, and why
     * @param retryAfter when to ask again
     */
    record Unavailable(Explanation reason, Duration retryAfter) implements Refusal {
        @Override
        public String text(Audience audience) {
            return reason.text(audience);
        }
    }

    /**
     * The question was for one dataset, and there is none of this name that has a current build.
     *
     * @param name the name that was given
     * @param known names that there are
     */
    record UnknownDataset(String name, List<String> known) implements Refusal {
        public UnknownDataset {
            known = List.copyOf(known);
        }

        @Override
        public String text(Audience audience) {
            return text();
        }

        /** The same for every reader. */
        public String text() {
            return "There is no dataset '%s'; there are: %s."
                    .formatted(name, known.isEmpty() ? "none" : String.join(", ", known));
        }
    }
}
