package io.reverseip.account;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

/**
 * When a shared access signature can be used. Immutable.
 *
 * @param start empty if the signature does not say so, or a stored access policy does
 * @param end likewise
 */
record SasTimes(Optional<Instant> start, Optional<Instant> end) {
    SasTimes {
        requireNonNull(start);
        requireNonNull(end);
    }

    /** The times of a signature. What is no time is left to Azure. */
    static SasTimes of(String token) {
        return new SasTimes(time(token, "st="), time(token, "se="));
    }

    private static Optional<Instant> time(String token, String parameter) {
        return Arrays.stream(token.split("&"))
                .filter(part -> part.startsWith(parameter))
                .map(part -> part.substring(parameter.length()))
                .findFirst()
                .flatMap(SasTimes::time);
    }

    /** Azure takes dates, and times with or without seconds. */
    private static Optional<Instant> time(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            return Optional.of(
                    decoded.contains("T")
                            ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(decoded, Instant::from)
                            : LocalDate.parse(decoded).atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Refuses a signature that has expired or is not valid yet.
     *
     * @param what names the signature in messages
     * @param now by this machine's clock
     * @throws InvalidAccountException unless it is valid
     */
    void requireValid(String what, Instant now) {
        end.filter(time -> !now.isBefore(time)).ifPresent(time -> {
            throw refused(
                    what,
                    "expired at %s (se=), %s ago".formatted(time, Advice.words(Duration.between(time, now))),
                    "create a new one");
        });
        start.filter(now::isBefore).ifPresent(time -> {
            throw refused(
                    what,
                    "becomes valid at %s (st=), in %s".formatted(time, Advice.words(Duration.between(now, time))),
                    "create one that is valid now");
        });
    }

    private static InvalidAccountException refused(String what, String fault, String remedy) {
        return new InvalidAccountException(
                "The %s %s by this machine's clock: %s, or set the clock right.".formatted(what, fault, remedy));
    }
}
