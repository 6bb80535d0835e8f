package io.reverseip.tablewriter.throttle;

import io.reverseip.account.ServiceFault;

/** How a request to an account went in the end. */
public sealed interface Attempted {
    /** How often it was sent again. */
    int retries();

    /** It was carried out. */
    record Done(int retries) implements Attempted {}

    /** It cannot be carried out. */
    record Failed(ServiceFault fault, int retries) implements Attempted {}

    /** It failed in a way that passes, but not soon enough, or it was not to be repeated any more. It may have been carried out. */
    record Stopped(ServiceFault fault, int retries) implements Attempted {}
}
