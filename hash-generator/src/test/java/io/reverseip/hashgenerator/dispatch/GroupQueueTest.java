package io.reverseip.hashgenerator.dispatch;

import static io.reverseip.hashgenerator.dispatch.GroupsForTests.BYTES;
import static io.reverseip.hashgenerator.dispatch.GroupsForTests.group;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupQueueTest {
    private final GroupQueue queue = new GroupQueue(2 * BYTES);
    private final List<Integer> sent = new ArrayList<>();

    @Test
    void groupsWithoutAReceiptTakeRoomUntilTheyAreFinished() {
        queue.add(group(1));
        assertTrue(queue.hasRoom(group(2)));
        queue.add(group(2));
        assertFalse(queue.hasRoom(group(3)));
        sendAll();
        assertFalse(queue.hasRoom(group(3)), "Sent is not written");
        assertEquals(2, queue.outstandingGroups());
        assertEquals(2 * BYTES, queue.outstandingBytes());

        queue.finish(group(1));

        assertTrue(queue.hasRoom(group(3)));
        queue.finish(group(2));
        assertTrue(queue.isEmpty());
    }

    @Test
    void aSingleGroupBeyondTheLimitIsAccepted() {
        assertTrue(new GroupQueue(1).hasRoom(group(1)));
    }

    @Test
    void accountsTakeTurns() {
        for (int i = 0; i < 3; i++) {
            queue.add(group(i, "a"));
        }
        queue.add(group(10, "b"));
        queue.add(group(11, "b"));

        sendAll();

        assertEquals(List.of(0, 10, 1, 11, 2), sent);
        assertEquals(2, queue.accounts());
    }

    @Test
    void anAccountWithoutRoomHoldsUpItsOwnGroupsOnly() {
        queue.add(group(0, "full"));
        queue.add(group(1, "free"));
        queue.add(group(2, "free"));

        queue.sendWaiting(group ->
                group.account().equals("free") && sent.add(group.group().partition()));

        assertEquals(List.of(1, 2), sent);
    }

    @Test
    void groupsThatArePutBackAreSentFirst() {
        queue.add(group(0));
        queue.add(group(1));
        sendAll();
        queue.add(group(2));

        queue.putBack(List.of(group(1)));
        sendAll();

        assertEquals(List.of(0, 1, 1, 2), sent);
        assertEquals(3, queue.outstandingGroups(), "A group that is put back was counted already");
    }

    private void sendAll() {
        queue.sendWaiting(group -> sent.add(group.group().partition()));
    }
}
