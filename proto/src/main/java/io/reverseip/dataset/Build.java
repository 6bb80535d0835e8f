package io.reverseip.dataset;

import static java.util.Objects.requireNonNull;

import io.reverseip.digest.Digest;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.layout.PointRead;
import java.time.Instant;
import java.util.Optional;

/**
 * One filling of a dataset, in tables of its own. Immutable: a snapshot of its record.
 *
 * @param dataset the dataset it fills
 * @param id its identity
 * @param state where it is in its life, as of the snapshot
 * @param parameters what it holds and how
 * @param recipeCheck see {@link io.reverseip.digest.Recipe#check}
 * @param units into how many units its progress is divided
 * @param created when it began
 * @param ready when it became complete
 * @param repaired when entities of it were last repaired: what was read before may have changed
 */
public record Build(
        DatasetName dataset,
        BuildId id,
        BuildState state,
        BuildParameters parameters,
        String recipeCheck,
        int units,
        Instant created,
        Optional<Instant> ready,
        Optional<Instant> repaired) {
    public Build {
        requireNonNull(dataset);
        requireNonNull(id);
        requireNonNull(state);
        requireNonNull(parameters);
        requireNonNull(recipeCheck);
        requireNonNull(created);
        requireNonNull(ready);
        requireNonNull(repaired);
    }

    /** Name of the table that holds its entities, the same in each of its accounts. */
    public String tableName() {
        return tableName(dataset, id);
    }

    /** Name of the table that holds the entities of a build. */
    public static String tableName(DatasetName dataset, BuildId id) {
        return dataset.lettersAndDigits() + id;
    }

    /** Number of records when complete. */
    public long records() {
        return parameters.ranges().addresses();
    }

    public Layout layout() {
        return parameters.layout();
    }

    public KeyScheme keyScheme() {
        return parameters.keyScheme();
    }

    boolean sameIdAs(Build other) {
        return id.equals(other.id);
    }

    /**
     * The recipe with the values of its secrets.
     *
     * @throws io.reverseip.digest.UnusableSecretException if one is not known, or the values are not those that the build was begun with
     */
    public UnsealedRecipe unsealedRecipe(Secrets secrets) {
        return secrets.unseal(parameters.recipe(), id.text(), recipeCheck);
    }

    /** Name of the account that holds a partition. */
    public String account(int partition) {
        return parameters
                .accounts()
                .get(keyScheme().account(partition, parameters.accounts().size()));
    }

    /** Name of the account that would hold the entity of a digest. */
    public String account(Digest digest) {
        return account(keyScheme().partition(digest.leadingBits()));
    }

    /** The one entity that would hold the address of a digest. */
    public PointRead pointRead(Digest digest) {
        return PointRead.of(layout(), keyScheme(), digest);
    }
}
