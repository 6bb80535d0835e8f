package io.reverseip.lookupapi.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;

/**
 * What there is, as people see it.
 *
 * @param datasets by name, the builds being filled behind the ready ones of the same name
 * @param problem why the list may be incomplete, if so, in words for the client that gets the list
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record DatasetList(List<ListedDataset> datasets, Optional<String> problem) {
    DatasetList {
        datasets = List.copyOf(datasets);
    }

    /** Names of the datasets that can be asked. */
    public List<String> ready() {
        return datasets.stream()
                .filter(dataset -> !dataset.building())
                .map(ListedDataset::name)
                .toList();
    }
}
