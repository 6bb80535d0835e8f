package io.reverseip.hashgenerator.filling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reverseip.address.AddressRanges;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.hashgenerator.dispatch.ScriptedWriter;
import io.reverseip.layout.Group;
import io.reverseip.wire.GroupMessages;
import io.reverseip.wire.Receipt.Outcome;
import io.reverseip.wire.WriteRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** What the tests of this package share: a writer that answers groups, and the addresses that have reached it. */
final class FillingTestSetup {
    private FillingTestSetup() {}

    /** @param outstandingBytes maximum bytes of groups without a receipt */
    static DispatchSettings settings(long outstandingBytes) {
        return new DispatchSettings(
                new DispatchSettings.Window(8, 1_000_000, 1_000_000),
                outstandingBytes,
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                new DispatchSettings.FailureLimit(3, Duration.ofMinutes(10)));
    }

    /** A writer that answers each group alike. */
    static ScriptedWriter writer(Outcome outcome) {
        return new ScriptedWriter(request -> List.of(ScriptedWriter.receipt(request, outcome)));
    }

    /** A writer that never answers. */
    static ScriptedWriter silentWriter() {
        return new ScriptedWriter(request -> List.of());
    }

    /** The ordinals, within ranges, of the addresses that a writer has received; fails if one was sent twice. */
    static BitSet received(ScriptedWriter writer, AddressRanges ranges) {
        BitSet ordinals = new BitSet();
        for (WriteRequest request : writer.received()) {
            Group group = GroupMessages.group(request);
            ByteBuffer addresses = group.addresses().duplicate();
            assertEquals(group.records() * Group.ADDRESS_BYTES, addresses.remaining());
            while (addresses.hasRemaining()) {
                int ordinal = (int) ranges.countBelow(Integer.toUnsignedLong(addresses.getInt()));
                assertFalse(ordinals.get(ordinal), "each address once");
                ordinals.set(ordinal);
            }
        }
        return ordinals;
    }
}
