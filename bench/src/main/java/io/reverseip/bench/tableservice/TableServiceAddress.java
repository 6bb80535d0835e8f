package io.reverseip.bench.tableservice;

/** An account of a table service on loopback. */
public record TableServiceAddress(int port, String account, String key) {
    /** The account that Azurite and Azure's emulators before it have. */
    static final String DEFAULT_NAME = "devstoreaccount1";

    /** Its key, which is no secret: Azure's documents print it. */
    static final String DEFAULT_KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /** As azure-data-tables takes it. */
    public String connectionString() {
        return "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;TableEndpoint=http://127.0.0.1:%d/%s;"
                .formatted(account, key, port, account);
    }
}
