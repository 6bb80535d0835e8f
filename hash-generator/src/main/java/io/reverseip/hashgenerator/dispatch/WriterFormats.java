package io.reverseip.hashgenerator.dispatch;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.reverseip.wire.DescribeRequest;
import io.reverseip.wire.TableWriterGrpc;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Requests the supported format versions from the writers before a build is recorded that some of them could not write. Older writers, which
 * do not know this request, write version 1. Thread-safe.
 */
public final class WriterFormats {
    private static final Logger LOG = Logger.getLogger(WriterFormats.class);

    /** Version that every writer writes. */
    private static final int FIRST_VERSION = 1;

    private static final long ANSWER_SECONDS = 5;
    private static final long PAUSE_MILLIS = 500;

    private final WriterNames names;
    private final WriterChannels channels;

    /**
     * @param names under which the writers are found
     * @param channels how they are connected to
     */
    public WriterFormats(WriterNames names, WriterChannels channels) {
        this.names = names;
        this.channels = channels;
    }

    /**
     * Requires that at least one writer answers, and that each one that answers writes a format version.
     *
     * @param giveUpAfter how long no writer may answer
     * @throws IllegalArgumentException if a writer that answers does not write it
     * @throws DispatchFailedException if no writer answers
     */
    public void require(int version, Duration giveUpAfter) throws InterruptedException, DispatchFailedException {
        if (version == FIRST_VERSION) {
            return;
        }
        long start = System.nanoTime();
        Optional<String> problem = answer(version);
        while (problem.isPresent()) {
            if (System.nanoTime() - start >= giveUpAfter.toNanos()) {
                throw new DispatchFailedException(
                        "No writer has answered for %s, so it is not known whether they write format version %d: %s. Check reverseip.writers (%s)."
                                .formatted(giveUpAfter, version, problem.get(), names));
            }
            Thread.sleep(PAUSE_MILLIS);
            problem = answer(version);
        }
    }

    /** Why no writer has answered; empty if one has. */
    private Optional<String> answer(int version) {
        WriterNames.Resolution resolution = names.resolve();
        Set<WriterAddress> addresses = new LinkedHashSet<>();
        resolution.found().values().forEach(addresses::addAll);
        Optional<String> problem = Optional.of(resolution.problem().orElse("no address is known"));
        boolean answered = false;
        for (WriterAddress address : addresses) {
            Optional<String> failure = ask(address, version);
            failure.ifPresent(text -> LOG.debugf("Writer %s does not answer: %s", address, text));
            answered |= failure.isEmpty();
            problem = failure.or(() -> resolution.problem());
        }
        return answered ? Optional.empty() : problem;
    }

    /** Why the writer has not answered. */
    private Optional<String> ask(WriterAddress address, int version) {
        ManagedChannel channel = channels.open(address);
        try {
            List<Integer> versions = TableWriterGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_SECONDS, SECONDS)
                    .describe(DescribeRequest.getDefaultInstance())
                    .getFormatVersionsList();
            requireAmong(versions, address, version);
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                requireAmong(List.of(FIRST_VERSION), address, version);
            }
            return Optional.of("writer %s: %s".formatted(address, e.getStatus()));
        } finally {
            channel.shutdownNow();
            awaitEnd(channel);
        }
    }

    private static void awaitEnd(ManagedChannel channel) {
        try {
            channel.awaitTermination(PAUSE_MILLIS, MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void requireAmong(List<Integer> versions, WriterAddress address, int version) {
        if (!versions.contains(version)) {
            throw new IllegalArgumentException(
                    "The recipe needs format version %d, but writer %s writes only %s: it would refuse every group. Update the writers, then run this again. Nothing was recorded."
                            .formatted(version, address, versions));
        }
    }
}
