package io.reverseip.lookupapi.access;

import io.reverseip.digest.Digest;
import java.util.LinkedHashMap;
import java.util.Map;

/** The most recent digests of one request: up to 0.6 MiB. Used by one thread at a time. */
final class RecentDigests {
    private static final int KEPT = 4_096;

    private final Map<Digest, Boolean> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Boolean> eldest) {
            return size() > KEPT;
        }
    };

    /** Notes a digest; says whether it was among the last 4,096 different ones. */
    boolean noteAgain(Digest digest) {
        return recent.put(digest, true) != null;
    }
}
