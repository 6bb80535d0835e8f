package io.reverseip.lookupapi.bulk;

import io.airlift.compress.zstd.ZstdInputStream;
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
            new BinaryFormat("compressed with bzip2", "425a6839314159265359"),
            new BinaryFormat("compressed with xz", "fd377a585a00"),
            new BinaryFormat("compressed with LZ4", "04224d18"),
            new BinaryFormat("a 7z archive", "377abcaf271c"),
            new BinaryFormat("an old Excel workbook", "d0cf11e0a1b11ae1"),
            new BinaryFormat("a PNG image", "89504e47"));

    /** How a body can be compressed. */
    private enum Compression {
        GZIP("1f8b", "gzip", "x-gzip") {
            @Override
            InputStream decompress(InputStream stream) throws IOException {
                return new GZIPInputStream(stream);
            }
        },
        /** RFC 8878; the library refuses windows above 8 MiB, so that none takes more memory. */
        ZSTD("28b52ffd", "zstd") {
            @Override
            InputStream decompress(InputStream stream) {
                return new ZstdInputStream(stream);
            }
        };

        private final byte[] magic;
        private final List<String> encodings;

        Compression(String magic, String... encodings) {
            this.magic = bytes(magic);
            this.encodings = List.of(encodings);
        }

        abstract InputStream decompress(InputStream stream) throws IOException;

        static Optional<Compression> ofMagic(byte[] first) {
            return Arrays.stream(values())
                    .filter(compression -> startsWith(first, compression.magic))
                    .findFirst();
        }

        /** That of a {@code Content-Encoding}; empty for none. */
        static Optional<Compression> ofEncoding(String encoding) {
            String name = encoding.strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty() || name.equals("identity")) {
                return Optional.empty();
            }
            return Optional.of(Arrays.stream(values())
                    .filter(compression -> compression.encodings.contains(name))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.UNSUPPORTED_BODY,
                            "Content-Encoding %s is not read: send the body with gzip or zstd, or without compression."
                                    .formatted(PrintableText.quoted(encoding)))));
        }
    }

    private record BinaryFormat(String name, byte[] magic) {
        BinaryFormat(String name, String hex) {
            this(name, bytes(hex));
        }

        /** Whether no text begins so: four letters alone can be those of a text. */
        boolean isCertain() {
            return magic.length > 8
                    || new String(magic, StandardCharsets.ISO_8859_1).chars().anyMatch(c -> c > '~');
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
        Optional<Compression> announced = encoding.flatMap(Compression::ofEncoding);
        PushbackInputStream stream = new PushbackInputStream(body, PEEKED);
        byte[] first = peek(stream);
        Optional<Compression> found = Compression.ofMagic(first);
        if (found.isEmpty()) {
            if (announced.isPresent() && first.length > 0) {
                throw new ProblemException(
                        ProblemType.MALFORMED_BODY,
                        "Content-Encoding is %s, but the body is not compressed.".formatted(encoding.get()));
            }
            return text(stream, first);
        }
        PushbackInputStream decompressed = new PushbackInputStream(decompressed(stream, found.get(), limit), PEEKED);
        return text(decompressed, peek(decompressed));
    }

    private static InputStream decompressed(InputStream stream, Compression compression, long limit) {
        try {
            return new Decompressed(compression.decompress(stream), limit);
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_BODY,
                    "The body begins as %s does, but is none: %s"
                            .formatted(compression.encodings.getFirst(), e.getMessage()));
        }
    }

    private static InputStream text(InputStream stream, byte[] first) throws IOException {
        if (startsWith(first, UTF_16_LITTLE_ENDIAN) || startsWith(first, UTF_16_BIG_ENDIAN)) {
            return new Utf8InputStream(new InputStreamReader(stream, StandardCharsets.UTF_16));
        }
        Optional<BinaryFormat> format = BINARY_FORMATS.stream()
                .filter(candidate -> startsWith(first, candidate.magic()))
                .findFirst();
        if (hasControlCharacter(first)
                || Compression.ofMagic(first).isPresent()
                || format.filter(BinaryFormat::isCertain).isPresent()) {
            String what = format.map(BinaryFormat::name).orElse("no text in UTF-8 or in UTF-16 with a byte order mark");
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_BODY,
                    "The body is %s, which is not read: export the digests as lines, CSV or JSON, maybe compressed with gzip or zstd."
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
