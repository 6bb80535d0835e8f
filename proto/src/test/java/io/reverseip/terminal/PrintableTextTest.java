package io.reverseip.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
    @Test
    void visibleTextStaysAsItIs() {
        assertEquals("'8.8.8.8 grün 日本 😀'", PrintableText.quoted("8.8.8.8 grün 日本 😀"));
        assertEquals("two\nlines", PrintableText.escaped("two\nlines"));
    }

    @Test
    void nothingThatATerminalObeysIsLeft() {
        assertEquals("'\\u001b]0;title\\u0007'", PrintableText.quoted("\u001b]0;title\u0007"));
        assertEquals("'\\u009b2J\\r\\n\\t\\u007f'", PrintableText.quoted("\u009b2J\r\n\t\u007f"));
        assertEquals("\\u202eabc\\u200b\\ufeff", PrintableText.escaped("\u202eabc\u200b\ufeff"));
        assertEquals("\\ud800", PrintableText.escaped("\ud800"));
        assertEquals("\\U000e0001", PrintableText.escaped("\udb40\udc01"));
    }

    @Test
    void atMostEightyCharactersAreQuoted() {
        assertEquals("'" + "a".repeat(80) + "'", PrintableText.quoted("a".repeat(80)));
        assertEquals("'" + "a".repeat(80) + "...'", PrintableText.quoted("a".repeat(81)));
        assertEquals("'" + "😀".repeat(80) + "...'", PrintableText.quoted("😀".repeat(1_000)));
    }
}
