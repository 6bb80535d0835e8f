package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.Build;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.UnsealedRecipe;
import java.util.List;
import java.util.Map;

/** A dataset that has a current build. */
sealed interface Dataset {
    DatasetName name();

    /** What lookups can expect of it, for operators. */
    String state(Map<String, AccountState> accounts);

    /** Whether this version can use its current build, and all of its accounts can be used. */
    boolean isUsable(Map<String, AccountState> accounts);

    /**
     * Look-ups can use its current build.
     *
     * @param recipe the build's, with the secrets that it was begun with
     * @param check of its entities
     */
    record Ready(Build build, UnsealedRecipe recipe, EntityCheck check) implements Dataset {
        @Override
        public DatasetName name() {
            return build.dataset();
        }

        @Override
        public boolean isUsable(Map<String, AccountState> accounts) {
            return unusableAccounts(accounts).isEmpty();
        }

        @Override
        public String state(Map<String, AccountState> accounts) {
            List<String> unusable = unusableAccounts(accounts);
            return unusable.isEmpty()
                    ? "ready"
                    : "its build %s is in accounts that cannot be used: %s"
                            .formatted(build.id(), String.join(", ", unusable));
        }

        private List<String> unusableAccounts(Map<String, AccountState> accounts) {
            return build.parameters().accounts().stream()
                    .filter(account -> !accounts.getOrDefault(account, AccountState.ANSWERING)
                            .isUsable())
                    .toList();
        }

        @Override
        public String toString() {
            return "%s (build %s, %s, %,d records)"
                    .formatted(name(), build.id(), build.layout().recordedName(), build.records());
        }
    }

    /**
     * This version cannot use its current build.
     *
     * @param reason for operators: what is missing or not understood
     */
    record Unusable(DatasetName name, String reason) implements Dataset {
        @Override
        public boolean isUsable(Map<String, AccountState> accounts) {
            return false;
        }

        @Override
        public String state(Map<String, AccountState> accounts) {
            return reason;
        }

        @Override
        public String toString() {
            return "%s (unusable: %s)".formatted(name, reason);
        }
    }
}
