package io.reverseip.lookupapi.lookup;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.reverseip.account.RefusedRequestException;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.layout.PointRead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads single entities by requests made here. A few properties are wanted of an entity, so its JSON is not made into objects first, as
 * azure-data-tables does; nobody waits, so no thread has to be woken between the table service's answer and the caller's. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/query-entities">Querying a single entity</a>
 */
final class EntityReads {
    private static final int OK = 200;
    private static final JsonFactory JSON = new JsonFactory();

    private final StorageAccounts accounts;
    private final Context context = new Context(StorageAccounts.WHOLE_ANSWER, true);

    EntityReads(StorageAccounts accounts) {
        this.accounts = accounts;
    }

    /**
     * The addresses in an entity. Fails with {@link RefusedRequestException} if the service answers with an error, that there is no such
     * entity included; {@link io.reverseip.account.InvalidAccountException} if the account cannot be opened;
     * {@link io.reverseip.layout.UnreadableEntityException} if the entity is none of this system's; or else with what
     * {@link ServiceFault#of} understands.
     */
    CompletableFuture<int[]> addresses(String account, String table, PointRead read) {
        try {
            HttpRequest request = new HttpRequest(
                            HttpMethod.GET,
                            accounts.service(account).getServiceEndpoint() + "/" + table + "(PartitionKey='"
                                    + read.partitionKey() + "',RowKey='" + read.rowKey() + "')?$select="
                                    + String.join(",", read.layout().properties()))
                    .setHeader(HttpHeaderName.ACCEPT, "application/json;odata=minimalmetadata");
            return accounts.pipeline(account)
                    .send(request, context)
                    .toFuture()
                    .thenApply(answer -> addresses(answer, read));
        } catch (Throwable e) {
            // Thrown on, it would keep the place of this read.
            return CompletableFuture.failedFuture(e);
        }
    }

    private static int[] addresses(HttpResponse answer, PointRead read) {
        try (answer) {
            byte[] body = answer.getBodyAsBinaryData().toBytes();
            if (answer.getStatusCode() != OK) {
                throw new RefusedRequestException(answer, new String(body, StandardCharsets.UTF_8));
            }
            return read.addresses(entity(body, read));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The entity with the layout's properties, as far as they are there. */
    private static TableEntity entity(byte[] body, PointRead read) throws IOException {
        TableEntity entity = new TableEntity(read.partitionKey(), read.rowKey());
        List<String> properties = read.layout().properties();
        String typeName = read.property() + "@odata.type";
        boolean binary = false;
        try (JsonParser json = JSON.createParser(body)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING) {
                    if (json.currentName().equals(typeName)) {
                        binary = json.getText().equals("Edm.Binary");
                    } else if (properties.contains(json.currentName())) {
                        entity.addProperty(json.currentName(), json.getText());
                    }
                } else if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && properties.contains(json.currentName())) {
                    entity.addProperty(json.currentName(), json.getIntValue());
                }
            }
        }
        if (binary && entity.getProperty(read.property()) instanceof String encoded) {
            entity.addProperty(read.property(), Base64.getDecoder().decode(encoded));
        }
        return entity;
    }
}
