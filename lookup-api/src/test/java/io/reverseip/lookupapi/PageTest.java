package io.reverseip.lookupapi;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.get;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The same with and without a script. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsOutcomesAndNetworksOfAList(boolean script) {
        Page page = open(new Browser.NewContextOptions().setJavaScriptEnabled(script));
        page.fill("#hashes", Digests.OF_8_8_8_8);
        page.click("button[type=submit]");
        assertThat(page.locator("#summary")).hasText("1 of 1 found.");
        assertThat(page.locator("#overview")).isHidden();

        page.fill(
                "#hashes",
                String.join(
                        "\n",
                        logLine(Digests.OF_8_8_8_8, Digests.OF_1_1_1_1),
                        logLine(Digests.OF_8_8_4_4, ""),
                        "838c4c25",
                        "f14123",
                        "123456",
                        logLine("client", ""),
                        UNKNOWN));
        page.click("button[type=submit]");

        assertThat(page.locator("#summary")).hasText("5 of 8 found.");
        assertThat(page.locator("#outcomes dt"))
                .hasText(new String[] {"Hits", "Misses", "Candidates", "Malformed", "Unavailable"});
        assertThat(page.locator("#outcomes dd")).hasText(new String[] {"3", "1", "3", "1", "0"});
        assertThat(page.locator("#slash16 th")).hasText(new String[] {"8.8.0.0/16", "1.1.0.0/16"});
        assertThat(page.locator("#slash16 td")).hasText(new String[] {"3", "2"});
        assertThat(page.locator("#slash24 th")).hasText(new String[] {"1.1.1.0/24", "8.8.8.0/24", "8.8.4.0/24"});
        assertThat(page.locator("#slash24 td")).hasText(new String[] {"2", "2", "1"});
        assertThat(page.locator("#rows tr.candidates")).hasCount(3);
        assertThat(page.locator("#rows tr.candidates").nth(2)).containsText("begins no digest of any dataset");
        if (script) {
            assertThat(page.locator("#map")).isVisible();
        } else {
            assertThat(page.locator("#map")).isHidden();
        }
    }

    @Test
    void answersAHundredLogLinesWithoutJavaScript() {
        Page page = open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.fill("#hashes", (logLine(Digests.OF_8_8_8_8, "x".repeat(300)) + "\n").repeat(101));
        page.click("button[type=submit]");

        assertThat(page.locator("#summary"))
                .hasText(
                        "100 of 100 found. Only the first 100 lines were looked up: without JavaScript there is a limit.");
    }

    @Test
    void answersACompressedLogInUtf16() throws IOException {
        Page page = open(new Browser.NewContextOptions());
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(("\uFEFF" + logLine("client", "") + "\r\n" + logLine(Digests.OF_8_8_8_8, Digests.OF_1_1_1_1))
                    .getBytes(StandardCharsets.UTF_16LE));
        }
        page.setInputFiles("#file", new FilePayload("access.log.gz", "application/gzip", compressed.toByteArray()));

        assertThat(page.locator("#summary")).hasText("2 of 3 found.");
        assertThat(page.locator("#rows tr").nth(0)).containsText("client");
        assertThat(page.locator("#rows tr").nth(1)).containsText("8.8.8.8");
        assertThat(page.locator("#rows tr").nth(2)).containsText("1.1.1.1");
    }

    private static String logLine(String client, String session) {
        return "2026-03-09T10:15:00Z INFO request client=%s \"GET / HTTP/1.1\" 200 session=%s"
                .formatted(client, session);
    }

    /** A file is chosen while the answer to the text area is still awaited. */
    @Test
    void showsTheAnswersToTheLastRequestOnly() {
        Page page = open(new Browser.NewContextOptions());
        List<Route> held = new ArrayList<>();
        page.route("**/ip-for", route -> {
            if (held.isEmpty()) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        page.fill("#hashes", Digests.OF_8_8_8_8);
        page.waitForRequest("**/ip-for", () -> page.click("button[type=submit]"));
        page.setInputFiles(
                "#file",
                new FilePayload("one.txt", "text/plain", Digests.OF_1_1_1_1.getBytes(StandardCharsets.US_ASCII)));
        assertThat(page.locator("#summary")).hasText("1 of 1 found.");

        page.waitForResponse("**/ip-for", () -> held.getFirst().resume()).finished();

        assertThat(page.locator("#rows td:first-child")).hasText("1.1.1.1");
        assertThat(page.locator("button[type=submit]")).isEnabled();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void drawsTheAddressesOnAMapOfTheIpv4Space(ColorScheme scheme) {
        Page page = open(new Browser.NewContextOptions().setColorScheme(scheme));
        page.fill("#hashes", (Digests.OF_8_8_8_8 + "\n").repeat(1_200) + Digests.OF_1_1_1_1);
        page.click("button[type=submit]");

        Locator map = page.locator("#map");
        assertThat(map)
                .hasAttribute(
                        "aria-label",
                        "Map of the IPv4 space: 1,201 addresses in 2 of 65,536 /16 networks. Most are in 8.0.0.0/8 with 1,200, 1.0.0.0/8 with 1.");
        assertThat(page.locator("#map-most")).hasText("1,200");
        List<int[]> curve = hilbertCurve(256);
        int[] many = curve.get(8 << 8 | 8);
        int[] few = curve.get(1 << 8 | 1);
        List<Integer> none = colour(map, curve.get(9 << 8 | 9));
        List<Integer> reserved = colour(map, curve.get(10 << 8 | 10));
        for (List<Integer> ground : List.of(none, reserved)) {
            assertTrue(contrast(colour(map, few), ground) >= 3, "few on " + ground);
            assertTrue(contrast(colour(map, many), ground) > contrast(colour(map, few), ground), "many on " + ground);
        }
        assertNotEquals(none, reserved);
        assertEquals(2, drawnCells(map));

        page.emulateMedia(new Page.EmulateMediaOptions()
                .setColorScheme(scheme == ColorScheme.DARK ? ColorScheme.LIGHT : ColorScheme.DARK));
        List<Integer> ground = colour(map, curve.get(9 << 8 | 9));
        assertNotEquals(none, ground, "drawn again when the theme changes");
        assertTrue(contrast(colour(map, few), ground) >= 3);
    }

    @Test
    void namesTheNetworkUnderThePointerAndTheCursor() {
        Page page = open(new Browser.NewContextOptions());
        page.fill("#hashes", Digests.OF_8_8_8_8 + "\n" + Digests.OF_8_8_4_4 + "\n" + Digests.OF_1_1_1_1);
        page.click("button[type=submit]");
        Locator map = page.locator("#map");
        assertThat(map).isVisible();
        Locator network = page.locator("#map-network");
        List<int[]> curve = hilbertCurve(256);
        int[] cell = curve.get(1 << 8 | 1);
        double pixels = map.boundingBox().width / 256;

        map.hover(new Locator.HoverOptions().setPosition((cell[0] + .5) * pixels, (cell[1] + .5) * pixels));
        assertThat(network).hasText("1.1.0.0/16: 1 address");

        page.hover("h1");
        assertThat(network).hasText("");

        map.focus();
        assertThat(network).hasText("8.8.0.0/16: 2 addresses");
        page.keyboard().press("ArrowRight");
        int[] busiest = curve.get(8 << 8 | 8);
        int right = IntStream.range(0, curve.size())
                .filter(i -> curve.get(i)[0] == busiest[0] + 1 && curve.get(i)[1] == busiest[1])
                .findFirst()
                .orElseThrow();
        assertThat(network).hasText("%d.%d.0.0/16: 0 addresses".formatted(right >> 8, right & 255));
    }

    @Test
    void placesNetworksAlongAHilbertCurveAsOtherMapsOfTheInternet() {
        Page page = open(new Browser.NewContextOptions());
        List<?> placed =
                (List<?>) page.evaluate("async () => [...(await import('/page/hilbert.js')).networksByCell()]");

        List<int[]> curve = hilbertCurve(256);
        assertEquals(curve.size(), placed.size());
        for (int network = 0; network < curve.size(); network++) {
            int[] cell = curve.get(network);
            assertEquals(network, placed.get(cell[0] + 256 * cell[1]), "network of cell " + Arrays.toString(cell));
        }
        // The first and the last line of the /8 networks on xkcd's map.
        assertEquals(
                List.of(0, 1, 14, 15, 16, 19, 20, 21, 234, 235, 236, 239, 240, 241, 254, 255),
                IntStream.range(0, 16)
                        .mapToObj(x -> (Integer) placed.get(16 * x + 8) >> 8)
                        .toList());
        assertEquals(
                List.of(85, 86, 89, 90, 101, 102, 105, 106, 149, 150, 153, 154, 165, 166, 169, 170),
                IntStream.range(0, 16)
                        .mapToObj(x -> (Integer) placed.get(16 * x + 8 + 256 * 255) >> 8)
                        .toList());
        for (int i = 1; i < curve.size(); i++) {
            int[] from = curve.get(i - 1);
            int[] to = curve.get(i);
            assertEquals(1, Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1]), "steps to cell " + i);
        }
    }

    /** By its definition: four curves of half the side, the first and the last of them mirrored at a diagonal. */
    private static List<int[]> hilbertCurve(int side) {
        if (side == 1) {
            return List.of(new int[] {0, 0});
        }
        int half = side / 2;
        List<int[]> part = hilbertCurve(half);
        return Stream.of(
                        part.stream().map(cell -> new int[] {cell[1], cell[0]}),
                        part.stream().map(cell -> new int[] {cell[0], cell[1] + half}),
                        part.stream().map(cell -> new int[] {cell[0] + half, cell[1] + half}),
                        part.stream().map(cell -> new int[] {side - 1 - cell[1], half - 1 - cell[0]}))
                .flatMap(cells -> cells)
                .toList();
    }

    /** Red, green and blue in the middle of a cell. */
    @SuppressWarnings("unchecked")
    private static List<Integer> colour(Locator map, int[] cell) {
        return (List<Integer>) map.evaluate("""
                (map, [x, y]) => {
                  const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
                  copy.drawImage(map, -4 * x - 2, -4 * y - 2);
                  return [...copy.getImageData(0, 0, 1, 1).data.slice(0, 3)];
                }
                """, List.of(cell[0], cell[1]));
    }

    /** Cells that are all of one colour, without a line or a letter, and not of a ground's. */
    private static int drawnCells(Locator map) {
        return (Integer) map.evaluate("""
                map => {
                  const copy = new OffscreenCanvas(1024, 1024).getContext('2d', { willReadFrequently: true });
                  copy.drawImage(map, 0, 0);
                  const { data } = copy.getImageData(0, 0, 1024, 1024);
                  const pixel = (x, y) => data.slice(4 * (x + 1024 * y), 4 * (x + 1024 * y) + 3).join();
                  const style = getComputedStyle(map);
                  const [few, many] = ['few', 'many'].map(name => style.getPropertyValue(`--map-${name}`).trim())
                    .map(hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)).join());
                  let cells = 0;
                  for (let y = 0; y < 256; y++) {
                    for (let x = 0; x < 256; x++) {
                      const colours = [0, 1, 2, 3].flatMap(i => [0, 1, 2, 3].map(j => pixel(4 * x + i, 4 * y + j)));
                      if ([few, many].some(colour => colours.every(one => one === colour))) cells++;
                    }
                  }
                  return cells;
                }
                """);
    }

    /** As WCAG 2 defines it. */
    private static double contrast(List<Integer> one, List<Integer> other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    }

    private static double luminance(List<Integer> colour) {
        double[] linear = colour.stream()
                .mapToDouble(channel -> channel / 255d)
                .map(share -> share <= .04045 ? share / 12.92 : Math.pow((share + .055) / 1.055, 2.4))
                .toArray();
        return .2126 * linear[0] + .7152 * linear[1] + .0722 * linear[2];
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
        assertTrue(csv.get(2).startsWith(Digests.OF_8_8_8_8 + ",8.8.8.8,candidates,"), csv.get(2));
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
        assertThat(page.locator("#slash16 td")).hasText("2,100");
        assertThat(page.locator("#slash24 tr")).hasCount(9);
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
        assertThat(page.locator("#map")).isVisible();
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
