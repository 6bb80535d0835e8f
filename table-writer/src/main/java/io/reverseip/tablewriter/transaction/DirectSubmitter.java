package io.reverseip.tablewriter.transaction;

import static java.util.Objects.requireNonNull;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;
import io.reverseip.layout.Group;

/**
 * By requests laid out here, sent the way of those of azure-data-tables. Nothing of azure-core is static: in a native executable its
 * classes are initialised when it runs.
 */
final class DirectSubmitter implements Submitter {
    private final Context context = new Context(StorageAccounts.WHOLE_ANSWER, true);

    private final HttpPipeline pipeline;
    private final String url;
    private final byte[] entityHead;
    private final Secrets secrets;

    /**
     * @param serviceEndpoint of the account
     * @param table its name, already checked
     */
    DirectSubmitter(HttpPipeline pipeline, String serviceEndpoint, String table, Secrets secrets) {
        this.pipeline = requireNonNull(pipeline);
        this.url = serviceEndpoint + "/$batch";
        this.entityHead = TransactionBody.entityHead(serviceEndpoint, table);
        this.secrets = requireNonNull(secrets);
    }

    @Override
    public Runnable prepare(Group part) {
        TransactionBody body = new TransactionBody(entityHead, Math.toIntExact(Cut.bodyBytes(part)));
        part.forEachEntity(secrets, body);
        BinaryData bytes = body.end();
        int entities = body.entities();
        return () -> {
            try (HttpResponse answer = pipeline.sendSync(request(bytes), context)) {
                TransactionAnswer.requireCommitted(answer, entities);
            }
        };
    }

    private HttpRequest request(BinaryData body) {
        return new HttpRequest(HttpMethod.POST, url)
                .setHeader(HttpHeaderName.CONTENT_TYPE, TransactionBody.CONTENT_TYPE)
                .setBody(body);
    }
}
