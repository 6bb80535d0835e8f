package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.account.HomeAccount.Finding;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HomeAccountTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static String message(Function<String, Finding> check, Duration limit, String... accounts) {
        return HomeAccount.missing(new TreeSet<>(Arrays.asList(accounts)), check, limit)
                .getMessage();
    }

    @Test
    void namesAllAccountsWithAListOfBuilds() {
        String message = message(
                account -> account.equals("b") ? new Finding.Empty() : new Finding.Holds(), LONG, "c", "a", "b");

        assertTrue(message.contains("(a, b, c)"), message);
        assertTrue(message.endsWith("A table 'reverseip' exists in: a, c."), message);
    }

    @Test
    void saysWhenThereIsNoListOfBuildsYet() {
        String message = message(account -> new Finding.Empty(), LONG, "a", "b");

        assertTrue(message.endsWith("None of them has a table 'reverseip' yet: choose any, and keep it."), message);
    }

    @Test
    void doesNotWaitForAnAccountThatIsSilent() {
        String message = message(
                account -> {
                    if (account.equals("silent")) {
                        waitForEver();
                    }
                    return new Finding.Holds();
                },
                Duration.ofMillis(200),
                "a",
                "silent");

        assertTrue(message.contains("exists in: a."), message);
        assertTrue(message.endsWith("Could not be checked: silent (no answer within 200 ms)."), message);
    }

    @Test
    void saysWhyAnAccountCouldNotBeChecked() {
        String message = message(
                account -> {
                    throw new IllegalArgumentException("broken " + account);
                },
                LONG,
                "a",
                "b");

        assertTrue(message.contains("broken a") && message.contains("broken b"), message);
        assertFalse(message.contains("None of them"), message);
    }

    @Test
    void checksAccountsConcurrently() {
        AtomicInteger running = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(3);

        message(
                account -> {
                    running.incrementAndGet();
                    all.countDown();
                    await(all);
                    return new Finding.Empty();
                },
                LONG,
                "a",
                "b",
                "c");

        assertEquals(3, running.get());
    }

    private static void waitForEver() {
        await(new CountDownLatch(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
