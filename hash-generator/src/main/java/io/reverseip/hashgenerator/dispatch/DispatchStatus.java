package io.reverseip.hashgenerator.dispatch;

import java.util.Optional;

/**
 * A dispatch at one moment. Immutable.
 *
 * @param writersConnected streams to writers that answered and do not drain
 * @param writersReady those of them that accept groups now; the others are busy
 * @param delivered groups sent, each time one was sent
 * @param redelivered groups taken back to be sent again
 * @param failed groups that a writer said cannot be written
 * @param outstandingGroups groups without a receipt
 * @param outstandingBytes bytes of their addresses
 * @param bytesSent bytes of the messages that carried them, each time one was sent
 * @param lastProblem what last went wrong, for people
 */
public record DispatchStatus(
        int writersConnected,
        int writersReady,
        long delivered,
        long redelivered,
        long failed,
        long outstandingGroups,
        long outstandingBytes,
        long bytesSent,
        Optional<String> lastProblem) {
    /** Of a run that had nothing to send. */
    public static final DispatchStatus NONE = new DispatchStatus(0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());
}
