package io.reverseip.account;

import com.azure.identity.CredentialUnavailableException;

/**
 * There is no identity for the requests to an account, or none could be reached. It has no cause, for azure-core repeats requests
 * according to any of the causes.
 */
final class NoIdentityException extends CredentialUnavailableException {
    private final String advice;

    /**
     * @param message what was tried
     * @param advice what an operator can do
     */
    NoIdentityException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    String advice() {
        return advice;
    }
}
