package io.reverseip.tablewriter.intake;

/** How generators' streams travel. */
public enum Transport {
    /** Neither encrypted nor restricted: within one machine, or where the network keeps others out. */
    PLAINTEXT,

    /** Encrypted, each side showing a certificate that the other trusts. */
    MTLS
}
