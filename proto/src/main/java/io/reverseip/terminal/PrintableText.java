package io.reverseip.terminal;

/** Makes text of unknown origin fit for messages: control characters of it must not reach a terminal. */
public final class PrintableText {
    /** Largest number of characters of a text that is quoted. */
    public static final int MAX_QUOTED = 80;

    private PrintableText() {}

    /** The text with control, format and other invisible characters replaced by escapes; line feeds stay. */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> append(escaped, codePoint, true));
        return escaped.toString();
    }

    /** At most {@value #MAX_QUOTED} characters of the text, in quotation marks, on one line, without control characters. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("'");
        text.codePoints().limit(MAX_QUOTED).forEach(codePoint -> append(quoted, codePoint, false));
        if (text.codePointCount(0, text.length()) > MAX_QUOTED) {
            quoted.append("...");
        }
        return quoted.append('\'').toString();
    }

    private static void append(StringBuilder text, int codePoint, boolean keepsLines) {
        switch (codePoint) {
            case '\n' -> text.append(keepsLines ? "\n" : "\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (isVisible(codePoint)) {
                    text.appendCodePoint(codePoint);
                } else {
                    text.append(codePoint <= 0xffff ? "\\u%04x".formatted(codePoint) : "\\U%08x".formatted(codePoint));
                }
            }
        }
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
