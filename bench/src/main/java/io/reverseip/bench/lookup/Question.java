package io.reverseip.bench.lookup;

/**
 * What a look-up is asked, and what it has to answer.
 *
 * @param path of the request
 * @param address dotted-decimal; empty if any answer will do
 */
record Question(String path, String address) {
    boolean isRight(String answer) {
        return address.isEmpty() || address.equals(answer);
    }
}
