package io.reverseip.lookupapi.page;

import io.reverseip.lookupapi.problem.Audience;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code GET /datasets}: what there is, and what is being filled. */
@Path("/datasets")
final class DatasetsResource {
    private final DatasetLists lists;

    DatasetsResource(DatasetLists lists) {
        this.lists = lists;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public RestResponse<DatasetList> datasets(RoutingContext context) {
        return RestResponse.ResponseBuilder.ok(lists.current(Audience.of(context)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
