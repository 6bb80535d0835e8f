package io.reverseip.hashgenerator.dispatch;

import io.reverseip.digest.Recipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import java.nio.ByteBuffer;

/** Groups of 100 records of the rows layout, 400 bytes each. */
final class GroupsForTests {
    static final int RECORDS = 100;
    static final int BYTES = RECORDS * Integer.BYTES;

    private static final KeyScheme KEYS = new KeyScheme(3, 0);

    private GroupsForTests() {}

    static OutboundGroup group(int partition) {
        return group(partition, "local");
    }

    static OutboundGroup group(int partition, String account) {
        return group(partition, account, RECORDS);
    }

    static OutboundGroup group(int partition, String account, int records) {
        return new OutboundGroup(
                new Group(
                        Layout.ROWS,
                        Recipe.PLAIN,
                        KEYS,
                        partition,
                        ByteBuffer.allocate(records * Integer.BYTES),
                        0,
                        new int[0]),
                account);
    }
}
