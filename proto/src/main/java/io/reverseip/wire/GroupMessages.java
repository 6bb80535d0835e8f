package io.reverseip.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.reverseip.dataset.Build;
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
                .setRecipe(Recipe.newBuilder()
                        .setTextForm(recipe.textForm().recordedName())
                        .setPrefixSecret(recipe.prefixSecret())
                        .setSuffixSecret(recipe.suffixSecret())
                        .setCheck(recipe.needsNoSecret() ? "" : build.recipeCheck()))
                .setLayout(
                        switch (build.layout()) {
                            case PACKED -> Layout.PACKED;
                            case ROWS -> Layout.ROWS;
                        })
                .setKeyScheme(KeyScheme.newBuilder()
                        .setPartitionChars(build.keyScheme().partitionChars())
                        .setBucketChars(build.keyScheme().bucketChars()));
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
     * The group that a message carries. Its addresses are a view of the message's bytes.
     *
     * @throws IllegalArgumentException if the message carries none that can be written
     */
    public static Group group(WriteRequest message) {
        return new Group(
                layout(message.getLayout()),
                new io.reverseip.digest.Recipe(
                        TextForm.ofRecordedName(message.getRecipe().getTextForm()),
                        message.getRecipe().getPrefixSecret(),
                        message.getRecipe().getSuffixSecret()),
                new io.reverseip.key.KeyScheme(
                        message.getKeyScheme().getPartitionChars(),
                        message.getKeyScheme().getBucketChars()),
                message.getPartition(),
                message.getAddresses().asReadOnlyByteBuffer(),
                message.getFirstBucket(),
                IntStream.range(0, message.getBucketSizesCount())
                        .map(message::getBucketSizes)
                        .toArray());
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
