package io.reverseip.rewriting;

import java.util.Optional;

/**
 * Names the member of a JSON object, also a nested one: {@code client.ip_hash} or {@code client>ip_hash}. Names can have these signs
 * themselves. Immutable.
 */
public record MemberPath(String text) {
    /**
     * What is left of the path inside a member of the object: nothing if it names the member itself; empty if it does not go through it.
     */
    public Optional<MemberPath> inside(String member) {
        if (text.equals(member)) {
            return Optional.of(new MemberPath(""));
        }
        return text.length() > member.length()
                        && text.startsWith(member)
                        && (text.charAt(member.length()) == '.' || text.charAt(member.length()) == '>')
                ? Optional.of(new MemberPath(text.substring(member.length() + 1)))
                : Optional.empty();
    }

    /** Whether it names the value itself, and not a member of it. */
    public boolean isEnd() {
        return text.isEmpty();
    }
}
