package io.reverseip.bench.lookup;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;

/**
 * What is asked, and what has to be answered.
 *
 * @param request without host and port
 * @param address dotted-decimal; empty if any answer will do
 */
record Question(RequestOptions request, String address) {
    static Question digest(String hex, String address) {
        return new Question(
                new RequestOptions().setURI("/ip-for/" + hex).putHeader(HttpHeaders.ACCEPT, "text/plain"), address);
    }

    static Question path(String path) {
        return new Question(new RequestOptions().setURI(path), "");
    }

    boolean isRight(String answer) {
        return address.isEmpty() || address.equals(answer);
    }
}
