package io.reverseip.hashgenerator.plan;

import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildId;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.BuildState;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.Recipe;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds that do not exist, and the means to fill them. */
public final class PlannedBuilds {
    static final DispatchSettings DISPATCH = new DispatchSettings(
            new DispatchSettings.Window(64, 8 << 20, 65_536),
            16 << 20,
            Duration.ofSeconds(120),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            new DispatchSettings.FailureLimit(16, Duration.ofMinutes(10)));

    private PlannedBuilds() {}

    static AddressRanges ranges(String text) {
        return AddressRanges.parse(List.of(text), List.of());
    }

    static Build of(Layout layout, AddressRanges ranges) {
        return of(layout, layout.automaticKeyScheme(ranges.count()), ranges);
    }

    public static Build of(Layout layout, KeyScheme keys, AddressRanges ranges) {
        return new Build(
                new DatasetName("planned"),
                new BuildId("000000000000"),
                BuildState.BUILDING,
                new BuildParameters(RangesSummary.of(ranges), Recipe.PLAIN, layout, keys, List.of("one", "another")),
                "",
                keys.units(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }
}
