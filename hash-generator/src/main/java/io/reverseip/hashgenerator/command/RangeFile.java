package io.reverseip.hashgenerator.command;

import io.reverseip.address.RangeConsumer;
import io.reverseip.address.RangeText;
import io.reverseip.terminal.PrintableText;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads ranges from a file or from standard input, one or several per line, separated by commas. {@code #} and {@code ;} begin comments.
 * Lines of RIR statistics ({@code ripencc|NL|ipv4|8.8.8.0|256|…}) are read, whatever their status; those that hold no IPv4 addresses are
 * skipped. The file may be compressed by gzip, and encoded in UTF-8 or, with a byte order mark, in UTF-16. Nothing is kept: memory does
 * not depend on the number of ranges.
 */
final class RangeFile {
    /** Longest line, in characters: also the most that is held of a file that is none of ranges. */
    private static final int MAX_LINE = 1 << 20;

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int LONGEST_MARK = 3;
    private static final int RIR_FIELDS = 7;

    private final String name;
    private final RangeConsumer ranges;
    private int lineNumber;
    private boolean any;

    private RangeFile(String name, RangeConsumer ranges) {
        this.name = name;
        this.ranges = ranges;
    }

    /**
     * Reads all ranges.
     *
     * @param name for error messages
     * @throws IllegalArgumentException if a line cannot be read, or there are no ranges; the message names file and line
     */
    static void read(InputStream input, String name, RangeConsumer ranges) throws IOException {
        RangeFile file = new RangeFile(name, ranges);
        try (Reader reader = reader(input)) {
            file.readLines(reader);
        } catch (EOFException e) {
            throw new IOException("its compressed data ends too early", e);
        } catch (ZipException e) {
            throw new IOException("its compressed data is damaged: " + e.getMessage(), e);
        }
        if (!file.any) {
            throw new IllegalArgumentException(
                    "No ranges in %s: give one per line, such as 8.8.0.0/16.".formatted(name));
        }
    }

    private static Reader reader(InputStream input) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(input);
        byte[] magic = peek(raw, 2);
        boolean compressed =
                magic.length == 2 && (Byte.toUnsignedInt(magic[0]) << 8 | Byte.toUnsignedInt(magic[1])) == GZIP_MAGIC;
        BufferedInputStream bytes = compressed ? new BufferedInputStream(new GZIPInputStream(raw)) : raw;
        byte[] start = peek(bytes, LONGEST_MARK);
        for (Encoding encoding : Encoding.MARKED) {
            if (encoding.marks(start)) {
                bytes.skipNBytes(encoding.mark().length);
                return new BufferedReader(new InputStreamReader(bytes, encoding.charset()));
            }
        }
        return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }

    private static byte[] peek(BufferedInputStream input, int count) throws IOException {
        input.mark(count);
        byte[] bytes = input.readNBytes(count);
        input.reset();
        return bytes;
    }

    /** An encoding with the byte order mark that shows it. */
    private record Encoding(Charset charset, byte... mark) {
        static final List<Encoding> MARKED = List.of(
                new Encoding(StandardCharsets.UTF_8, (byte) 0xef, (byte) 0xbb, (byte) 0xbf),
                new Encoding(StandardCharsets.UTF_16LE, (byte) 0xff, (byte) 0xfe),
                new Encoding(StandardCharsets.UTF_16BE, (byte) 0xfe, (byte) 0xff));

        boolean marks(byte[] start) {
            return start.length >= mark.length && Arrays.equals(mark, 0, mark.length, start, 0, mark.length);
        }
    }

    private void readLines(Reader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        boolean afterReturn = false;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = c == '\r';
            if (c == '\n' || c == '\r') {
                readLine(line.toString());
                line.setLength(0);
            } else if (line.length() == MAX_LINE) {
                lineNumber++;
                throw refusal("it is longer than %,d characters. Give one range per line.".formatted(MAX_LINE));
            } else {
                line.append((char) c);
            }
        }
        if (!line.isEmpty()) {
            readLine(line.toString());
        }
    }

    private void readLine(String line) {
        lineNumber++;
        String content = before('#', line);
        try {
            if (content.indexOf('|') >= 0) {
                readStatistics(content);
                return;
            }
            requireNoPair(content, "[,;\t]");
            String uncommented = before(';', content);
            requireNoPair(uncommented, "[,\t]");
            for (String range : uncommented.split(",")) {
                if (!range.isBlank()) {
                    accept(range);
                }
            }
        } catch (IllegalArgumentException e) {
            throw refusal(e.getMessage());
        }
    }

    private void accept(String range) {
        RangeText.parse(range, ranges);
        any = true;
    }

    private static String before(char comment, String line) {
        int start = line.indexOf(comment);
        return start < 0 ? line : line.substring(0, start);
    }

    /** Two addresses on a line may be the first and the last of a range, as in location databases, or just two. */
    private static void requireNoPair(String line, String separators) {
        List<String> cells = Arrays.stream(line.split(separators))
                .map(cell -> cell.replace('"', ' ').strip())
                .filter(cell -> !cell.isEmpty())
                .toList();
        if (cells.size() == 2 && cells.stream().allMatch(RangeText::isAddress)) {
            throw new IllegalArgumentException(
                    "%s is ambiguous: write %s-%s for the range, or each address on a line of its own."
                            .formatted(PrintableText.quoted(line.strip()), cells.getFirst(), cells.getLast()));
        }
    }

    /** A line as the regional registries publish them: {@code registry|country|type|start|count|date|status}. */
    private void readStatistics(String line) {
        String[] fields = line.strip().split("\\|", -1);
        boolean header = fields[0].matches("\\d+(\\.\\d+)?");
        boolean sum = fields[fields.length - 1].equals("summary");
        if (header
                || sum
                || fields.length >= RIR_FIELDS && List.of("asn", "ipv6").contains(fields[2])) {
            return;
        }
        if (fields.length < RIR_FIELDS || !fields[2].equals("ipv4")) {
            throw new IllegalArgumentException(
                    "%s is no line of RIR statistics, such as ripencc|NL|ipv4|8.8.8.0|256|20100101|allocated."
                            .formatted(PrintableText.quoted(line)));
        }
        int[] first = {0};
        if (!RangeText.isAddress(fields[3])) {
            throw new IllegalArgumentException("%s is not an address.".formatted(PrintableText.quoted(fields[3])));
        }
        RangeText.parse(fields[3], (from, to) -> first[0] = from);
        long last = Integer.toUnsignedLong(first[0])
                + count(fields[4])
                        .orElseThrow(
                                () -> new IllegalArgumentException("%s is not a number of addresses from 1 to 2^32."
                                        .formatted(PrintableText.quoted(fields[4]))))
                - 1;
        if (last > Integer.toUnsignedLong(-1)) {
            throw new IllegalArgumentException(
                    "%s addresses from %s on are more than there are.".formatted(fields[4], fields[3]));
        }
        ranges.accept(first[0], (int) last);
        any = true;
    }

    private static Optional<Long> count(String text) {
        return text.matches("\\d{1,10}")
                ? Optional.of(Long.parseLong(text)).filter(count -> count >= 1 && count <= 1L << 32)
                : Optional.empty();
    }

    private IllegalArgumentException refusal(String reason) {
        return new IllegalArgumentException("Line %d of %s: %s".formatted(lineNumber, name, reason));
    }
}
