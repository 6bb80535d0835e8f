package io.reverseip.hashgenerator.plan;

import static java.util.Objects.requireNonNull;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What things cost. Immutable.
 *
 * @param currency of all amounts
 * @param storageGibMonth a GiB stored for a month
 * @param operations10000 10,000 operations of the table service; a transaction is one, and so is a page read
 * @param coreHour an hour of a processor core, with its memory
 * @param source where the amounts come from, and of when they are
 */
@RegisterForReflection
public record Prices(String currency, double storageGibMonth, double operations10000, double coreHour, String source) {
    /**
     * Azure's list prices in US dollars: tables of a general-purpose v2 account, locally redundant; a core of a Standard_D2s_v5 (2 cores,
     * 8 GiB), Linux, pay as you go, East US.
     *
     * @see <a href="https://azure.microsoft.com/pricing/details/storage/tables/">Azure Table storage pricing</a>
     * @see <a href="https://azure.microsoft.com/pricing/details/virtual-machines/linux/">Linux virtual machines pricing</a>
     */
    public static final Prices DEFAULT = new Prices(
            "USD",
            0.045,
            0.00036,
            0.048,
            "Azure's list prices as of 2025: tables, locally redundant; half a Standard_D2s_v5 in East US");

    private static final String CURRENCY = "currency";
    private static final String STORAGE = "storage-gib-month";
    private static final String OPERATIONS = "operations-10000";
    private static final String CORE_HOUR = "core-hour";
    private static final String SOURCE = "source";
    private static final List<String> KEYS = List.of(CURRENCY, STORAGE, OPERATIONS, CORE_HOUR, SOURCE);

    public Prices {
        requireNonNull(currency);
        requireNonNull(source);
        requireAmount(STORAGE, storageGibMonth);
        requireAmount(OPERATIONS, operations10000);
        requireAmount(CORE_HOUR, coreHour);
    }

    private static void requireAmount(String key, double amount) {
        if (!Double.isFinite(amount) || amount < 0) {
            throw new IllegalArgumentException("Price '%s' is %s; allowed are 0 and more.".formatted(key, amount));
        }
    }

    /**
     * The prices of a file of lines {@code key=value}; what it does not say is as in {@link #DEFAULT}.
     *
     * @throws IllegalArgumentException if it cannot be read, or says something else
     */
    public static Prices read(Path file) {
        Properties given = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            given.load(reader);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("File of prices '%s' is not a text in UTF-8.".formatted(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("File of prices '%s' cannot be read: %s.".formatted(file, e));
        }
        for (String key : given.stringPropertyNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("File of prices '%s' has a price for '%s'; known are %s."
                        .formatted(file, key, String.join(", ", KEYS)));
            }
        }
        return new Prices(
                given.getProperty(CURRENCY, DEFAULT.currency),
                amount(given, STORAGE, DEFAULT.storageGibMonth),
                amount(given, OPERATIONS, DEFAULT.operations10000),
                amount(given, CORE_HOUR, DEFAULT.coreHour),
                given.getProperty(SOURCE, file.toString()));
    }

    private static double amount(Properties given, String key, double otherwise) {
        String text = given.getProperty(key);
        if (text == null) {
            return otherwise;
        }
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Price '%s' is '%s'; allowed are numbers such as 0.045.".formatted(key, text));
        }
    }
}
