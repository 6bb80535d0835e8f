package io.reverseip.lookupapi.access;

import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * A line for each request, when it is over. Digests stand for addresses, which are personal data: unless asked for, no line has one, nor
 * anything else that was given in the place of a digest. Thread-safe.
 */
public final class AccessLog {
    private static final Logger LOG = Logger.getLogger("access");

    private static final Pattern PREFIX = Pattern.compile("(/ip-for/prefix/).+");
    private static final Pattern DIGEST = Pattern.compile("(/ip-for/)(?!prefix/).+");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{8,}");

    private final Content content;

    /** What is logged. */
    public enum Content {
        /** Nothing. */
        OFF,
        /** Client, method, kind of path, status, bytes and time. */
        WITHOUT_DIGESTS,
        /** The whole path. */
        WITH_DIGESTS
    }

    public AccessLog(Content content) {
        this.content = content;
    }

    /** Logs a request when it has been answered. */
    void watch(RoutingContext request) {
        if (content == Content.OFF) {
            return;
        }
        long start = System.nanoTime();
        request.addEndHandler(ended -> LOG.infof(
                "%s (%s) %s %s: %d, %d bytes, %.1f ms",
                request.request().remoteAddress().hostAddress(),
                Client.nameOf(request),
                request.request().method(),
                shown(request.normalizedPath()),
                request.response().getStatusCode(),
                request.response().bytesWritten(),
                (System.nanoTime() - start) / 1e6));
    }

    private String shown(String path) {
        return content == Content.WITH_DIGESTS ? path : withoutDigests(path);
    }

    static String withoutDigests(String path) {
        String shown = PREFIX.matcher(path).replaceFirst("$1{hex}");
        shown = DIGEST.matcher(shown).replaceFirst("$1{sha256}");
        return HEX.matcher(shown).replaceAll("{hex}");
    }
}
