package io.reverseip.account;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;

/** The table service answered a request that was not made by azure-data-tables with an error. */
public final class RefusedRequestException extends HttpResponseException {
    private final transient ServiceFault fault;

    /**
     * @param answer its headers may contain {@code Retry-After} and {@code Date}
     * @param body what it says, or the part of it that tells of the error: JSON or XML, as the service sends it, or anything else
     */
    public RefusedRequestException(HttpResponse answer, String body) {
        ServiceFault said = ServiceFault.ofAnswer(answer.getStatusCode(), answer.getHeaders(), body);
        super(said.toString(), answer);
        this.fault = said;
    }

    /** What the service said. */
    public ServiceFault fault() {
        return fault;
    }
}
