package io.reverseip.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildId;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import io.reverseip.layout.Group;
import java.util.stream.IntStream;

/** Between the message of a group and the group. */
public final class GroupMessages {
    private GroupMessages() {}

    /** What the messages of all groups of a build have in common. */
    public static WriteRequest.Builder template(Build build) {
        io.reverseip.digest.Recipe recipe = build.parameters().recipe();
        return WriteRequest.newBuilder()
                .setDataset(build.dataset().text())
                .setBuildId(build.id().text())
                .setTable(build.tableName())
                .setRecipe(recipe(recipe).setCheck(recipe.needsNoSecret() ? "" : build.recipeCheck()))
                .setLayout(
                        switch (build.layout()) {
                            case PACKED -> Layout.PACKED;
                            case ROWS -> Layout.ROWS;
                        })
                .setKeyScheme(KeyScheme.newBuilder()
                        .setPartitionChars(build.keyScheme().partitionChars())
                        .setBucketChars(build.keyScheme().bucketChars()));
    }

    private static Recipe.Builder recipe(io.reverseip.digest.Recipe recipe) {
        return recipe.version() == io.reverseip.digest.Recipe.VERSION_1
                ? Recipe.newBuilder()
                        .setTextForm(recipe.textForm().recordedName())
                        .setPrefixSecret(recipe.prefixSecret())
                        .setSuffixSecret(recipe.suffixSecret())
                : Recipe.newBuilder()
                        .setVersion2(RecipeVersion2.newBuilder()
                                .setDigestFunction(recipe.function().recordedName())
                                .setTextForm(recipe.textForm().recordedName())
                                .setTemplate(recipe.template().text())
                                .setHmacSecret(recipe.hmacSecret()));
    }

    private static io.reverseip.digest.Recipe recipe(Recipe message) {
        if (!message.hasVersion2()) {
            return new io.reverseip.digest.Recipe(
                    TextForm.ofRecordedName(message.getTextForm()),
                    message.getPrefixSecret(),
                    message.getSuffixSecret());
        }
        RecipeVersion2 recipe = message.getVersion2();
        return new io.reverseip.digest.Recipe(
                DigestFunction.ofRecordedName(recipe.getDigestFunction()),
                TextForm.ofRecordedName(recipe.getTextForm()),
                Template.parse(recipe.getTemplate()),
                recipe.getHmacSecret());
    }

    /**
     * The message that carries a group. Its addresses are a view of the group's.
     *
     * @param template what {@link #template} made for the group's build
     * @param groupId unique within the stream
     * @param account name of the account of the group's partition
     */
    public static WriteRequest message(WriteRequest.Builder template, long groupId, String account, Group group) {
        WriteRequest.Builder message = template.clone()
                .setGroupId(groupId)
                .setAccount(account)
                .setPartition(group.partition())
                .setAddresses(UnsafeByteOperations.unsafeWrap(group.addresses().duplicate()))
                .setFirstBucket(group.firstBucket());
        for (int size : group.bucketSizes()) {
            message.addBucketSizes(size);
        }
        return message.build();
    }

    /**
     * Requires that a message's table is the one of its dataset and build: a writer writes to no other table of an account, whatever
     * it is sent.
     *
     * @throws IllegalArgumentException if it is another one, or dataset or build are not well-formed
     */
    public static void requireOwnTable(WriteRequest message) {
        String own = Build.tableName(new DatasetName(message.getDataset()), new BuildId(message.getBuildId()));
        if (!own.equals(message.getTable())) {
            throw new IllegalArgumentException(
                    "Not a group: table '%s' does not belong to build %s of dataset '%s', whose table is '%s'."
                            .formatted(message.getTable(), message.getBuildId(), message.getDataset(), own));
        }
    }

    /**
     * The group that a message carries. Its addresses are a view of the message's bytes.
     *
     * @throws IllegalArgumentException if the message carries none that can be written
     */
    public static Group group(WriteRequest message) {
        return new Group(
                layout(message.getLayout()),
                recipe(message.getRecipe()),
                new io.reverseip.key.KeyScheme(
                        unsigned(
                                "the number of partition characters",
                                message.getKeyScheme().getPartitionChars()),
                        unsigned(
                                "the number of bucket characters",
                                message.getKeyScheme().getBucketChars())),
                unsigned("the partition", message.getPartition()),
                message.getAddresses().asReadOnlyByteBuffer(),
                unsigned("the first bucket", message.getFirstBucket()),
                IntStream.range(0, message.getBucketSizesCount())
                        .map(index -> unsigned("the size of a bucket", message.getBucketSizes(index)))
                        .toArray());
    }

    /** The wire carries unsigned numbers; the largest ones, negative here, are beyond every limit. */
    private static int unsigned(String what, int number) {
        if (number < 0) {
            throw new IllegalArgumentException(
                    "Not a group: %s is %s, which is too large.".formatted(what, Integer.toUnsignedString(number)));
        }
        return number;
    }

    private static io.reverseip.layout.Layout layout(Layout layout) {
        return switch (layout) {
            case PACKED -> io.reverseip.layout.Layout.PACKED;
            case ROWS -> io.reverseip.layout.Layout.ROWS;
            case LAYOUT_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException(
                        "Not a group: its layout is unknown here. Was it sent by a newer version?");
        };
    }
}
