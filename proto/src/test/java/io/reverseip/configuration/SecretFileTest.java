package io.reverseip.configuration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    private static final String PROPERTY = "reverseip.secrets.pepper.file";

    @TempDir
    Path directory;

    private String refused(Path path) {
        return assertThrows(IOException.class, () -> new SecretFile(PROPERTY, path).read())
                .getMessage();
    }

    @Test
    void everyByteIsRead() throws IOException {
        byte[] content = {' ', '$', '{', 0, -1, '\\', '\r', '\n'};

        assertArrayEquals(content, new SecretFile(PROPERTY, Files.write(directory.resolve("s"), content)).read());
    }

    @Test
    void whatCannotBeReadIsRefusedByName() throws IOException {
        Path missing = directory.resolve("missing");
        Path empty = Files.createFile(directory.resolve("empty"));
        Path endless = Path.of("/dev/zero");

        assertTrue(refused(missing).startsWith(PROPERTY + ": the file '" + missing + "' cannot be read (NoSuchFile"));
        assertTrue(refused(directory).contains("cannot be read"));
        assertTrue(refused(empty).contains("is empty"));
        assertTrue(refused(endless).contains("is longer than 65536 bytes"));
    }
}
