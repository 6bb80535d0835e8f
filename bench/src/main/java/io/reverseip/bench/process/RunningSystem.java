package io.reverseip.bench.process;

import io.reverseip.bench.tableservice.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A table service and writers as processes of their own on loopback, for generators to fill. Not thread-safe. */
public final class RunningSystem implements AutoCloseable {
    private final List<String> accounts;
    private final ScratchDirectory data;
    private final RunningTableService tableService;
    private final List<Integer> ports = new ArrayList<>();
    private final List<RunningService> writers = new ArrayList<>();

    /**
     * Starts all, and waits until they serve.
     *
     * @param parent of the directory of the entities, which goes when the system is closed
     * @param ofWriters configuration of the writers, beside their accounts
     */
    public RunningSystem(Path parent, int accounts, int writers, Map<String, String> ofWriters)
            throws IOException, InterruptedException {
        this.accounts =
                IntStream.range(0, accounts).mapToObj(i -> "account" + i).toList();
        this.data = new ScratchDirectory(parent, "tables");
        try {
            this.tableService = new RunningTableService(data.path(), 0, this.accounts);
        } catch (IOException e) {
            data.close();
            throw e;
        }
        Map<String, String> configuration = new TreeMap<>(tableService.configuration());
        configuration.putAll(ofWriters);
        try {
            for (int i = 0; i < writers; i++) {
                ports.add(LoopbackPorts.free());
                this.writers.add(RunningService.writer(ports.getLast(), configuration));
            }
        } catch (InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where the entities are. */
    public RunningTableService tableService() {
        return tableService;
    }

    /** Those that have not been closed. */
    public List<RunningService> writers() {
        return List.copyOf(writers);
    }

    /** Changes how all accounts behave, and lets them count anew. */
    public void behave(Behaviour behaviour) throws IOException, InterruptedException {
        for (String account : accounts) {
            tableService.behave(account, behaviour);
        }
    }

    /** The sum of what all accounts count of something, see {@link RunningTableService#counts}. */
    public long count(String what) throws IOException, InterruptedException {
        long sum = 0;
        for (String account : accounts) {
            sum += tableService.counts(account).get(what).asLong();
        }
        return sum;
    }

    /** Configuration of a generator that sends to the first writers. */
    public Map<String, String> configuration(int firstWriters) {
        return firstWriters == 0
                ? tableService.configuration()
                : RunningGenerator.sendingTo(ports.subList(0, firstWriters), tableService.configuration());
    }

    /** Bytes of files that the entities take. */
    public long diskBytes() throws IOException {
        return data.size();
    }

    /** Ends the writers. */
    public void closeWriters() throws InterruptedException {
        while (!writers.isEmpty()) {
            writers.removeLast().close();
        }
    }

    /** Ends all, and deletes the entities. */
    @Override
    public void close() throws IOException, InterruptedException {
        closeWriters();
        tableService.close();
        data.close();
    }
}
