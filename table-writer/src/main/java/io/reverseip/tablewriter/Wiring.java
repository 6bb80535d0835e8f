package io.reverseip.tablewriter;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsConfig;
import io.reverseip.tablewriter.intake.Intake;
import io.reverseip.tablewriter.intake.TransportSecurity;
import io.reverseip.tablewriter.throttle.AccountLimits;
import io.reverseip.tablewriter.throttle.AccountsReadiness;
import io.reverseip.tablewriter.throttle.Attempts;
import io.reverseip.tablewriter.throttle.Patience;
import io.reverseip.tablewriter.throttle.Throttles;
import io.reverseip.tablewriter.transaction.GroupWriter;
import io.reverseip.tablewriter.transaction.Submitters;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.Readiness;

/** Puts the rooms together. */
@Singleton
final class Wiring {
    /** A thread for each task: tasks block. */
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("writer-", 0).factory());

    /** Far below the generators' {@code reverseip.dispatch.group-timeout}. */
    private static final long PROGRESS_REPORT_MILLIS = 1_000;

    private final MeterRegistry registry;
    private Runnable endProgressReports = () -> {};

    Wiring(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Opens all accounts at once, so that a wrong connection string ends the start and not a group. */
    @Produces
    @Singleton
    @Startup
    StorageAccounts accounts(AccountsConfig config, Vertx vertx) {
        StorageAccounts accounts = new StorageAccounts(config, vertx, new Attempts());
        accounts.names().forEach(accounts::service);
        return accounts;
    }

    @Produces
    @Singleton
    @Startup
    Secrets secrets(SecretsConfig config) {
        return Secrets.of(config);
    }

    @Produces
    @Singleton
    Throttles throttles(WriterConfig writer, AccountsConfig accountsConfig, StorageAccounts accounts) {
        AccountsConfig.Requests requests = accountsConfig.requests();
        if (writer.maxInFlight() > requests.maxConnections()) {
            throw new IllegalArgumentException(
                    "reverseip.writer.max-in-flight is %d; it must be at most reverseip.table-service.max-connections, which is %d."
                            .formatted(writer.maxInFlight(), requests.maxConnections()));
        }
        return new Throttles(
                accounts.names(),
                new AccountLimits(
                        writer.maxInFlight(), writer.maxEntitiesPerSecond(), writer.newTableEntitiesPerSecond()),
                new Patience(requests.retryDelay(), requests.maxRetryDelay(), writer.giveUpAfter()),
                registry);
    }

    @Produces
    @Singleton
    WriterMemory memory(WriterConfig config) {
        return WriterMemory.of(
                config.heldBytes()
                        .map(held -> OptionalLong.of(held.asLongValue()))
                        .orElseGet(OptionalLong::empty),
                Runtime.getRuntime().maxMemory());
    }

    @Produces
    @Singleton
    Submitters submitters(WriterConfig config, StorageAccounts accounts, WriterMemory memory) {
        return new Submitters(config.transactionEncoding(), accounts, memory.bodyBytes());
    }

    @Produces
    @Singleton
    GroupWriter groupWriter(Submitters submitters, StorageAccounts accounts, Secrets secrets, Throttles throttles) {
        return new GroupWriter(submitters, accounts, secrets, throttles, executor, registry);
    }

    @Produces
    @Singleton
    @Startup
    Intake intake(WriterConfig config, WriterMemory memory, GroupWriter writer) {
        return new Intake(
                new Intake.Limits(config.maxStreams(), config.heldGroups(), memory.heldBytes()),
                writer,
                executor,
                registry);
    }

    /** Generators abandon a writer that gives no sign of life. */
    void reportProgress(@Observes StartupEvent event, Intake intake, StorageAccounts accounts, Vertx vertx) {
        long timer = vertx.setPeriodic(
                PROGRESS_REPORT_MILLIS, id -> executor.execute(() -> intake.reportProgress(accounts.names())));
        endProgressReports = () -> vertx.cancelTimer(timer);
    }

    /** At the start, whose failure ends the program: of what a customizer throws, Quarkus only writes into the log. */
    @Produces
    @Singleton
    @Startup
    TransportSecurity transportSecurity(
            WriterConfig config,
            @ConfigProperty(name = "quarkus.grpc.server.host") String host,
            TlsConfigurationRegistry tls,
            Vertx vertx) {
        return new TransportSecurity(config.transport(), host, tls, vertx);
    }

    /** Certificates were replaced. */
    void renew(@Observes CertificateUpdatedEvent event, TransportSecurity security) {
        security.renew(event.name());
    }

    @Produces
    @Singleton
    @Readiness
    AccountsReadiness readiness(StorageAccounts accounts, WriterConfig config) {
        return new AccountsReadiness(accounts, config.readinessMaxAge(), config.readinessMaxWait(), executor);
    }

    /** Before the gRPC server stops: shutdown tasks run in the reverse order of the start, which ends with the events. */
    void drain(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event,
            Intake intake,
            WriterConfig config,
            GrpcHealthStorage health) {
        health.setStatus(GrpcHealthStorage.DEFAULT_SERVICE_NAME, ServingStatus.NOT_SERVING);
        intake.drain(config.drainTimeout());
    }

    /**
     * The registry outlives the application where it is started again in the same JVM (dev mode, tests), and registering a gauge of
     * a known name returns the one that shows the state of old.
     */
    @PreDestroy
    void close() {
        endProgressReports.run();
        executor.shutdownNow();
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("reverseip."))
                .forEach(registry::remove);
    }
}
