package io.reverseip.hashgenerator.dispatch;

/** How groups travel to writers. */
public enum Transport {
    /** Neither encrypted nor with certificates: within one machine, or where the network keeps others out. */
    PLAINTEXT,

    /** Encrypted, each side showing a certificate that the other trusts. */
    MTLS
}
