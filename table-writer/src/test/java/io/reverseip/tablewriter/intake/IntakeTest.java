package io.reverseip.tablewriter.intake;

import static io.reverseip.tablewriter.ScriptedTableService.error;
import static io.reverseip.tablewriter.ScriptedTableService.successAfter;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;
import io.reverseip.tablewriter.Accounts;
import io.reverseip.tablewriter.Generator;
import io.reverseip.tablewriter.Partitions;
import io.reverseip.tablewriter.ScriptedTableService;
import io.reverseip.tablewriter.throttle.AccountLimits;
import io.reverseip.tablewriter.throttle.Patience;
import io.reverseip.tablewriter.throttle.Throttles;
import io.reverseip.tablewriter.transaction.GroupWriter;
import io.reverseip.tablewriter.transaction.Submitters;
import io.reverseip.tablewriter.transaction.TransactionEncoding;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.Receipt.Outcome;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real gRPC server and a table service that answers when told; one transaction in flight, so that a group takes three turns. */
class IntakeTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int STREAMS = 4;
    private static final Duration SHORT = Duration.ofMillis(1);

    private final ScriptedTableService service = new ScriptedTableService();
    private final CompletableFuture<Void> sign = new CompletableFuture<>();
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private volatile boolean refusing;
    private volatile boolean refusingTransactions;
    private Intake intake;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        StorageAccounts accounts = Accounts.of(service.connectionString(), vertx, 0);
        Patience patience = new Patience(LONG, LONG, LONG.multipliedBy(10));
        Executor executor = task -> start(task, refusing);
        Executor transactions = task -> start(task, refusingTransactions);
        Throttles throttles =
                new Throttles(accounts.names(), new AccountLimits(1, OptionalInt.empty(), 2_000), patience, registry);
        GroupWriter writer = new GroupWriter(
                new Submitters(TransactionEncoding.DIRECT, accounts, 64 << 20),
                accounts,
                Secrets.NONE,
                throttles,
                transactions,
                registry);
        intake = new Intake(new Intake.Limits(STREAMS, 8, 8 << 20), writer, executor, registry);
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new WriteService(intake))
                .build()
                .start();
    }

    private static void start(Runnable task, boolean refusing) {
        if (refusing) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread.startVirtualThread(task);
    }

    @AfterEach
    void stop() throws Exception {
        sign.complete(null);
        server.shutdownNow().awaitTermination();
        vertx.close();
        service.close();
    }

    @Test
    void drainingIsSaidToEveryStream() throws Exception {
        try (Generator one = generator();
                Generator other = generator()) {
            awaitStreams(2);
            CompletableFuture<Void> drained = drain(LONG);

            assertTrue(one.response().hasDraining());
            assertTrue(other.response().hasDraining());
            one.closeInput();
            other.closeInput();
            drained.get(30, SECONDS);
        }
    }

    @Test
    void transactionUnderWayEndsBeforeTheWriter() throws Exception {
        service.then(successAfter(sign));
        try (Generator generator = generator()) {
            generator.send(smallGroup());
            awaitRequests(1);
            CompletableFuture<Void> drained = drain(LONG);
            generator.response();
            generator.closeInput();
            assertFalse(drained.isDone());
            sign.complete(null);

            assertEquals(Outcome.WRITTEN, generator.receipt().getOutcome());
            generator.completed().get(30, SECONDS);
            drained.get(30, SECONDS);
        }
    }

    @Test
    void groupThatIsNotCompletelyWrittenIsReturned() throws Exception {
        service.then(successAfter(sign));
        try (Generator generator = generator()) {
            generator.send(groupOfThree());
            awaitRequests(1);
            drain(LONG);
            generator.response();
            sign.complete(null);
            Receipt receipt = generator.receipt();

            assertEquals(Outcome.RETURNED, receipt.getOutcome());
            assertEquals(1, receipt.getTransactions(), receipt.getText());
        }
    }

    @Test
    void transactionThatFailedIsNotRepeatedWhileDraining() throws Exception {
        service.then(error(503, "ServerBusy"));
        try (Generator generator = generator()) {
            generator.send(smallGroup());
            awaitRequests(1);
            drain(LONG);
            generator.response();
            Receipt receipt = generator.receipt();

            assertEquals(Outcome.RETURNED, receipt.getOutcome());
            assertTrue(receipt.getText().contains("ServerBusy"), receipt.getText());
        }
    }

    @Test
    void transactionThatIsTooLargeIsCutInTwo() throws Exception {
        service.then(error(413, "RequestBodyTooLarge")).then(error(413, "RequestBodyTooLarge"));
        try (Generator generator = generator()) {
            generator.send(groupOfThree());
            Receipt receipt = generator.receipt();

            assertEquals(Outcome.WRITTEN, receipt.getOutcome(), receipt.getText());
            assertEquals(5, receipt.getTransactions());
            assertEquals(7, service.requests());
        }
    }

    @Test
    void groupThatComesWhileDrainingIsReturned() throws Exception {
        try (Generator generator = generator()) {
            awaitStreams(1);
            drain(LONG);
            generator.response();

            assertEquals(Outcome.RETURNED, generator.write(smallGroup()).getOutcome());
            assertEquals(0, service.requests());
        }
    }

    @Test
    void whenTheTimeIsOverGroupsAreReturnedAndTheStreamEndsWithoutError() throws Exception {
        service.then(successAfter(sign));
        try (Generator generator = generator()) {
            generator.send(groupOfThree());
            awaitRequests(1);
            drain(SHORT);
            generator.response();

            assertEquals(Outcome.RETURNED, generator.receipt().getOutcome());
            generator.completed().get(30, SECONDS);
        }
    }

    @Test
    void newStreamIsSentAwayWithoutErrorWhileDraining() throws Exception {
        drain(LONG).get(30, SECONDS);
        try (Generator generator = generator()) {
            assertTrue(generator.response().hasDraining());
            generator.completed().get(30, SECONDS);
        }
    }

    @Test
    void groupIdThatIsInUseIsRefused() throws Exception {
        service.then(successAfter(sign));
        try (Generator generator = generator()) {
            generator.send(smallGroup());
            Receipt receipt = generator.write(smallGroup());

            assertEquals(Outcome.FAILED, receipt.getOutcome());
            assertEquals(GroupWriter.INVALID_GROUP, receipt.getCode());
        }
    }

    @Test
    void nothingIsKeptOfAStreamWhoseGroupCannotBeStarted() throws Exception {
        refusing = true;
        for (int i = 0; i < 2 * STREAMS; i++) {
            try (Generator generator = generator()) {
                generator.send(smallGroup());
                assertThrows(
                        ExecutionException.class, () -> generator.completed().get(30, SECONDS));
                awaitStreams(0);
            }
        }
        assertEquals(0, registry.get("reverseip.writer.groups.held").gauge().value());

        refusing = false;
        try (Generator generator = generator()) {
            assertEquals(Outcome.WRITTEN, generator.write(smallGroup()).getOutcome());
        }
    }

    @Test
    void nothingIsKeptOfAGroupWhoseTransactionsCannotBeStarted() throws Exception {
        refusingTransactions = true;
        try (Generator generator = generator()) {
            for (int i = 0; i < 3; i++) {
                Receipt receipt = generator.write(smallGroup());
                assertEquals(Outcome.FAILED, receipt.getOutcome());
                assertEquals("WriterError", receipt.getCode());
                assertEquals("The writer failed in a way not foreseen; its log has the cause.", receipt.getText());
            }
            refusingTransactions = false;
            assertEquals(Outcome.WRITTEN, generator.write(smallGroup()).getOutcome());
        }
    }

    @Test
    void streamsTakeTurnsAtTheTableService() throws Exception {
        service.then(successAfter(sign));
        try (Generator greedy = generator();
                Generator modest = generator()) {
            for (int i = 0; i < 6; i++) {
                greedy.send(groupOfThree().toBuilder().setGroupId(i).build());
            }
            awaitRequests(1);
            modest.send(smallGroup());
            await().until(() -> waiting() >= 2);
            sign.complete(null);

            assertEquals(Outcome.WRITTEN, modest.receipt().getOutcome());
            assertTrue(greedy.unread().size() < 6);
        }
    }

    @Test
    void streamsWhoseGroupsWaitAreSentASignOfLifeWhileTheAccountMakesProgress() throws Exception {
        service.then(successAfter(CompletableFuture.completedFuture(null))).then(successAfter(sign));
        try (Generator one = generator();
                Generator waits = generator();
                Generator idle = generator()) {
            awaitStreams(3);
            one.send(groupOfThree());
            awaitRequests(2);
            waits.send(groupOfThree());
            await().until(() -> waiting() == 2);

            intake.reportProgress(List.of("local"));
            WriteResponse progress = waits.response();

            assertTrue(progress.hasProgress());
            assertTrue(progress.getProgress().getEntities() > 0);
            assertTrue(one.response().hasProgress());
            assertEquals(0, idle.unread().size());
            intake.reportProgress(List.of("local"));
            sign.complete(null);
            assertTrue(waits.response().hasReceipt(), "Without progress there is no sign of life");
        }
    }

    private Generator generator() {
        return new Generator(server.getPort());
    }

    private static WriteRequest groupOfThree() {
        return Partitions.full(1).setGroupId(1).build();
    }

    /** One transaction. */
    private static WriteRequest smallGroup() {
        return groupOfThree().toBuilder()
                .clearBucketSizes()
                .addBucketSizes(1)
                .setAddresses(groupOfThree().getAddresses().substring(0, 4))
                .build();
    }

    private CompletableFuture<Void> drain(Duration timeout) {
        return CompletableFuture.runAsync(() -> intake.drain(timeout), Thread::startVirtualThread);
    }

    private void awaitStreams(int number) {
        await().until(() -> registry.get("reverseip.writer.streams").gauge().value() == number);
    }

    private void awaitRequests(int number) {
        await().until(() -> service.requests() == number);
    }

    private double waiting() {
        return registry.get("reverseip.writer.transactions.waiting").gauge().value();
    }
}
