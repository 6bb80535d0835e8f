package io.reverseip.bench.tableservice;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table service by itself, until its standard input ends or it is stopped. */
public final class TableServiceProgram {
    private TableServiceProgram() {}

    /** The program, for other programs. Its arguments: port, directory, accounts, all as {@link #serve} takes them. */
    public static void main(String... arguments) throws IOException {
        serve(
                Integer.parseInt(arguments[0]),
                Optional.of(Path.of(arguments[1])),
                Optional.of(arguments[2]),
                Optional.empty());
    }

    /**
     * Serves, and prints the connection string of each account.
     *
     * @param data directory of the entities; a new one that is kept, if it is empty
     * @param accounts {@code name:key} separated by semicolons, keys in base64; Azurite's well-known one if empty
     * @param behaviour a file with the behaviour of all accounts
     */
    public static void serve(int port, Optional<Path> data, Optional<String> accounts, Optional<Path> behaviour)
            throws IOException {
        Path directory = data.isPresent() ? Files.createDirectories(data.get()) : Files.createTempDirectory("tables");
        Map<String, String> keys = new TreeMap<>();
        for (String account : accounts.orElse(TableServiceAddress.DEFAULT_NAME + ":" + TableServiceAddress.DEFAULT_KEY)
                .split(";")) {
            int colon = account.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException(
                        "--accounts was '%s'; give name:key, keys in base64, separated by ';'.".formatted(account));
            }
            keys.put(account.substring(0, colon), account.substring(colon + 1));
        }
        try (TableService service = new TableService(port, directory, keys)) {
            if (behaviour.isPresent()) {
                Behaviour wanted = new ObjectMapper().readValue(behaviour.get().toFile(), Behaviour.class);
                keys.keySet().forEach(account -> service.behave(account, wanted));
            }
            System.out.println("port " + service.port());
            keys.forEach((name, key) ->
                    System.out.println(new TableServiceAddress(service.port(), name, key).connectionString()));
            System.out.flush();
            while (System.in.read() >= 0) {
                // until whoever started this ends
            }
        }
    }
}
