package io.reverseip.bench.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.bench.figures.Circumstances;
import io.reverseip.bench.figures.Figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures that there are, with their circumstances and what people noted of them. Immutable. */
record Measured(
        Map<Benchmark, List<Figure>> figures,
        Map<Benchmark, Circumstances> circumstances,
        Map<String, String> reasons) {
    /** Why goals were missed, by the goal's name, written by people. */
    static final String REASONS = "reasons.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Figure>> FIGURES = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /**
     * Reads what there is in a directory.
     *
     * @throws IllegalArgumentException if a file has another form than benchmarks write
     */
    static Measured read(Path directory) throws IOException {
        Map<String, Circumstances> noted = Circumstances.of(directory);
        Map<Benchmark, List<Figure>> figures = new EnumMap<>(Benchmark.class);
        Map<Benchmark, Circumstances> circumstances = new EnumMap<>(Benchmark.class);
        for (Benchmark benchmark : Benchmark.values()) {
            Path file = directory.resolve(benchmark.file());
            if (Files.exists(file)) {
                figures.put(benchmark, parse(file, FIGURES));
                Optional.ofNullable(noted.get(benchmark.file()))
                        .ifPresent(found -> circumstances.put(benchmark, found));
            }
        }
        Path reasons = directory.resolve(REASONS);
        return new Measured(figures, circumstances, Files.exists(reasons) ? parse(reasons, TEXTS) : Map.of());
    }

    private static <T> T parse(Path file, TypeReference<T> type) throws IOException {
        try {
            return JSON.readValue(file.toFile(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s has not the form that './reverse-ip bench NAME --json' writes: %s"
                    .formatted(file, e.getOriginalMessage()));
        }
    }

    private Stream<Figure> all() {
        return figures.values().stream().flatMap(Collection::stream);
    }

    /** The figure of this name. */
    Optional<Figure> figure(String name) {
        return all().filter(figure -> figure.name().equals(name)).findFirst();
    }

    /** The median of the figure of this name. */
    OptionalDouble median(String name) {
        return figure(name).stream().mapToDouble(Figure::value).findFirst();
    }

    /**
     * Medians of the figures whose names fit a pattern, by something in the name, in its order.
     *
     * @param key made of a fitting name
     */
    <K extends Comparable<K>> Map<K, Figure> byName(Pattern pattern, Function<MatchResult, K> key) {
        record Found<K>(K key, Figure figure) {}
        return all().map(figure -> {
                    Matcher matcher = pattern.matcher(figure.name());
                    return matcher.matches()
                            ? Optional.of(new Found<>(key.apply(matcher.toMatchResult()), figure))
                            : Optional.<Found<K>>empty();
                })
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Found::key))
                .collect(Collectors.toMap(Found::key, Found::figure, (one, other) -> one, LinkedHashMap::new));
    }
}
