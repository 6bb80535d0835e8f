package io.reverseip.bench.tableservice;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query's {@code $filter}: what passes it, and between which keys that can stand.
 *
 * @param from no entity before it passes
 * @param to no entity from it on passes; empty: there is no such
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities">Querying tables and entities</a>
 */
record Filter(Predicate<Entity> predicate, EntityStore.Position from, Optional<EntityStore.Position> to) {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:([()])|((?:datetime|guid|binary|X)?'(?:[^']|'')*')|(-?\\d[\\d.eE+-]*L?)|([A-Za-z_][A-Za-z0-9_]*))");

    /** Passes everything. */
    static final Filter NONE = new Filter(entity -> true, new EntityStore.Position("", ""), Optional.empty());

    static Filter of(String text) {
        return new Parser(text).filter();
    }

    private enum Operator {
        EQ,
        NE,
        GT,
        GE,
        LT,
        LE;

        boolean holds(int comparison) {
            return switch (this) {
                case EQ -> comparison == 0;
                case NE -> comparison != 0;
                case GT -> comparison > 0;
                case GE -> comparison >= 0;
                case LT -> comparison < 0;
                case LE -> comparison <= 0;
            };
        }
    }

    /** What the conditions that are joined by {@code and} say of the keys. */
    private static final class Bounds {
        private String partition;
        private String partitionFrom = "";
        private Optional<String> partitionTo = Optional.empty();
        private String rowFrom = "";
        private Optional<String> rowTo = Optional.empty();

        void add(String name, Operator operator, String value) {
            if (name.equals("PartitionKey")) {
                switch (operator) {
                    case EQ -> partition = value;
                    case GE, GT -> partitionFrom = later(partitionFrom, value);
                    case LT -> partitionTo = earlier(partitionTo, value);
                    case LE -> partitionTo = earlier(partitionTo, after(value));
                    case NE -> {}
                }
            } else if (name.equals("RowKey")) {
                switch (operator) {
                    case EQ -> {
                        rowFrom = later(rowFrom, value);
                        rowTo = earlier(rowTo, after(value));
                    }
                    case GE, GT -> rowFrom = later(rowFrom, value);
                    case LT -> rowTo = earlier(rowTo, value);
                    case LE -> rowTo = earlier(rowTo, after(value));
                    case NE -> {}
                }
            }
        }

        private static String later(String one, String other) {
            return one.compareTo(other) >= 0 ? one : other;
        }

        private static Optional<String> earlier(Optional<String> one, String other) {
            return one.filter(text -> text.compareTo(other) <= 0).or(() -> Optional.of(other));
        }

        /** The first key after this one. */
        private static String after(String key) {
            return key + '\u0001';
        }

        EntityStore.Position from() {
            return partition == null
                    ? new EntityStore.Position(partitionFrom, "")
                    : new EntityStore.Position(partition, rowFrom);
        }

        Optional<EntityStore.Position> to() {
            return partition == null
                    ? partitionTo.map(key -> new EntityStore.Position(key, ""))
                    : Optional.of(rowTo.map(key -> new EntityStore.Position(partition, key))
                            .orElseGet(() -> new EntityStore.Position(after(partition), "")));
        }
    }

    /** By recursive descent: {@code or} under {@code and} under {@code not} under comparisons and brackets. */
    private static final class Parser {
        private final String text;
        private final List<String> tokens = new ArrayList<>();
        private final Bounds bounds = new Bounds();
        private int at;

        /** Depth of {@code or}, {@code not}: a condition below one says nothing of all entities. */
        private int alternatives;

        Parser(String text) {
            this.text = text;
            Matcher matcher = TOKEN.matcher(text);
            int end = 0;
            while (matcher.find() && matcher.start() == end) {
                tokens.add(matcher.group().strip());
                end = matcher.end();
            }
            if (!text.substring(end).isBlank() || tokens.isEmpty()) {
                throw invalid();
            }
        }

        private ServiceError.Raised invalid() {
            return ServiceError.INVALID_INPUT.raised("This $filter cannot be read: " + text);
        }

        Filter filter() {
            alternatives = tokens.contains("or") || tokens.contains("not") ? 1 : 0;
            Predicate<Entity> predicate = or();
            if (at != tokens.size()) {
                throw invalid();
            }
            return new Filter(predicate, bounds.from(), bounds.to());
        }

        private boolean take(String token) {
            boolean there = at < tokens.size() && tokens.get(at).equals(token);
            if (there) {
                at++;
            }
            return there;
        }

        private String next() {
            if (at == tokens.size()) {
                throw invalid();
            }
            return tokens.get(at++);
        }

        private Predicate<Entity> or() {
            Predicate<Entity> left = and();
            while (take("or")) {
                left = left.or(and());
            }
            return left;
        }

        private Predicate<Entity> and() {
            Predicate<Entity> left = not();
            while (take("and")) {
                left = left.and(not());
            }
            return left;
        }

        private Predicate<Entity> not() {
            return take("not") ? not().negate() : operand();
        }

        private Predicate<Entity> operand() {
            if (take("(")) {
                Predicate<Entity> inside = or();
                if (!take(")")) {
                    throw invalid();
                }
                return inside;
            }
            return comparison();
        }

        private Predicate<Entity> comparison() {
            String name = next();
            Operator operator;
            try {
                operator = Operator.valueOf(next().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw invalid();
            }
            Comparable<?> literal = literal(next());
            if (alternatives == 0 && literal instanceof String key) {
                bounds.add(name, operator, key);
            }
            return entity -> entity.property(name)
                    .flatMap(property -> compare(property, literal))
                    .filter(operator::holds)
                    .isPresent();
        }

        private Comparable<?> literal(String token) {
            try {
                if (token.endsWith("'")) {
                    int quote = token.indexOf('\'');
                    String inside =
                            token.substring(quote + 1, token.length() - 1).replace("''", "'");
                    return switch (token.substring(0, quote)) {
                        case "binary", "X" ->
                            Base64.getEncoder().encodeToString(HexFormat.of().parseHex(inside));
                        case "datetime" ->
                            Entity.time(
                                    Entity.ticks(OffsetDateTime.parse(inside).toInstant()));
                        default -> inside;
                    };
                }
                return switch (token) {
                    case "true", "false" -> Boolean.valueOf(token);
                    default -> Double.valueOf(token.endsWith("L") ? token.substring(0, token.length() - 1) : token);
                };
            } catch (IllegalArgumentException | DateTimeException e) {
                throw invalid();
            }
        }

        /** Empty where the types do not match: such an entity does not pass. */
        private static Optional<Integer> compare(Property property, Comparable<?> literal) {
            Object value = property.value();
            return switch (literal) {
                case String text when value instanceof String own -> Optional.of(own.compareTo(text));
                case String text
                when value instanceof byte[] own ->
                    Optional.of(Base64.getEncoder().encodeToString(own).equals(text) ? 0 : 1);
                case Boolean flag when value instanceof Boolean own -> Optional.of(own.compareTo(flag));
                case Double number
                when value instanceof Number own -> Optional.of(Double.compare(own.doubleValue(), number));
                default -> Optional.empty();
            };
        }
    }
}
