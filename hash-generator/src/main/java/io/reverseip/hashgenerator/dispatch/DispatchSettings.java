package io.reverseip.hashgenerator.dispatch;

import java.time.Duration;

/**
 * Limits of a dispatch. Immutable.
 *
 * @param windowGroups groups without a receipt on one stream, at most; accounts share them evenly
 * @param windowRecords records without a receipt on one stream, at most, shared likewise; a single larger group still goes out
 * @param outstandingBytes bytes of all groups without a receipt, at most: what more is made waits
 * @param groupTimeout a stream that has groups and brings no receipt for so long is given up
 * @param resolveInterval how often the writers' names are resolved
 * @param giveUpAfter the run fails if groups wait and none was written for so long
 * @param maxFailedGroups the run fails at so many groups that cannot be written
 */
public record DispatchSettings(
        int windowGroups,
        long windowRecords,
        long outstandingBytes,
        Duration groupTimeout,
        Duration resolveInterval,
        Duration giveUpAfter,
        int maxFailedGroups) {}
