package io.reverseip.bench;

import io.reverseip.bench.articles.ArticlesBench;
import io.reverseip.bench.audit.AuditBench;
import io.reverseip.bench.endurance.EnduranceBench;
import io.reverseip.bench.figures.Circumstances;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.full.FullBench;
import io.reverseip.bench.generator.CountingWriter;
import io.reverseip.bench.generator.GenerateBench;
import io.reverseip.bench.growth.GrowthBench;
import io.reverseip.bench.hash.HashBench;
import io.reverseip.bench.limits.LimitsBench;
import io.reverseip.bench.limits.SendBoundBench;
import io.reverseip.bench.lookup.LookupBench;
import io.reverseip.bench.profile.ProfileBench;
import io.reverseip.bench.results.Results;
import io.reverseip.bench.slice.ScatterBench;
import io.reverseip.bench.slice.SliceBench;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.TableServiceProgram;
import io.reverseip.bench.write.CurveBench;
import io.reverseip.bench.write.TableServiceBench;
import io.reverseip.bench.write.WriteBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs one benchmark by name: {@code ./reverse-ip bench NAME [--json FILE] [OPTION...]}. */
public final class Bench {
    private static final String NAMES = """
            hash             digest engines, one core: hashes/s, and the vector engine over MessageDigest
            start            starts of a fresh JVM until the vector engine is at speed
            slice            filling slices and making groups, over hashing alone
            scatter          memory of slices: heap or not, small pages or huge
            generate         a whole run against a counting writer over gRPC; --ranges R, --memory SIZE
            articles         what people do today, in Python, beside our layouts; --runs N
            curve            rows a transaction, and transactions in flight, against throughput
            full             fill, audit, look up; --ranges R (all of IPv4), --memory-mib N, --writers N, --data DIR,
                             --transaction-encoding direct|sdk, and of the table service: --accounts N, --latency-millis N, --entities-per-second N each
            profile          what the processor time of a filling is spent on; --ranges R, --memory-mib N, --data DIR
            endurance        a filling slowed to last, with faults and kills of everything, and an audit; --minutes N, --ranges R,
                             --seed N, --data DIR
            write            a writer and the table service: CPU per entity, and how near it comes to what is allowed; --runs N
            table-service-cpu  what an upserted entity costs the table service
            audit            reading and proving a dataset, over only reading it; --ranges R
            lookup           the look-up, warm and cold: latency, requests/s, twice its capacity; --seconds N of each measurement
            growth           /16, /12, /8 and /4 in warm processes: time a record; --largest N (4), --memory-mib N, --data DIR
            limits           whole runs against what Azure allows; --accounts N[,N...], --latencies MS[,...], --writers N[,...],
                             --runs N, --ranges R (1 KiB entities then), --data DIR
            send-bound       many passes against a distant account, over sending alone; --runs N, --data DIR
            results          no benchmark: makes bench/RESULTS.md of figures; --from DIR (what --json wrote), --to DIR (bench/results)
            counting-writer  only the writer that answers and counts; --port N
            table-service    only the table service; --port N, --data DIR, --accounts NAME:KEY[;...], --behaviour FILE""";

    private static final String ALL_OF_IPV4 = "0.0.0.0/0";

    private Bench() {}

    /** The program. */
    public static void main(String... arguments) throws Exception {
        List<String> options = new ArrayList<>(List.of(arguments));
        if (options.isEmpty()) {
            System.err.println("Which benchmark? There are:\n" + NAMES);
            System.exit(2);
        }
        Circumstances circumstances = Circumstances.ofNow(options);
        long start = System.nanoTime();
        String name = options.removeFirst();
        Optional<Path> json = option(options, "--json").map(Path::of).map(Path::toAbsolutePath);
        if (json.isPresent()) {
            // Now, not when hours of measuring are to be written down.
            Files.createDirectories(json.get().getParent());
        }
        Figures figures = switch (name) {
            case "hash" -> HashBench.run();
            case "start" -> HashBench.starts();
            case "slice" -> SliceBench.run();
            case "scatter" -> ScatterBench.run();
            case "generate" ->
                GenerateBench.run(
                        option(options, "--ranges").orElse(ALL_OF_IPV4),
                        option(options, "--memory").orElse("3584MiB"));
            case "articles" -> ArticlesBench.run(number(options, "--runs", 3));
            case "curve" -> CurveBench.run();
            case "full" ->
                new FullBench(
                                option(options, "--ranges").orElse(ALL_OF_IPV4),
                                mebibytes(options),
                                number(options, "--writers", 1),
                                option(options, "--transaction-encoding").orElse("direct"),
                                number(options, "--accounts", 1),
                                Behaviour.CALM
                                        .withEntitiesPerSecond(number(options, "--entities-per-second", 0))
                                        .withLatency(number(options, "--latency-millis", 0)),
                                data(options))
                        .run();
            case "profile" ->
                ProfileBench.run(option(options, "--ranges").orElse(ALL_OF_IPV4), mebibytes(options), data(options));
            case "endurance" ->
                new EnduranceBench(
                                Duration.ofMinutes(number(options, "--minutes", 60)),
                                option(options, "--ranges").orElse("16.0.0.0/4"),
                                option(options, "--seed").map(Long::parseLong).orElseGet(System::nanoTime),
                                data(options))
                        .run();
            case "write" -> WriteBench.run(number(options, "--runs", 3));
            case "table-service-cpu" -> TableServiceBench.run();
            case "audit" -> AuditBench.run(option(options, "--ranges").orElse("8.0.0.0/8"));
            case "lookup" -> LookupBench.run(number(options, "--seconds", 10));
            case "growth" -> GrowthBench.run(number(options, "--largest", 4), mebibytes(options), data(options));
            case "limits" ->
                LimitsBench.run(new LimitsBench.Settings(
                        numbers(options, "--accounts", "1,2,4"),
                        numbers(options, "--latencies", "30,300"),
                        numbers(options, "--writers", "1,2,4"),
                        number(options, "--runs", 1),
                        option(options, "--ranges")
                                .map(ranges -> List.of("--ranges", ranges))
                                .orElse(LimitsBench.Settings.SMALL_ENTITIES),
                        data(options)));
            case "send-bound" -> SendBoundBench.run(number(options, "--runs", 3), data(options));
            case "results" -> {
                Path kept = Path.of(option(options, "--to").orElse("bench/results"));
                Results.write(option(options, "--from").map(Path::of).orElse(kept), kept);
                yield new Figures();
            }
            case "counting-writer" -> CountingWriter.serve(number(options, "--port", 0));
            case "table-service" -> {
                TableServiceProgram.serve(
                        number(options, "--port", 0),
                        option(options, "--data").map(Path::of),
                        option(options, "--accounts"),
                        option(options, "--behaviour").map(Path::of));
                yield new Figures();
            }
            default -> {
                System.err.printf("There is no benchmark '%s'. There are:%n%s%n", name, NAMES);
                System.exit(2);
                yield new Figures();
            }
        };
        figures.print(System.out);
        if (json.isPresent()) {
            figures.write(json.get());
            circumstances.lasting(Duration.ofNanos(System.nanoTime() - start)).noteBeside(json.get());
        }
        // Clients of azure-data-tables leave threads behind that would keep the program.
        System.exit(0);
    }

    private static int number(List<String> options, String name, int otherwise) {
        return option(options, name).map(Integer::parseInt).orElse(otherwise);
    }

    private static long mebibytes(List<String> options) {
        return (long) number(options, "--memory-mib", 3072) << 20;
    }

    /** Where entities are put. */
    private static Path data(List<String> options) {
        return Path.of(option(options, "--data").orElse("bench/target"));
    }

    private static List<Integer> numbers(List<String> options, String name, String otherwise) {
        return Arrays.stream(option(options, name).orElse(otherwise).split(","))
                .map(Integer::valueOf)
                .toList();
    }

    private static Optional<String> option(List<String> options, String name) {
        int at = options.indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == options.size()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        options.remove(at);
        return Optional.of(options.remove(at));
    }
}
