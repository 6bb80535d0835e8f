package io.reverseip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildId;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.BuildState;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import io.reverseip.layout.Group;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupMessagesTest {
    private static final ByteString THREE_ADDRESSES = ByteString.fromHex("0808080108080802ffffffff");

    @Test
    void theTemplateSaysWhatAllGroupsOfABuildHaveInCommon() {
        WriteRequest template = GroupMessages.template(build(io.reverseip.layout.Layout.PACKED, 1, 2))
                .build();

        assertEquals("my-set", template.getDataset());
        assertEquals("0abc9xyz12ef", template.getBuildId());
        assertEquals("myset0abc9xyz12ef", template.getTable());
        assertEquals("dotted", template.getRecipe().getTextForm());
        assertEquals("", template.getRecipe().getPrefixSecret());
        assertEquals("", template.getRecipe().getSuffixSecret());
        assertEquals(Layout.PACKED, template.getLayout());
        assertEquals(1, template.getKeyScheme().getPartitionChars());
        assertEquals(2, template.getKeyScheme().getBucketChars());
    }

    @Test
    void numbersOfTheWireAppearUnsignedInMessages() {
        int large = (int) 4_000_000_000L;
        Stream.of(
                        packed().setPartition(large),
                        packed().setFirstBucket(large),
                        packed().setBucketSizes(0, large),
                        packed().setKeyScheme(KeyScheme.newBuilder().setPartitionChars(large)),
                        packed().setKeyScheme(KeyScheme.newBuilder()
                                .setPartitionChars(1)
                                .setBucketChars(large)))
                .forEach(message -> {
                    IllegalArgumentException refused =
                            assertThrows(IllegalArgumentException.class, () -> GroupMessages.group(message.build()));
                    assertTrue(refused.getMessage().contains(" is 4000000000, "), refused.getMessage());
                });
    }

    @Test
    void theTableHasToBeTheOneOfDatasetAndBuild() {
        WriteRequest own = GroupMessages.template(build(io.reverseip.layout.Layout.PACKED, 1, 2))
                .build();
        GroupMessages.requireOwnTable(own);

        for (String table : List.of("reverseip", "myset", "myset0abc9xyz12eg", "my-set0abc9xyz12ef", "")) {
            WriteRequest other = own.toBuilder().setTable(table).build();
            assertThrows(IllegalArgumentException.class, () -> GroupMessages.requireOwnTable(other), table);
        }
        for (WriteRequest malformed : List.of(
                own.toBuilder().setDataset("").build(),
                own.toBuilder().setBuildId("").build())) {
            assertThrows(IllegalArgumentException.class, () -> GroupMessages.requireOwnTable(malformed));
        }
    }

    @Test
    void aWriterThatSendsProgressIsUnderstoodByGeneratorsThatDoNotKnowTheMessage() throws Exception {
        ByteString sent = WriteResponse.newBuilder()
                .setProgress(Progress.newBuilder().setEntities(100))
                .build()
                .toByteString();
        // As of the first version: a receipt or Draining, fields 1 and 2.
        FileDescriptorProto before = WriteResponse.getDescriptor().getFile().toProto();
        FileDescriptorProto.Builder first = before.toBuilder();
        for (DescriptorProto.Builder message : first.getMessageTypeBuilderList()) {
            if (message.getName().equals("WriteResponse")) {
                message.removeField(2);
            }
        }
        Descriptor old = Descriptors.FileDescriptor.buildFrom(first.build(), new Descriptors.FileDescriptor[0])
                .findMessageTypeByName("WriteResponse");

        DynamicMessage received = DynamicMessage.parseFrom(old, sent);

        assertTrue(received.getAllFields().isEmpty(), received::toString);
        assertEquals(
                List.of("receipt", "draining"),
                old.getFields().stream()
                        .map(Descriptors.FieldDescriptor::getName)
                        .toList());
    }

    @Test
    void aPackedGroupArrivesAsItWasSent() throws InvalidProtocolBufferException {
        Group group = GroupMessages.group(sent(packed()));

        assertEquals(io.reverseip.layout.Layout.PACKED, group.layout());
        assertEquals(io.reverseip.digest.Recipe.PLAIN, group.recipe());
        assertEquals(new io.reverseip.key.KeyScheme(1, 2), group.keyScheme());
        assertEquals(15, group.partition());
        assertEquals(254, group.firstBucket());
        assertArrayEquals(new int[] {2, 1}, group.bucketSizes());
        assertEquals(ByteBuffer.wrap(THREE_ADDRESSES.toByteArray()), group.addresses());
    }

    @Test
    void aRowsGroupArrivesAsItWasSent() throws InvalidProtocolBufferException {
        Group group = GroupMessages.group(sent(GroupMessages.template(build(io.reverseip.layout.Layout.ROWS, 3, 0))
                .setPartition(0xfff)
                .setAddresses(THREE_ADDRESSES)));

        assertEquals(io.reverseip.layout.Layout.ROWS, group.layout());
        assertEquals(new io.reverseip.key.KeyScheme(3, 0), group.keyScheme());
        assertEquals(0xfff, group.partition());
        assertEquals(0, group.bucketSizes().length);
        assertEquals(3, group.records());
    }

    /** Field numbers and types are the format: a writer of another version reads these very bytes. */
    @Test
    void theBytesOfAGroupStayAsTheyAre() {
        byte[] bytes = packed().setGroupId(7).setAccount("main").build().toByteArray();

        assertEquals(
                String.join(
                        "",
                        "09" + "0700000000000000",
                        "12" + "06" + ascii("my-set"),
                        "1a" + "0c" + ascii("0abc9xyz12ef"),
                        "22" + "11" + ascii("myset0abc9xyz12ef"),
                        "2a" + "04" + ascii("main"),
                        "32" + "08" + "0a06" + ascii("dotted"),
                        "38" + "01",
                        "42" + "04" + "0801" + "1002",
                        "48" + "0f",
                        "52" + "0c" + "0808080108080802ffffffff",
                        "58" + "fe01",
                        "62" + "02" + "0201"),
                HexFormat.of().formatHex(bytes));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatIsNoGroup(WriteRequest message) {
        String reason = assertThrows(IllegalArgumentException.class, () -> GroupMessages.group(message))
                .getMessage();

        assertTrue(reason.length() > 20, reason);
    }

    static Stream<WriteRequest> malformed() {
        return Stream.of(
                WriteRequest.getDefaultInstance(),
                packed().clearLayout().build(),
                packed().setLayoutValue(99).build(),
                packed().clearRecipe().build(),
                packed().setRecipe(Recipe.newBuilder().setTextForm("roman")).build(),
                packed().clearKeyScheme().build(),
                packed().setKeyScheme(KeyScheme.newBuilder().setPartitionChars(-1))
                        .build(),
                packed().setPartition(16).build(),
                packed().setPartition(-1).build(),
                packed().clearAddresses().build(),
                packed().setFirstBucket(255).build(),
                packed().setFirstBucket(-1).build(),
                packed().clearBucketSizes().build(),
                packed().addBucketSizes(1).build(),
                packed().setLayout(Layout.ROWS).build());
    }

    @Test
    void aRecipeOfVersion2ComesThroughAndOlderWritersKnowNoSuchTextForm() throws InvalidProtocolBufferException {
        io.reverseip.digest.Recipe recipe = new io.reverseip.digest.Recipe(
                DigestFunction.HMAC_SHA256, TextForm.UTF16LE, Template.parse("{secret:salt}|{ip}|{len}"), "key");
        WriteRequest message = sent(GroupMessages.template(build(io.reverseip.layout.Layout.PACKED, 1, 2, recipe))
                .setPartition(15)
                .setFirstBucket(254)
                .addAllBucketSizes(Arrays.asList(2, 1))
                .setAddresses(THREE_ADDRESSES));

        assertEquals(recipe, GroupMessages.group(message).recipe());
        assertEquals("", message.getRecipe().getTextForm());
        assertEquals("check", message.getRecipe().getCheck());
        assertThrows(
                IllegalArgumentException.class,
                () -> TextForm.ofRecordedName(message.getRecipe().getTextForm()));
    }

    @Test
    void anUnknownLayoutPointsToANewerVersion() {
        String reason = assertThrows(
                        IllegalArgumentException.class,
                        () -> GroupMessages.group(packed().clearLayout().build()))
                .getMessage();

        assertEquals("Not a group: its layout is unknown here. Was it sent by a newer version?", reason);
    }

    private static WriteRequest.Builder packed() {
        return GroupMessages.template(build(io.reverseip.layout.Layout.PACKED, 1, 2))
                .setPartition(15)
                .setFirstBucket(254)
                .addAllBucketSizes(Arrays.asList(2, 1))
                .setAddresses(THREE_ADDRESSES);
    }

    private static WriteRequest sent(WriteRequest.Builder message) throws InvalidProtocolBufferException {
        return WriteRequest.parseFrom(message.build().toByteArray());
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Build build(io.reverseip.layout.Layout layout, int partitionChars, int bucketChars) {
        return build(layout, partitionChars, bucketChars, io.reverseip.digest.Recipe.PLAIN);
    }

    private static Build build(
            io.reverseip.layout.Layout layout, int partitionChars, int bucketChars, io.reverseip.digest.Recipe recipe) {
        return new Build(
                new DatasetName("my-set"),
                new BuildId("0abc9xyz12ef"),
                BuildState.BUILDING,
                new BuildParameters(
                        RangesSummary.of(AddressRanges.parse(List.of("8.8.0.0/16"), List.of())),
                        recipe,
                        layout,
                        new io.reverseip.key.KeyScheme(partitionChars, bucketChars),
                        List.of("main")),
                "check",
                16,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }
}
