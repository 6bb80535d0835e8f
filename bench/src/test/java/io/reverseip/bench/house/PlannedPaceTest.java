package io.reverseip.bench.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.hashgenerator.plan.WriterPace;
import io.reverseip.tablewriter.WriterConfig;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** A plan foretells what writers do, but the generator cannot see their code. */
class PlannedPaceTest {
    @Test
    void transactionsInFlightAreTheWritersDefault() throws Exception {
        String writers = WriterConfig.class
                .getMethod("maxInFlight")
                .getAnnotation(WithDefault.class)
                .value();

        assertEquals(writers, Integer.toString(WriterPace.IN_FLIGHT));
    }

    @Test
    void newTableBeginsAtTheRateOfTheWritersThrottle() throws Exception {
        Field first =
                Class.forName("io.reverseip.tablewriter.throttle.EntityRate").getDeclaredField("FIRST");
        first.setAccessible(true);

        assertEquals(first.getDouble(null), WriterPace.FIRST_RATE);
    }
}
