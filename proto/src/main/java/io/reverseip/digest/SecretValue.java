package io.reverseip.digest;

import io.reverseip.configuration.SecretFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The values of one secret: the newest, and those that its file had before, which builds may have been begun with. Thread-safe; never
 * shows a value.
 */
final class SecretValue {
    /** Maximum number of values that are kept. */
    static final int MAX_KNOWN = 8;

    private static final Logger LOG = Logger.getLogger(SecretValue.class);

    private final Optional<SecretFile> file;

    /** The newest first. Written under the lock. */
    private volatile List<byte[]> known;

    private String reported = "";

    private SecretValue(Optional<SecretFile> file, byte[] value) {
        this.file = file;
        this.known = List.of(value);
    }

    /**
     * A value that does not change.
     *
     * @param property the property that has it, for messages
     */
    static SecretValue of(String property, byte[] value) {
        warnOfNewline(property, value);
        return new SecretValue(Optional.empty(), value);
    }

    /**
     * The content of a file, which may change.
     *
     * @throws UnusableSecretException if it cannot be read
     */
    static SecretValue of(SecretFile file) {
        try {
            byte[] value = file.read();
            warnOfNewline(file.property(), value);
            return new SecretValue(Optional.of(file), value);
        } catch (IOException e) {
            throw new UnusableSecretException(e.getMessage());
        }
    }

    /** A value that has been accepted before. */
    static SecretValue fixed(byte[] value) {
        return new SecretValue(Optional.empty(), value);
    }

    private static void warnOfNewline(String property, byte[] value) {
        if (value.length > 0 && value[value.length - 1] == '\n') {
            LOG.warnf(
                    "The value of %s ends with a newline, which is hashed as part of the secret. If the secret has none, write it without: printf %%s instead of echo.",
                    property);
        }
    }

    /** The values, the newest first. Not to be changed. */
    List<byte[]> known() {
        return known;
    }

    /** Reads the file again, if there is one; what cannot be read is logged, once, and changes nothing. */
    synchronized void readAgain() {
        if (file.isEmpty()) {
            return;
        }
        try {
            byte[] read = file.get().read();
            if (!Arrays.equals(read, known.getFirst())) {
                known = Stream.concat(Stream.of(read), known.stream().filter(value -> !Arrays.equals(value, read)))
                        .limit(MAX_KNOWN)
                        .toList();
                warnOfNewline(file.get().property(), read);
                LOG.infof(
                        "%s: the file '%s' has a new value. Builds that were begun with an earlier one go on with that.",
                        file.get().property(), file.get().path());
            }
            reported = "";
        } catch (IOException e) {
            if (!e.getMessage().equals(reported)) {
                reported = e.getMessage();
                LOG.errorf("%s The value read before stays in use.", reported);
            }
        }
    }
}
