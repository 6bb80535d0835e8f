package io.reverseip.account;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.reverseip.configuration.SecretFile;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Follows the file that an account's credentials come from. The file is read again, in the background, by requests that are at least
 * {@link #INTERVAL} apart, and when the service refuses the credentials of a request (401, 403), which is then sent again if the file has
 * others. What cannot be used is logged, once, and the credentials at hand stay in use. Stands in front of what repeats and signs requests.
 * Thread-safe.
 */
final class CredentialsRotation implements HttpPipelinePolicy {
    /** Shortest time between two readings that no refusal asks for. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(CredentialsRotation.class);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final CredentialsSetting setting;
    private final SecretFile file;
    private final Credentials.Access access;
    private final LongSupplier nanoTime;
    private final AtomicLong lastReading;

    /** How often the credentials have changed. Written under the lock. */
    private volatile int generation;

    private Credentials current;
    private String reported = "";

    /**
     * @param setting names a file
     * @param current the credentials that were read from it
     * @param access signs requests with them
     * @param nanoTime as {@link System#nanoTime()}
     */
    CredentialsRotation(
            CredentialsSetting setting, Credentials current, Credentials.Access access, LongSupplier nanoTime) {
        this.setting = setting;
        this.file = setting.file().orElseThrow();
        this.current = current;
        this.access = access;
        this.nanoTime = nanoTime;
        this.lastReading = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_CALL;
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        readIfDue();
        int used = generation;
        HttpRequest request = context.getHttpRequest();
        HttpPipelineNextPolicy again = next.clone();
        return next.process().flatMap(answer -> {
            if (!isRefusal(answer)) {
                return Mono.just(answer);
            }
            return Mono.fromCallable(() -> hasOthersThan(used))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(others -> {
                        if (!others) {
                            return Mono.just(answer);
                        }
                        answer.close();
                        context.setHttpRequest(request);
                        return again.process();
                    });
        });
    }

    @Override
    public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        readIfDue();
        int used = generation;
        HttpRequest request = context.getHttpRequest();
        HttpPipelineNextSyncPolicy again = next.clone();
        HttpResponse answer = next.processSync();
        if (!isRefusal(answer) || !hasOthersThan(used)) {
            return answer;
        }
        answer.close();
        // What repeats requests works on copies of it.
        context.setHttpRequest(request);
        return again.processSync();
    }

    private static boolean isRefusal(HttpResponse answer) {
        return answer.getStatusCode() == UNAUTHORIZED || answer.getStatusCode() == FORBIDDEN;
    }

    /** No request waits for a file that it may not need: only the next ones are sent with what it has. */
    private void readIfDue() {
        long now = nanoTime.getAsLong();
        long last = lastReading.get();
        if (now - last >= INTERVAL.toNanos() && lastReading.compareAndSet(last, now)) {
            Thread.ofVirtual().name("credentials of " + setting.account()).start(this::read);
        }
    }

    /** Whether the credentials are others now than those of a generation. */
    private boolean hasOthersThan(int used) {
        if (generation == used) {
            read();
        }
        return generation != used;
    }

    private synchronized void read() {
        try {
            Credentials read = setting.read();
            if (!read.equals(current)) {
                requireSameAccount(read);
                access.renew(read);
                current = read;
                generation++;
                LOG.infof(
                        "Storage account '%s': the file '%s' has new credentials; requests are made with them from now on.",
                        setting.account(), file.path());
            }
            reported = "";
        } catch (InvalidAccountException e) {
            report(e.getMessage());
        }
    }

    private void requireSameAccount(Credentials read) {
        if (read.getClass() != current.getClass() || !read.endpoint().equals(current.endpoint())) {
            throw new InvalidAccountException(
                    "%s: the file '%s' had the %s and has the %s now. An account stays where it is while the process runs: put back credentials of the same kind for the same endpoint, or restart."
                            .formatted(setting.property(), file.path(), current, read));
        }
    }

    private void report(String problem) {
        if (!problem.equals(reported)) {
            reported = problem;
            LOG.errorf("%s The credentials read before stay in use.", problem);
        }
    }
}
