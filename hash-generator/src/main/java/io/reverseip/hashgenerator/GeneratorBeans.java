package io.reverseip.hashgenerator;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsConfig;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the parts that proto knows nothing of injection for. */
final class GeneratorBeans {
    @Produces
    @Singleton
    StorageAccounts accounts(AccountsConfig config, Vertx vertx) {
        return new StorageAccounts(config, vertx);
    }

    @Produces
    @Singleton
    WriterChannels channels(GeneratorConfig config, TlsConfigurationRegistry tls, Vertx vertx) {
        return switch (config.dispatch().transport()) {
            case PLAINTEXT -> WriterChannels.plaintext();
            case MTLS -> WriterChannels.mtls(tls, vertx);
        };
    }

    @Produces
    @Singleton
    Secrets secrets(SecretsConfig config) {
        return Secrets.of(config);
    }
}
