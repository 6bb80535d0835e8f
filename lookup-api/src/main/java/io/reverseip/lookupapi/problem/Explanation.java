package io.reverseip.lookupapi.problem;

import static java.util.Objects.requireNonNull;

import io.reverseip.account.ServiceFault;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why something is not answered, in sentences for two kinds of readers. Immutable.
 *
 * @param summary for everybody: names datasets and their entities, but no account, no host and nothing that the table service said
 * @param details for authenticated clients and the log: names accounts, and has the table service's own words
 */
public record Explanation(String summary, String details) {
    /** Of a fault of this program: its words describe the program, and are in the log. */
    public static final String UNFORESEEN = "The service failed in a way not foreseen; its log has the cause.";

    private static final String NO_ANSWER = "Its storage gives no answer.";
    private static final String REFUSED = "Its storage refuses the request.";

    public Explanation {
        requireNonNull(summary);
        requireNonNull(details);
    }

    /** The same for everybody. */
    public static Explanation of(String text) {
        return new Explanation(text, text);
    }

    /** What a failed request to the table service means. */
    public static Explanation of(ServiceFault fault) {
        if (isOfThisProgram(fault)) {
            return of(UNFORESEEN);
        }
        return new Explanation(fault.isUnanswered() ? NO_ANSWER : REFUSED, fault.toString());
    }

    /** That a storage account gave no answer. */
    public static Explanation ofNoAnswer(String details) {
        return new Explanation(NO_ANSWER, details);
    }

    /** Several, one after the other. */
    public static Explanation of(List<Explanation> several) {
        return new Explanation(
                several.stream().map(Explanation::summary).collect(Collectors.joining(" ")),
                several.stream().map(Explanation::details).collect(Collectors.joining(" ")));
    }

    /** Whether the request could not be made: the cause is in this program or its configuration, not in the table service. */
    public static boolean isOfThisProgram(ServiceFault fault) {
        return fault.status() < 0;
    }

    /** This one after an introduction. */
    public Explanation after(String introduction) {
        return after(introduction, introduction);
    }

    /** This one after introductions to the summary and to the details. */
    public Explanation after(String summaryIntroduction, String detailsIntroduction) {
        return new Explanation(summaryIntroduction + summary, detailsIntroduction + details);
    }

    /** With one more sentence in the summary. */
    public Explanation advising(String advice) {
        return new Explanation(summary + " " + advice, details);
    }

    /** What a reader gets. */
    public String text(Audience audience) {
        return switch (audience) {
            case ANYBODY -> summary;
            case AUTHENTICATED -> details;
        };
    }
}
