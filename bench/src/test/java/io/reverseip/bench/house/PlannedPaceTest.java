package io.reverseip.bench.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.hashgenerator.plan.WriterPace;
import io.reverseip.tablewriter.WriterConfig;
import io.smallrye.config.WithDefault;
import org.junit.jupiter.api.Test;

/** A plan foretells what writers do, but the generator cannot see their code. */
class PlannedPaceTest {
    @Test
    void transactionsInFlightAreTheWritersDefault() throws Exception {
        assertEquals(writersDefault("maxInFlight"), WriterPace.IN_FLIGHT);
    }

    @Test
    void newTableBeginsAtTheWritersDefault() throws Exception {
        assertEquals(writersDefault("newTableEntitiesPerSecond"), WriterPace.FIRST_RATE);
    }

    private static int writersDefault(String property) throws NoSuchMethodException {
        return Integer.parseInt(WriterConfig.class
                .getMethod(property)
                .getAnnotation(WithDefault.class)
                .value());
    }
}
