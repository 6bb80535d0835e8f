package io.reverseip.lookupapi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.get;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.Progress;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page, as people meet it: in a real Chromium. Screenshots go to target/screenshots. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String UNKNOWN = Digests.OF_9_9_9_9;

    @Inject
    StorageAccounts accounts;

    @TestHTTPResource
    URI root;

    private Playwright playwright;
    private Browser browser;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    void startBrowser() {
        assumeTrue(
                Files.isExecutable(CHROMIUM) || System.getenv("CI") != null,
                "The page is tested where %s is (Debian: apt-get install chromium)".formatted(CHROMIUM));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setHeadless(true)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        datasets.publish(datasets.fill(
                "in-buckets",
                Layout.PACKED,
                new KeyScheme(1, 0),
                accounts.home(),
                AddressRanges.parse(List.of("8.8.0.0/20"), List.of())));
        datasets.publish("in-rows", Layout.ROWS, "1.1.1.1");
        Build filling = datasets.fill("still-filling", Layout.PACKED, accounts.home(), "10.0.0.0/30");
        new Progress(accounts).recordDone(filling, 0, new Counts(1, 1, 1, 0), "test");
    }

    @AfterAll
    void endBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void awaitDatasets() {
        await().atMost(ofSeconds(20))
                .until(() -> get("/ip-for/" + Digests.OF_8_8_8_8).statusCode(), is(200));
        await().atMost(ofSeconds(20))
                .until(() -> get("/datasets").jsonPath().getList("datasets").size(), is(3));
    }

    /** Nothing from outside, and nothing that the policy of the page forbids. */
    @AfterEach
    void complainsAboutNothing() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        assertEquals(List.of(), complaints);
    }

    private Page open(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        contexts.add(context);
        Page page = context.newPage();
        page.onRequest(request -> {
            if (!request.url().startsWith(root.toString()) && !request.url().startsWith("data:")) {
                complaints.add("asked for " + request.url());
            }
        });
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(root.toString());
        return page;
    }

    private static List<String> rows(Page page) {
        return page.locator("#rows tr").all().stream()
                .map(row -> row.locator("td").all().stream()
                        .map(Locator::textContent)
                        .collect(Collectors.joining(" | ")))
                .toList();
    }

    @Test
    void answersWithoutJavaScript() {
        Page page = open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.fill("#hashes", "  " + Digests.OF_8_8_8_8.toUpperCase() + " \n");
        page.click("button[type=submit]");

        assertThat(page.locator("#summary")).hasText("1 of 1 found.");
        assertThat(page.locator("#rows tr")).hasCount(1);
        assertThat(page.locator("#rows tr td:first-child")).hasText("8.8.8.8");
        assertThat(page.locator("#copy")).isHidden();
        assertTrue(!page.url().contains("838c"), page.url());
    }

    @Test
    void answersTruncatedUnknownAndMalformedHashesWithoutJavaScript() {
        Page page = open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.fill("#hashes", "838c4c2573848f58\n" + UNKNOWN + "\n<b>no hash</b>");
        page.click("button[type=submit]");

        assertThat(page.locator("#summary")).hasText("1 of 3 found.");
        List<String> rows = rows(page);
        assertTrue(rows.get(0).startsWith("8.8.8.8 | " + Digests.OF_8_8_8_8 + " | in-buckets, truncated"), rows.get(0));
        assertEquals("none | " + UNKNOWN + " | in no dataset", rows.get(1));
        assertTrue(rows.get(2).startsWith("none | <b>no hash</b> | '<b>no hash</b>' is not"), rows.get(2));
    }

    @Test
    void findsHashesInEverySpellingAndInLogLines() {
        Page page = open(new Browser.NewContextOptions());
        page.fill(
                "#hashes",
                String.join(
                        "\n",
                        "0x" + Digests.OF_8_8_8_8,
                        "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPU=",
                        Digests.OF_8_8_8_8 + " - - [09/Mar/2026:10:15:00 +0000] \"GET / HTTP/1.1\" 200 "
                                + Digests.OF_1_1_1_1,
                        "53a636befcd6e3049a0eae5fbc44016512229221"));
        page.click("button[type=submit]");

        assertThat(page.locator("#summary")).hasText("4 of 5 found.");
        List<String> rows = rows(page);
        assertEquals("8.8.8.8 | " + Digests.OF_8_8_8_8 + " | in-buckets", rows.get(0));
        assertEquals("8.8.8.8 | " + Digests.OF_8_8_8_8 + " | in-buckets", rows.get(1));
        assertEquals("8.8.8.8 | " + Digests.OF_8_8_8_8 + " | in-buckets", rows.get(2));
        assertEquals("1.1.1.1 | " + Digests.OF_1_1_1_1 + " | in-rows", rows.get(3));
        assertTrue(rows.get(4).contains("SHA-1"), rows.get(4));
    }

    @Test
    void answersManyAndGivesThemAway() throws Exception {
        Page page = open(new Browser.NewContextOptions());
        page.fill(
                "#hashes",
                String.join("\n", Digests.OF_8_8_8_8, "838c4c25", "", "nonsense", UNKNOWN, Digests.OF_1_1_1_1));
        page.click("button[type=submit]");

        assertThat(page.locator("#summary")).hasText("3 of 5 found.");
        List<String> rows = rows(page);
        assertEquals("8.8.8.8 | " + Digests.OF_8_8_8_8 + " | in-buckets", rows.get(0));
        assertTrue(rows.get(1).startsWith("8.8.8.8 | " + Digests.OF_8_8_8_8 + " | in-buckets, truncated"), rows.get(1));
        assertTrue(rows.get(2).startsWith("none | nonsense | 'nonsense' is not"), rows.get(2));
        assertEquals("none | " + UNKNOWN + " | in no dataset", rows.get(3));
        assertEquals("1.1.1.1 | " + Digests.OF_1_1_1_1 + " | in-rows", rows.get(4));

        Download download = page.waitForDownload(() -> page.click("#download"));
        List<String> csv = Files.readAllLines(download.path());
        assertEquals("sha256,ip,outcome,note", csv.get(0));
        assertEquals(Digests.OF_8_8_8_8 + ",8.8.8.8,hit,in-buckets", csv.get(1));
        assertEquals(6, csv.size());

        contexts.getLast().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.click("#copy");
        assertThat(page.locator("#summary")).hasText("Copied, tab-separated.");
        assertTrue(((String) page.evaluate("navigator.clipboard.readText()"))
                .contains(Digests.OF_1_1_1_1 + "\t1.1.1.1\thit\tin-rows"));
    }

    @Test
    void answersAFileOfMoreLinesThanItShows() {
        Page page = open(new Browser.NewContextOptions());
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int first = DottedDecimal.parse("8.8.0.0");
        String csv = "time,client\r\n"
                + IntStream.range(0, 2_100)
                        .mapToObj(i -> i + "," + digester.digest(first + i).hex())
                        .collect(Collectors.joining("\r\n"));
        page.setInputFiles("#file", new FilePayload("log.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));

        assertThat(page.locator("#summary"))
                .hasText("2,100 of 2,100 found.", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
        assertThat(page.locator("#rows tr")).hasCount(1_000);
        assertThat(page.locator("#more")).containsText("first 1,000");
    }

    /** The second piece is refused twice, and asked again when the service says so. */
    @Test
    void goesOnAfterThePieceThatWasRefused() {
        Page page = open(new Browser.NewContextOptions());
        AtomicInteger pieces = new AtomicInteger();
        page.route("**/ip-for", route -> {
            int piece = pieces.incrementAndGet();
            if (piece == 2 || piece == 3) {
                route.fulfill(new Route.FulfillOptions()
                        .setStatus(piece == 2 ? 429 : 503)
                        .setHeaders(Map.of("Retry-After", "1")));
            } else {
                route.resume();
            }
        });
        page.fill("#hashes", (Digests.OF_8_8_8_8 + "\n").repeat(2_001));
        page.click("button[type=submit]");

        assertThat(page.locator("#summary")).hasText("2,000 answers; the service asks to wait for 1 s …");
        assertThat(page.locator("#summary"))
                .hasText("2,001 of 2,001 found.", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
        assertEquals(4, pieces.get());
        assertEquals(2, complaints.size());
        complaints.removeIf(complaint -> complaint.contains("429") || complaint.contains("503"));
    }

    @Test
    void saysWhichFileCannotBeRead() {
        Page page = open(new Browser.NewContextOptions());
        page.evaluate(
                "void (File.prototype.text = () => Promise.reject(new DOMException('It has gone.', 'NotReadableError')))");
        page.setInputFiles("#file", new FilePayload("log.csv", "text/csv", new byte[1]));

        assertThat(page.locator("#summary")).hasText("The file log.csv could not be read: It has gone.");
    }

    @Test
    void givesAwayNoFormulas() throws Exception {
        Page page = open(new Browser.NewContextOptions());
        page.fill("#hashes", "=HYPERLINK(\"http://a\")\n+1\n-1\n@a\nx");
        page.click("button[type=submit]");
        assertThat(page.locator("#summary")).hasText("0 of 5 found.");

        Download download = page.waitForDownload(() -> page.click("#download"));
        List<String> csv = Files.readAllLines(download.path());
        assertTrue(csv.get(1).startsWith("\"'=HYPERLINK(\"\"http://a\"\")\","), csv.get(1));
        assertTrue(csv.get(2).startsWith("'+1,"), csv.get(2));
        assertTrue(csv.get(3).startsWith("'-1,"), csv.get(3));
        assertTrue(csv.get(4).startsWith("'@a,"), csv.get(4));
        assertTrue(csv.get(5).startsWith("x,"), csv.get(5));
    }

    @Test
    void isUsedByKeyboardAlone() {
        Page page = open(new Browser.NewContextOptions());
        page.keyboard().press("Tab");
        page.keyboard().type(Digests.OF_8_8_8_8);
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");

        assertThat(page.locator("#summary")).hasText("1 of 1 found.");
    }

    @Test
    void showsDatasetsAndHowFarTheOneBeingFilledIs() {
        Page page = open(new Browser.NewContextOptions());

        assertThat(page.locator("#datasets li")).hasCount(3);
        assertThat(page.locator("#datasets")).containsText("4,096 addresses, packed");
        Locator filling = page.locator("#datasets li", new Page.LocatorOptions().setHasText("still-filling"));
        assertThat(filling).containsText("building");
        assertThat(filling).containsText("25 %");
        assertEquals("25", filling.locator("progress").getAttribute("value"));
        // The script draws it again some seconds later, and the same.
        page.evaluate("document.querySelectorAll('#datasets li').forEach(item => { item.dataset.old = 'yes'; })");
        assertThat(page.locator("#datasets li[data-old]"))
                .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(10_000));
        assertThat(filling).containsText("25 %");
        assertEquals("25", filling.locator("progress").getAttribute("value"));
    }

    @ParameterizedTest
    @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 360", "DARK, 360"})
    void isAccessibleInBothThemesAndOnANarrowScreen(ColorScheme scheme, int width) {
        Page page = open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800));
        assertNoViolations(page, "%s-%d-empty".formatted(scheme, width));

        page.fill("#hashes", String.join("\n", Digests.OF_8_8_8_8, "838c4c25", "nonsense", UNKNOWN));
        page.click("button[type=submit]");
        assertThat(page.locator("#summary")).hasText("2 of 4 found.");
        assertNoViolations(page, "%s-%d-answers".formatted(scheme, width));
        assertEquals(
                width,
                ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue(),
                "nothing to scroll sideways for");
    }

    private static void assertNoViolations(Page page, String screenshot) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(screenshot.toLowerCase() + ".png"))
                .setFullPage(true));
        List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
        assertEquals(
                List.of(),
                violations.stream()
                        .map(rule -> rule.getId() + ": " + rule.getNodes())
                        .toList());
    }
}
