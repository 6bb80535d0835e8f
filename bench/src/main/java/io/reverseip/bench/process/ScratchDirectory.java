package io.reverseip.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A new directory that is gone afterwards, with all that is in it. */
public final class ScratchDirectory implements AutoCloseable {
    private final Path path;

    /** In the system's directory for temporary files. */
    public ScratchDirectory(String prefix) throws IOException {
        this.path = Files.createTempDirectory(prefix);
    }

    /** @param parent made if it is not there */
    public ScratchDirectory(Path parent, String prefix) throws IOException {
        this.path = Files.createTempDirectory(Files.createDirectories(parent), prefix);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Bytes of the files in it. */
    public long size() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
