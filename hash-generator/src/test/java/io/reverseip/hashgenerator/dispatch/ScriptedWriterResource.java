package io.reverseip.hashgenerator.dispatch;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.reverseip.wire.Receipt.Outcome;
import java.util.List;
import java.util.Map;

/** A writer that answers every group as written, configured as the only one. */
public final class ScriptedWriterResource implements QuarkusTestResourceLifecycleManager {
    private ScriptedWriter writer;

    @Override
    public Map<String, String> start() {
        writer = new ScriptedWriter(request -> List.of(ScriptedWriter.receipt(request, Outcome.WRITTEN)));
        return Map.of("reverseip.writers", writer.hostPort());
    }

    @Override
    public void stop() {
        if (writer != null) {
            writer.close();
        }
    }
}
