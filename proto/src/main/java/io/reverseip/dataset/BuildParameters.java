package io.reverseip.dataset;

import static java.util.Objects.requireNonNull;

import io.reverseip.digest.Recipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.util.List;
import java.util.StringJoiner;

/**
 * What makes two builds of a dataset the same: a run that asks for the same goes on with a build, any other is refused. Immutable.
 *
 * @param ranges which addresses
 * @param recipe how they become digests
 * @param layout how they are stored
 * @param keyScheme under which keys
 * @param accounts in which storage accounts, in this order
 */
public record BuildParameters(
        RangesSummary ranges, Recipe recipe, Layout layout, KeyScheme keyScheme, List<String> accounts) {
    public BuildParameters {
        requireNonNull(ranges);
        requireNonNull(recipe);
        layout.requireFits(keyScheme, ranges.addresses());
        accounts = List.copyOf(accounts);
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("A build needs at least one storage account.");
        }
    }

    /** For people: what was asked for, on one line. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        text.add("%,d addresses in %,d ranges (SHA-256 of the ranges %s)"
                .formatted(ranges.addresses(), ranges.ranges(), ranges.sha256().substring(0, 12)));
        text.add("recipe " + (recipe.version() == Recipe.VERSION_1 ? betweenSecrets() : recipe.options()));
        text.add("layout " + layout.recordedName());
        text.add("key characters " + keyScheme);
        text.add("accounts " + String.join(" ", accounts));
        return text.toString();
    }

    private String betweenSecrets() {
        return recipe.textForm().recordedName()
                + (recipe.needsNoSecret()
                        ? ""
                        : " with prefix '%s', suffix '%s'".formatted(recipe.prefixSecret(), recipe.suffixSecret()));
    }
}
