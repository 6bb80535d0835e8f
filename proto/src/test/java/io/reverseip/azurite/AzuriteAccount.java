package io.reverseip.azurite;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An empty storage account on the one Azurite that all tests of a JVM share: starting an Azurite costs seconds, an account nothing. What
 * tests write stays until the JVM ends, so each test class or system takes accounts of its own. Immutable.
 *
 * @param name of the account
 * @param port of the shared Azurite, on loopback
 */
public record AzuriteAccount(String name, int port) {
    /** Azurite takes its accounts at the start. */
    private static final int ACCOUNTS = 400;

    // System properties, since Quarkus loads test classes with several class loaders, which share no static fields.
    private static final String PORT = "shared.azurite.port";
    private static final String TAKEN = "shared.azurite.accounts-taken";

    /** An account that nobody has taken before, and that only the caller uses; the first call starts the shared Azurite. Thread-safe. */
    public static AzuriteAccount take() {
        Object port = System.getProperties().computeIfAbsent(PORT, absent -> startShared());
        Object number = System.getProperties()
                .merge(TAKEN, "1", (before, one) -> Integer.toString(Integer.parseInt(before.toString()) + 1));
        int taken = Integer.parseInt(number.toString());
        if (taken > ACCOUNTS) {
            throw new IllegalStateException("All %d accounts of the shared Azurite are taken.".formatted(ACCOUNTS));
        }
        return new AzuriteAccount(name(taken), Integer.parseInt(port.toString()));
    }

    private static String startShared() {
        String accounts = IntStream.rangeClosed(1, ACCOUNTS)
                .mapToObj(number -> name(number) + ":" + AzuriteServer.KEY)
                .collect(Collectors.joining(";"));
        return Integer.toString(AzuriteServer.startWithAccounts(accounts).port());
    }

    private static String name(int number) {
        return "test" + number;
    }

    /** The account's connection string, in path style. */
    public String connectionString() {
        return AzuriteServer.connectionString(name, port);
    }
}
