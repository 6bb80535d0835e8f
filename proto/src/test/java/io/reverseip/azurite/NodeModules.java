package io.reverseip.azurite;

import java.nio.file.Files;
import java.nio.file.Path;

/** The programs that {@code package.json} names, as npm installs them. */
public final class NodeModules {
    private NodeModules() {}

    /**
     * Where a program is.
     *
     * @param path inside {@code node_modules}
     * @throws IllegalStateException if it is not installed
     */
    public static Path program(String path) {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            Path program = directory.resolve("node_modules").resolve(path);
            if (Files.exists(program)) {
                return program;
            }
        }
        throw new IllegalStateException(
                "%s is not installed: run 'npm ci' at the top level, or './reverse-ip test'.".formatted(path));
    }
}
