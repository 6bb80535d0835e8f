package io.reverseip.hashgenerator.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A size in bytes, as people write it. Immutable.
 *
 * @param bytes at least {@value #MIN_BYTES}
 */
record MemorySize(long bytes) {
    static final long MIN_BYTES = 1_024;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)(i?b)?");
    private static final String ALLOWED =
            "Allowed are whole numbers of KiB, MiB, GiB, from 1KiB, such as 512MiB or 4GiB, and auto.";

    static MemorySize parse(String text) {
        if (text.strip().equalsIgnoreCase("auto")) {
            return new MemorySize(AvailableMemory.forSlices());
        }
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not a size. %s".formatted(text, ALLOWED));
        }
        int power = "kmgt".indexOf(matcher.group(2)) + 1;
        long unit = matcher.group(2).isEmpty() ? 1 : 1L << 10 * power;
        long bytes;
        try {
            bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'%s' is more than this program can count. %s".formatted(text, ALLOWED));
        }
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("'%s' is too little. %s".formatted(text, ALLOWED));
        }
        return new MemorySize(bytes);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<MemorySize> {
        @Override
        public MemorySize convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
