package io.reverseip.account;

import static java.util.Objects.requireNonNull;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;

/** The table service answered a request that was not made by azure-data-tables with an error. */
public final class RefusedRequestException extends HttpResponseException {
    private final transient ServiceFault fault;

    /**
     * @param answer its headers are asked for {@code Retry-After}
     * @param fault what it says
     */
    public RefusedRequestException(HttpResponse answer, ServiceFault fault) {
        super(fault.toString(), answer);
        this.fault = requireNonNull(fault);
    }

    /** What the service said. */
    public ServiceFault fault() {
        return fault;
    }
}
