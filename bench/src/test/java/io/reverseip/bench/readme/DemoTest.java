package io.reverseip.bench.readme;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo where users have it: in any directory, and more than once. */
@Tag("long")
class DemoTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NOT_COPIED = Set.of(".git", "node_modules", "target");
    private static final String RIGHT = "4 answers right, 0 wrong";

    @Test
    void isBuiltAndRunsInADirectoryWithBlanksInItsPath(@TempDir Path directory) throws Exception {
        Path copy = copyOfSources(directory.resolve("it's a path with blanks"));
        String output = Shell.run("./reverse-ip demo --once", copy, Map.of(), 0);
        assertTrue(output.contains(RIGHT), output);
    }

    private static Path copyOfSources(Path target) throws IOException {
        Files.walkFileTree(HOME, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (NOT_COPIED.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(target.resolve(HOME.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // With its time: the script installs Azurite again where package-lock.json is newer.
                Files.copy(file, target.resolve(HOME.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
        Files.createSymbolicLink(target.resolve("node_modules"), HOME.resolve("node_modules"));
        return target;
    }

    /** Both choose the same ports while these are free, and one finds them in use when it listens. */
    @Test
    void runsTwiceWhenStartedTwiceInTheSameSecond() throws InterruptedException {
        String output = Shell.run(
                "./reverse-ip demo --once & first=$!; ./reverse-ip demo --once; second=$?; wait $first && exit $second",
                HOME,
                Map.of(),
                0);
        assertTrue(output.indexOf(RIGHT) < output.lastIndexOf(RIGHT), output);
        assertFalse(output.contains("already complete"), output);
    }
}
