package io.reverseip.account;

import com.azure.identity.CredentialUnavailableException;

/**
 * There is no identity for the requests to an account, or none could be reached. It has no cause, for azure-core repeats requests
 * according to any of the causes.
 */
final class NoIdentityException extends CredentialUnavailableException {
    private final String advice;

    /**
     * @param message what is missing, for everyone
     * @param advice what was tried and what can be done, for operators
     */
    NoIdentityException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    String advice() {
        return advice;
    }
}
