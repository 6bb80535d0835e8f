package io.reverseip.hashgenerator.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriterNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "table_writer:9000",
                "table-writer:9000",
                "writer.reverse-ip.svc.cluster.local:1",
                "127.0.0.1:65535",
                "[::1]:9000"
            })
    void hostAndPortAreAccepted(String hostPort) {
        WriterNames names =
                new WriterNames(List.of(" " + hostPort), host -> new InetAddress[] {InetAddress.getLoopbackAddress()});

        assertEquals(hostPort, names.toString());
        WriterAddress address =
                names.resolve().found().values().iterator().next().iterator().next();
        assertEquals(hostPort, address.host() + ":" + address.socket().getPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "writer",
                "writer:",
                ":9000",
                "writer:port",
                "http://writer:9000",
                "writer:0",
                "writer:65536",
                "writer:99999",
                "::1:9000",
                "user@writer:9000",
                "writer:9000/path"
            })
    void whatIsNotHostAndPortIsRefusedWithTheFormThatIsAllowed(String wrong) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new WriterNames(List.of(wrong)));

        assertTrue(refused.getMessage().contains("'%s'".formatted(wrong)), refused.getMessage());
        assertTrue(refused.getMessage().contains("host:port"), refused.getMessage());
    }

    @Test
    void noNameAtAllIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new WriterNames(List.of()));
    }
}
