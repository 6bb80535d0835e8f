package io.reverseip.lookupapi.problem;

import io.reverseip.account.ServiceFault;

/** What a client learns of a failed request to a table service. */
public final class PublicFault {
    /** Of a fault of this program: its words describe the program, and stand in the log. */
    public static final String UNFORESEEN = "The service failed in a way not foreseen; its log has the cause.";

    private PublicFault() {}

    /** Whether the request could not be made: the cause is in this program or its configuration, not in the table service. */
    public static boolean isOfThisProgram(ServiceFault fault) {
        return fault.status() < 0;
    }

    /** The table service's own words, or {@value #UNFORESEEN} */
    public static String text(ServiceFault fault) {
        return isOfThisProgram(fault) ? UNFORESEEN : fault.toString();
    }
}
