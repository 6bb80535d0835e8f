package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.Build;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.UnsealedRecipe;

/** A dataset that has a current build. */
sealed interface Dataset {
    DatasetName name();

    /**
     * Look-ups can use its current build.
     *
     * @param recipe the build's, with the secrets that it was begun with
     */
    record Ready(Build build, UnsealedRecipe recipe) implements Dataset {
        @Override
        public DatasetName name() {
            return build.dataset();
        }

        @Override
        public String toString() {
            return "%s (build %s, %s, %,d records)"
                    .formatted(name(), build.id(), build.layout().recordedName(), build.records());
        }
    }

    /** This version cannot use its current build. */
    record Unusable(DatasetName name, String reason) implements Dataset {
        @Override
        public String toString() {
            return "%s (unusable: %s)".formatted(name, reason);
        }
    }
}
