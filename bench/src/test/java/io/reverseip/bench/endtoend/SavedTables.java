package io.reverseip.bench.endtoend;

import com.azure.data.tables.TableServiceClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableItem;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All tables of an account as text: one line of JSON per entity, with the type of each property, ordered by table and keys. Times at which
 * entities were written and ETags are left out.
 */
final class SavedTables {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TABLE = "table";
    private static final String PARTITION = "partition";
    private static final String ROW = "row";
    private static final String PROPERTIES = "properties";
    private static final Set<String> OF_THE_SERVICE = Set.of("PartitionKey", "RowKey", "Timestamp");

    private SavedTables() {}

    static List<String> save(TableServiceClient service) {
        return service.listTables().stream()
                .map(TableItem::getName)
                .sorted()
                .flatMap(table -> service.getTableClient(table).listEntities().stream()
                        .sorted(Comparator.comparing(TableEntity::getPartitionKey)
                                .thenComparing(TableEntity::getRowKey))
                        .map(entity -> line(table, entity)))
                .toList();
    }

    private static String line(String table, TableEntity entity) {
        ObjectNode line = JSON.createObjectNode()
                .put(TABLE, table)
                .put(PARTITION, entity.getPartitionKey())
                .put(ROW, entity.getRowKey());
        ObjectNode properties = line.putObject(PROPERTIES);
        new TreeMap<>(entity.getProperties()).forEach((name, value) -> {
            if (!OF_THE_SERVICE.contains(name) && !name.contains("odata.")) {
                write(properties.putObject(name), value);
            }
        });
        return line.toString();
    }

    private static void write(ObjectNode target, Object value) {
        switch (value) {
            case String text -> target.put("String", text);
            case Integer number -> target.put("Int32", number);
            case Long number -> target.put("Int64", number);
            case Boolean flag -> target.put("Boolean", flag);
            case byte[] bytes -> target.put("Binary", Base64.getEncoder().encodeToString(bytes));
            case OffsetDateTime time -> target.put("DateTime", time.toString());
            default -> throw new IllegalArgumentException("A property of type " + value.getClass());
        }
    }

    /** Creates the tables and their entities in an account. */
    static void load(Stream<String> lines, TableServiceClient service) throws Exception {
        Map<String, Map<String, List<TableTransactionAction>>> tables = new TreeMap<>();
        for (String line : (Iterable<String>) lines::iterator) {
            JsonNode saved = JSON.readTree(line);
            String partition = saved.get(PARTITION).asText();
            TableEntity entity = new TableEntity(partition, saved.get(ROW).asText());
            for (Iterator<Map.Entry<String, JsonNode>> all =
                            saved.get(PROPERTIES).fields();
                    all.hasNext(); ) {
                Map.Entry<String, JsonNode> property = all.next();
                entity.addProperty(property.getKey(), read(property.getValue()));
            }
            tables.computeIfAbsent(saved.get(TABLE).asText(), absent -> new TreeMap<>())
                    .computeIfAbsent(partition, absent -> new ArrayList<>())
                    .add(new TableTransactionAction(TableTransactionActionType.CREATE, entity));
        }
        tables.forEach((table, partitions) -> {
            service.createTable(table);
            partitions.values().forEach(service.getTableClient(table)::submitTransaction);
        });
    }

    private static Object read(JsonNode typed) {
        String type = typed.fieldNames().next();
        JsonNode value = typed.get(type);
        return switch (type) {
            case "String" -> value.asText();
            case "Int32" -> value.asInt();
            case "Int64" -> value.asLong();
            case "Boolean" -> value.asBoolean();
            case "Binary" -> Base64.getDecoder().decode(value.asText());
            case "DateTime" -> OffsetDateTime.parse(value.asText());
            default -> throw new IllegalArgumentException("A property of type " + type);
        };
    }
}
