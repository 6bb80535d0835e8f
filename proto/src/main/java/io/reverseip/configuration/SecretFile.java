package io.reverseip.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds a secret, such as one of a mounted Kubernetes Secret. Immutable.
 *
 * @param property the property that names the file, for messages
 * @param path where it is
 */
public record SecretFile(String property, Path path) {
    /** Maximum size of the file in bytes. */
    public static final int MAX_BYTES = 65_536;

    /**
     * Reads the file as it is now, byte for byte.
     *
     * @return 1 to {@value #MAX_BYTES} bytes
     * @throws IOException if there is no such file, or it cannot be read, is empty or too long; the message names the property and the
     *     file, and nothing of the content
     */
    public byte[] read() throws IOException {
        byte[] content;
        try (InputStream file = Files.newInputStream(path)) {
            content = file.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw refused("cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
        if (content.length == 0) {
            throw refused("is empty");
        }
        if (content.length > MAX_BYTES) {
            throw refused("is longer than %d bytes".formatted(MAX_BYTES));
        }
        return content;
    }

    private IOException refused(String fault) {
        return new IOException("%s: the file '%s' %s. Give the path of a readable file of 1 to %d bytes."
                .formatted(property, path, fault, MAX_BYTES));
    }
}
