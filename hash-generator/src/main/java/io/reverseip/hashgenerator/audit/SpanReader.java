package io.reverseip.hashgenerator.audit;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.filling.Patience;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Layout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the entities of spans, page by page, and waits out a table service that stays away for a while. Thread-safe. */
final class SpanReader {
    /** A page's addresses, about: what a reader holds of it is some times as much. */
    private static final int PAGE_BYTES = 1 << 20;

    private final StorageAccounts accounts;
    private final Build build;
    private final Patience patience;
    private final int pageSize;

    SpanReader(StorageAccounts accounts, Build build, Patience patience) {
        this.accounts = accounts;
        this.build = build;
        this.patience = patience;
        this.pageSize = pageSize(build);
    }

    /** Entities of a page that is full. */
    static int pageSize(Build build) {
        if (build.layout() == Layout.ROWS) {
            return AzureLimits.PAGE_ENTITIES;
        }
        long bucketBytes = build.keyScheme().expectedBucket(build.records()) * Integer.BYTES;
        return (int) Math.clamp(PAGE_BYTES / bucketBytes, 1, AzureLimits.PAGE_ENTITIES);
    }

    /** Takes the entities of a page: their keys and addresses. */
    @FunctionalInterface
    interface PageSink {
        void accept(List<TableEntity> page) throws InterruptedException;
    }

    /** Hands out the entities of a span. A table that does not exist has none. */
    void read(Span span, PageSink sink) throws InterruptedException {
        read(span.account(), span.filter(build.keyScheme()), sink);
    }

    /** Hands out the entities with a PartitionKey, be it a partition's or not. */
    void readKey(String account, String partitionKey, PageSink sink) throws InterruptedException {
        read(account, "PartitionKey eq '%s'".formatted(partitionKey.replace("'", "''")), sink);
    }

    private void read(String account, String filter, PageSink sink) throws InterruptedException {
        TableClient table = accounts.table(account, build.tableName());
        ListEntitiesOptions query = new ListEntitiesOptions()
                .setSelect(Stream.concat(Stream.of("PartitionKey", "RowKey"), build.layout().properties().stream())
                        .toList())
                .setTop(pageSize);
        if (!filter.isEmpty()) {
            query.setFilter(filter);
        }
        Optional<String> from = Optional.empty();
        do {
            Optional<String> token = from;
            Optional<PagedResponse<TableEntity>> page = patience.ask(
                    "Reading table %s of account %s".formatted(build.tableName(), account),
                    () -> page(table, query, token));
            if (page.isPresent()) {
                sink.accept(page.get().getValue());
            }
            from = page.map(PagedResponse::getContinuationToken);
        } while (from.isPresent());
    }

    private static Optional<PagedResponse<TableEntity>> page(
            TableClient table, ListEntitiesOptions query, Optional<String> token) {
        try {
            return Optional.of(table.listEntities(query, null, Context.NONE)
                    .iterableByPage(token.orElse(null))
                    .iterator()
                    .next());
        } catch (RuntimeException e) {
            if (ServiceFault.of(e).status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
