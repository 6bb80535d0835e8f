package io.reverseip.bench.write;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableTransactionAction;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the writer's work costs at least: prepared transactions, submitted through azure-data-tables and the same HTTP client as fast
 * as they are answered, by virtual threads as the writer does, until the process is ended.
 */
public final class BareLoop {
    /** Partitions whose transactions are sent over and over. */
    private static final int PARTITIONS = 64;

    private BareLoop() {}

    /**
     * The program. Its arguments: how many transactions are in flight; then either nothing, for transactions of the packed layout, or
     * how many rows a transaction has. Accounts are configured as a service's.
     */
    public static void main(String... arguments) throws Exception {
        AccountsConfig config = new SmallRyeConfigBuilder()
                // Only these: the services' own properties are on this class path, too.
                .withSources(new SysPropConfigSource())
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(AccountsConfig.class)
                .build()
                .getConfigMapping(AccountsConfig.class);
        StorageAccounts accounts = new StorageAccounts(config, Vertx.vertx());
        TableClient table = accounts.table(accounts.home(), PreparedGroups.TABLE);
        List<List<TableTransactionAction>> transactions = arguments.length == 1
                ? PreparedGroups.transactions(PARTITIONS)
                : PreparedGroups.rows(PARTITIONS, Integer.parseInt(arguments[1]));
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                threads.execute(() -> submit(table, transactions, next));
            }
        }
    }

    private static void submit(TableClient table, List<List<TableTransactionAction>> transactions, AtomicInteger next) {
        try {
            while (true) {
                table.submitTransaction(transactions.get(Math.floorMod(next.getAndIncrement(), transactions.size())));
            }
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
