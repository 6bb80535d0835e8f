package io.reverseip.lookupapi.bulk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextBodyTest {
    private static byte[] gzip(int zeros) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("0".repeat(zeros).getBytes(StandardCharsets.US_ASCII));
        }
        return compressed.toByteArray();
    }

    @Test
    void readsNoMoreThanTheLimitOfACompressedBody() throws IOException {
        byte[] bomb = gzip(10_000_000);
        assertTrue(bomb.length < 20_000);

        assertEquals(
                10_000_000,
                TextBody.open(new ByteArrayInputStream(bomb), Optional.empty(), 10_000_000)
                        .readAllBytes()
                        .length);
        InputStream limited = TextBody.open(new ByteArrayInputStream(bomb), Optional.of("gzip"), 9_999_999);
        String message = assertThrows(UnreadableBodyException.class, limited::readAllBytes)
                .getMessage();
        assertTrue(message.contains("9,999,999 bytes after decompression"), message);
    }

    @Test
    void refusesAZstdWindowAboveEightMebibytes() throws IOException {
        String text = "838c4c2573848f58".repeat(200_000);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(compressed)) {
            zstd.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] frame = compressed.toByteArray();
        assertEquals(0, frame[4] & 0x20, "the header has a window descriptor");

        assertEquals(text, decompressed(frame, 23));
        String message = assertThrows(UnreadableBodyException.class, () -> decompressed(frame, 24))
                .getMessage();
        assertTrue(message.contains("Window size too large"), message);
    }

    /** With another size in the window descriptor (RFC 8878). */
    private static String decompressed(byte[] frame, int windowLog) throws IOException {
        frame[5] = (byte) (windowLog - 10 << 3);
        InputStream text = TextBody.open(new ByteArrayInputStream(frame), Optional.empty(), 10_000_000);
        return new String(text.readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** The kind of a body is decided on its first line: a client may wait for the answer to it. */
    @Test
    void waitsForNothingBehindTheFirstLine() throws IOException {
        InputStream body = new InputStream() {
            private int position;

            @Override
            public int read() {
                if (position == 3) {
                    throw new AssertionError("read behind the first line");
                }
                return "ab\n".charAt(position++);
            }
        };

        InputStream text = TextBody.open(body, Optional.empty(), 10);

        assertEquals('a', text.read());
        assertEquals('b', text.read());
        assertEquals('\n', text.read());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_094, 4_095, 4_096, 4_097, 10_000})
    void convertsCharactersAtTheEdgeOfItsBuffer(int before) throws IOException {
        String text = "x".repeat(before) + "\ud83d\ude00\u00fc".repeat(3_000);

        assertArrayEquals(
                text.getBytes(StandardCharsets.UTF_8), new Utf8InputStream(new StringReader(text)).readAllBytes());
    }
}
