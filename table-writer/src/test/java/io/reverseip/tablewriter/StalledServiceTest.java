package io.reverseip.tablewriter;

import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the gRPC server as Quarkus runs it: what a stalled table service leaves unwritten stays with the generators. */
@QuarkusTest
@QuarkusTestResource(value = StalledTableService.class, restrictToAnnotatedClass = true)
class StalledServiceTest {
    private static final int GROUP_BYTES = 256 * 1024;

    /** HTTP/2's window, gRPC's 32 KiB until it is not ready, and a frame or two. */
    private static final int ON_THE_WAY = 3 * (1 << 20);

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    private final List<Generator> generators = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Generator generator : generators) {
            generator.cancel();
            generator.close();
        }
        await().until(() -> streams() == 0);
    }

    @Test
    void generatorsAreHeldBackAndTheWriterHoldsNoMoreThanConfigured() {
        List<Generator> three = List.of(open(), open(), open());
        int[] sent = new int[three.size()];
        await().pollInterval(Duration.ofMillis(1)).during(Duration.ofSeconds(1)).until(() -> {
            for (int i = 0; i < sent.length; i++) {
                if (three.get(i).isReady()) {
                    three.get(i)
                            .send(Partitions.full(sent[i]).setGroupId(sent[i]).build());
                    sent[i]++;
                }
            }
            assertTrue(held() <= StalledTableService.HELD_GROUPS && heldBytes() <= 5 << 20);
            return three.stream().noneMatch(Generator::isReady);
        });

        for (int count : sent) {
            assertTrue(count <= StalledTableService.HELD_GROUPS + ON_THE_WAY / GROUP_BYTES, "Sent: " + count);
        }
        assertTrue(held() >= StalledTableService.HELD_GROUPS - 1);
    }

    @Test
    void brokenStreamLeavesItsSlotsToOthers() {
        Generator broken = open();
        for (int i = 0; i < 12; i++) {
            broken.send(Partitions.full(i).setGroupId(i).build());
        }
        await().until(() ->
                registry.get("reverseip.writer.transactions.in.flight").gauge().value() > 0);
        broken.cancel();

        await().until(() -> streams() == 0);
        assertEquals(0, waiting());
    }

    @Test
    void streamBeyondTheLimitIsRefused() {
        for (int i = 0; i < StalledTableService.MAX_STREAMS; i++) {
            open();
        }
        await().until(() -> streams() == StalledTableService.MAX_STREAMS);

        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> open().completed().get(30, SECONDS));
        assertEquals(
                Status.Code.RESOURCE_EXHAUSTED,
                Status.fromThrowable(refused.getCause()).getCode());
    }

    @Test
    void isNotReadyAndSaysSoSoon() {
        given().get(management("/q/health/ready")).then().statusCode(503).body(containsString("No answer within"));
    }

    private Generator open() {
        Generator generator = new Generator(port);
        generators.add(generator);
        return generator;
    }

    private double held() {
        return registry.get("reverseip.writer.groups.held").gauge().value();
    }

    private double heldBytes() {
        return registry.get("reverseip.writer.groups.held.size").gauge().value();
    }

    private double streams() {
        return registry.get("reverseip.writer.streams").gauge().value();
    }

    private double waiting() {
        return registry.get("reverseip.writer.transactions.waiting").gauge().value();
    }
}
