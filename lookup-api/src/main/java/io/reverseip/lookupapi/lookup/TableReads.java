package io.reverseip.lookupapi.lookup;

import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Secrets;
import io.reverseip.layout.PointRead;
import io.reverseip.lookupapi.lookup.LookupMetrics.Read;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the one entity of a build that may hold the address of a digest, and proves the address. Thread-safe. */
public final class TableReads {
    /** What the service says of an entity that is not there; of a table, it says {@code TableNotFound}. */
    private static final Set<String> NO_SUCH_ENTITY = Set.of("ResourceNotFound", "EntityNotFound");

    private final StorageAccounts accounts;
    private final LookupMetrics metrics;

    public TableReads(StorageAccounts accounts, LookupMetrics metrics) {
        this.accounts = accounts;
        this.metrics = metrics;
    }

    /**
     * The address in the build's table whose digest, computed anew, is the given one. Blocks for a request to the table service.
     *
     * @throws io.reverseip.account.InvalidAccountException if the account that would hold it cannot be opened
     * @throws io.reverseip.layout.UnreadableEntityException if the entity is none of this system's
     * @throws RuntimeException what {@link ServiceFault#of} understands, if the table could not be asked
     */
    OptionalInt provedAddress(Build build, Digest digest) {
        PointRead read = build.pointRead(digest);
        Digester digester = new Digester(Secrets.NONE.unseal(build.parameters().recipe()));
        return entity(build.account(digest), build.tableName(), read)
                .map(read::addresses)
                .map(candidates -> proved(candidates, digest, digester))
                .orElseGet(OptionalInt::empty);
    }

    private static OptionalInt proved(int[] candidates, Digest digest, Digester digester) {
        for (int address : candidates) {
            if (digester.proves(address, digest)) {
                return OptionalInt.of(address);
            }
        }
        return OptionalInt.empty();
    }

    private Optional<TableEntity> entity(String account, String tableName, PointRead read) {
        TableClient table = accounts.table(account, tableName);
        Read result = Read.FAILED;
        long start = System.nanoTime();
        try {
            TableEntity entity = table.getEntityWithResponse(
                            read.partitionKey(), read.rowKey(), List.of(read.property()), null, Context.NONE)
                    .getValue();
            result = Read.FOUND;
            return Optional.of(entity);
        } catch (RuntimeException e) {
            ServiceFault fault = ServiceFault.of(e);
            if (fault.status() == 404 && NO_SUCH_ENTITY.contains(fault.code())) {
                result = Read.ABSENT;
                return Optional.empty();
            }
            if (fault.code().equals(InterruptedException.class.getSimpleName())) {
                result = Read.ABANDONED;
            }
            throw e;
        } finally {
            metrics.read(account, result, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
