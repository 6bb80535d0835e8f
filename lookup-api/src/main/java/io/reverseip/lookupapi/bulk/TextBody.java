package io.reverseip.lookupapi.bulk;

import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.terminal.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The body of a request as text in UTF-8: decompressed according to {@code Content-Encoding} or its first
 * bytes, and converted from UTF-16 according to its byte order mark. Other binary bodies are refused.
 */
final class TextBody {
    private static final int PEEKED = 16;
    private static final byte[] GZIP = bytes("1f8b");
    private static final byte[] UTF_16_LITTLE_ENDIAN = bytes("fffe");
    private static final byte[] UTF_16_BIG_ENDIAN = bytes("feff");

    /** First bytes of files that people have digests in. */
    private static final List<BinaryFormat> BINARY_FORMATS = List.of(
            new BinaryFormat("a Parquet file", "50415231"),
            new BinaryFormat("a ZIP archive or an Excel workbook", "504b0304"),
            new BinaryFormat("an Avro file", "4f626a01"),
            new BinaryFormat("an ORC file", "4f5243"),
            new BinaryFormat("an Arrow file", "4152524f5731"),
            new BinaryFormat("an SQLite database", "53514c69746520666f726d6174203300"),
            new BinaryFormat("compressed with zstd", "28b52ffd"),
            new BinaryFormat("compressed with bzip2", "425a68"),
            new BinaryFormat("compressed with xz", "fd377a585a00"),
            new BinaryFormat("compressed with LZ4", "04224d18"),
            new BinaryFormat("a 7z archive", "377abcaf271c"),
            new BinaryFormat("an old Excel workbook", "d0cf11e0a1b11ae1"),
            new BinaryFormat("a PNG image", "89504e47"));

    private record BinaryFormat(String name, byte[] magic) {
        BinaryFormat(String name, String hex) {
            this(name, bytes(hex));
        }
    }

    private TextBody() {}

    /**
     * Opens a body; only its first line, or its first 16 bytes, are read before that.
     *
     * @param encoding {@code Content-Encoding} of the request
     * @param limit maximum number of bytes after decompression
     * @throws ProblemException if the body cannot be read as text
     */
    static InputStream open(InputStream body, Optional<String> encoding, long limit) throws IOException {
        boolean saysGzip = encoding.map(TextBody::isGzip).orElse(false);
        PushbackInputStream stream = new PushbackInputStream(body, PEEKED);
        byte[] first = peek(stream);
        if (!startsWith(first, GZIP)) {
            if (saysGzip && first.length > 0) {
                throw new ProblemException(
                        ProblemType.MALFORMED_BODY, "Content-Encoding is gzip, but the body is not compressed.");
            }
            return text(stream, first);
        }
        PushbackInputStream decompressed = new PushbackInputStream(decompressed(stream, limit), PEEKED);
        return text(decompressed, peek(decompressed));
    }

    private static boolean isGzip(String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> true;
            case "identity", "" -> false;
            default ->
                throw new ProblemException(
                        ProblemType.UNSUPPORTED_BODY,
                        "Content-Encoding %s is not read: send the body with gzip, or without compression."
                                .formatted(PrintableText.quoted(encoding)));
        };
    }

    private static InputStream decompressed(InputStream stream, long limit) {
        try {
            return new Decompressed(new GZIPInputStream(stream), limit);
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_BODY, "The body begins as gzip does, but is none: " + e.getMessage());
        }
    }

    private static InputStream text(InputStream stream, byte[] first) throws IOException {
        if (startsWith(first, UTF_16_LITTLE_ENDIAN) || startsWith(first, UTF_16_BIG_ENDIAN)) {
            return new Utf8InputStream(new InputStreamReader(stream, StandardCharsets.UTF_16));
        }
        if (hasControlCharacter(first) || startsWith(first, GZIP)) {
            String what = BINARY_FORMATS.stream()
                    .filter(format -> startsWith(first, format.magic()))
                    .map(BinaryFormat::name)
                    .findFirst()
                    .orElse("no text in UTF-8 or in UTF-16 with a byte order mark");
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_BODY,
                    "The body is %s, which is not read: export the digests as lines, CSV or JSON, maybe compressed with gzip."
                            .formatted(what));
        }
        return stream;
    }

    /** The first bytes, up to the first line end; they stay in the stream. */
    private static byte[] peek(PushbackInputStream stream) throws IOException {
        byte[] first = new byte[PEEKED];
        int length = 0;
        while (length < first.length && (length == 0 || first[length - 1] != '\n')) {
            int next = stream.read();
            if (next < 0) {
                break;
            }
            first[length++] = (byte) next;
        }
        stream.unread(first, 0, length);
        return Arrays.copyOf(first, length);
    }

    /** Whether there are bytes that stand in no text; tabulators, line ends, form feeds and escapes do. */
    private static boolean hasControlCharacter(byte[] bytes) {
        for (byte next : bytes) {
            if (next >= 0 && next < ' ' && "\t\n\r\f\u001b".indexOf(next) < 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
