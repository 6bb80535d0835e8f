package io.reverseip.dataset;

import java.util.List;

/** A table of a build could not be deleted because its account is not configured. */
public final class UnconfiguredAccountException extends RuntimeException {
    UnconfiguredAccountException(Build build, List<String> accounts) {
        super(
                "Table %s stays in account %s, which is not configured. Configure the account, or, if it does not exist any more, run 'datasets prune %s'."
                        .formatted(
                                build.tableName(),
                                String.join(" and ", accounts),
                                String.join(
                                        " ",
                                        accounts.stream()
                                                .map(account -> "--forget-account " + account)
                                                .toList())));
    }
}
