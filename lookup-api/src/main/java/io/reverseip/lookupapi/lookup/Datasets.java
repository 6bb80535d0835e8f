package io.reverseip.lookupapi.lookup;

import io.reverseip.account.ServiceFault;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The datasets as they were read last. Immutable; told apart by identity: each reading makes another.
 *
 * @param byName those with a current build, ordered by name
 * @param fault why they could not be read again since, if so
 * @param wasRead whether they were read at least once since the start
 */
record Datasets(List<Dataset> byName, Optional<ServiceFault> fault, boolean wasRead) {
    /** Before the first reading. */
    static final Datasets UNREAD = new Datasets(
            List.of(),
            Optional.of(new ServiceFault(0, "NotReadYet", "the builds were not read since the start")),
            false);

    Datasets {
        byName = List.copyOf(byName);
    }

    Datasets stale(ServiceFault fault) {
        return new Datasets(byName, Optional.of(fault), wasRead);
    }

    /** For people: each with its build. */
    String text() {
        return byName.isEmpty()
                ? "none is ready yet"
                : byName.stream().map(Dataset::toString).collect(Collectors.joining(", "));
    }

    /** Those of them that are asked: the one of a name, if it is there, or all. */
    Datasets named(Optional<String> name) {
        return name.map(asked -> new Datasets(
                        byName.stream()
                                .filter(dataset -> dataset.name().text().equals(asked))
                                .toList(),
                        fault,
                        wasRead))
                .orElse(this);
    }

    List<Dataset.Ready> ready() {
        return byName.stream()
                .filter(Dataset.Ready.class::isInstance)
                .map(Dataset.Ready.class::cast)
                .toList();
    }

    List<Dataset.Unusable> unusable() {
        return byName.stream()
                .filter(Dataset.Unusable.class::isInstance)
                .map(Dataset.Unusable.class::cast)
                .toList();
    }
}
