package io.reverseip.lookupapi.lookup;

import io.reverseip.account.ServiceFault;
import jakarta.inject.Singleton;
import java.util.SortedMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the list of builds was read and at least one account answers, or there is no dataset yet. All replicas see the same
 * accounts: if one account made them unready, an outage of that account would be an outage of the whole service, although what is cached
 * and what other accounts hold can be answered. The state of each account and dataset is data of the response; all of it was found in
 * the background.
 */
@Readiness
@Singleton
final class LookupReadiness implements HealthCheck {
    private final CurrentBuilds builds;
    private final AccountHealthMonitor monitor;

    LookupReadiness(CurrentBuilds builds, AccountHealthMonitor monitor) {
        this.builds = builds;
        this.monitor = monitor;
    }

    @Override
    public HealthCheckResponse call() {
        Datasets datasets = builds.latest();
        SortedMap<String, AccountState> accounts = monitor.states();
        boolean answering = accounts.values().stream().anyMatch(AccountState::isUsable);
        HealthCheckResponseBuilder response = HealthCheckResponse.named("look-up")
                .status(datasets.wasRead() && (answering || datasets.byName().isEmpty()))
                .withData("datasets", datasets.ready().size());
        datasets.fault().map(ServiceFault::explained).ifPresent(fault -> response.withData("builds", fault));
        datasets.byName().forEach(dataset -> response.withData("dataset " + dataset.name(), dataset.state(accounts)));
        accounts.forEach((account, state) -> response.withData("account " + account, state.text()));
        return response.build();
    }
}
