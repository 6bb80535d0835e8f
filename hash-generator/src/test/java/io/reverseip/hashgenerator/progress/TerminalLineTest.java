package io.reverseip.hashgenerator.progress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalLineTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(shown, true);
    private final Logger logger = Logger.getLogger(TerminalLineTest.class.getName());
    private final Handler console = new Handler() {
        @Override
        public void publish(LogRecord record) {
            terminal.print(record.getMessage() + "\n");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void log() {
        logger.setUseParentHandlers(false);
        logger.addHandler(console);
    }

    @AfterEach
    void stopLogging() {
        logger.removeHandler(console);
        logger.setUseParentHandlers(true);
    }

    @Test
    void recordsArePrintedAboveTheLine() {
        try (TerminalLine line = new TerminalLine(terminal, logger)) {
            line.draw("10 % [=>   ]");
            logger.warning("a writer was lost");
            line.draw("20 % [==>  ]");
        }

        assertEquals(
                "\r10 % [=>   ]\r\u001b[Ka writer was lost\n10 % [=>   ]\r20 % [==>  ]" + System.lineSeparator(),
                shown.toString());
    }

    @Test
    void withoutALineNothingIsErased() {
        try (TerminalLine line = new TerminalLine(terminal, logger)) {
            logger.warning("early");
        }

        assertEquals("early\n", shown.toString());
    }

    @Test
    void handlersKeepTheirLevels() {
        console.setLevel(Level.SEVERE);
        try (TerminalLine line = new TerminalLine(terminal, logger)) {
            line.draw("bar");
            logger.warning("not for the console");
        }

        assertEquals(false, shown.toString().contains("not for the console"));
    }

    @Test
    void theLoggerGetsItsHandlersBack() {
        Handler[] before = logger.getHandlers();
        new TerminalLine(terminal, logger).close();

        assertArrayEquals(before, logger.getHandlers());
    }
}
