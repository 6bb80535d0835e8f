package io.reverseip.lookupapi.lookup;

import io.reverseip.account.ServiceFault;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the builds can be read and the accounts of all current ones can be used. Ready, too, without any dataset, or with one
 * that this version cannot use: the others are answered, and a 503 that tells the reason is better than no answer at all. What it
 * says was found out in the background.
 */
@Readiness
@Singleton
final class LookupReadiness implements HealthCheck {
    private final CurrentBuilds builds;
    private final AccountWatch watch;

    LookupReadiness(CurrentBuilds builds, AccountWatch watch) {
        this.builds = builds;
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        Datasets datasets = builds.latest();
        Map<String, String> unusableAccounts = watch.unusable();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("look-up")
                .status(unusableAccounts.isEmpty()
                        && datasets.fault()
                                .filter(fault -> !fault.isThrottling())
                                .isEmpty())
                .withData("datasets", datasets.ready().size());
        datasets.fault().map(ServiceFault::explained).ifPresent(fault -> response.withData("builds", fault));
        datasets.unusable().forEach(dataset -> response.withData("dataset " + dataset.name(), dataset.reason()));
        unusableAccounts.forEach((account, reason) -> response.withData("account " + account, reason));
        return response.build();
    }
}
