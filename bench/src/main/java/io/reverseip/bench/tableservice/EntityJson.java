package io.reverseip.bench.tableservice;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Entities as the table service's JSON. Read by a streaming parser: this is where the service spends most of its time.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations">Payload format</a>
 */
final class EntityJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String TYPE = "@odata.type";

    private EntityJson() {}

    /** A JSON value whose type is not known before the whole entity is read. */
    private record Raw(JsonToken token, String text) {}

    /** Keys that are not in the body come from the address. */
    static Entity read(
            byte[] body,
            int offset,
            int length,
            Optional<String> partitionKey,
            Optional<String> rowKey,
            long timestamp) {
        Map<String, EdmType> types = new HashMap<>(4);
        Map<String, Object> values = new HashMap<>(4);
        List<String> names = new ArrayList<>(2);
        String partition = partitionKey.orElse(null);
        String row = rowKey.orElse(null);
        try (JsonParser parser = JSON.createParser(body, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ServiceError.INVALID_INPUT.raised("The body is no JSON object.");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (!token.isScalarValue()) {
                    throw ServiceError.INVALID_INPUT.raised("The value of '" + name + "' is no scalar.");
                }
                switch (name) {
                    case "PartitionKey" -> partition = key(partition, parser.getText());
                    case "RowKey" -> row = key(row, parser.getText());
                    default -> {
                        if (name.endsWith(TYPE)) {
                            types.put(name.substring(0, name.length() - TYPE.length()), type(parser.getText()));
                        } else if (!name.startsWith("odata.")
                                && !name.equals("Timestamp")
                                && token != JsonToken.VALUE_NULL) {
                            Object value = token == JsonToken.VALUE_STRING && types.get(name) == EdmType.BINARY
                                    ? parser.getBinaryValue()
                                    : new Raw(token, parser.getText());
                            if (values.put(name, value) != null) {
                                throw ServiceError.DUPLICATE_PROPERTIES.raised();
                            }
                            names.add(name);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw ServiceError.INVALID_INPUT.raised("The body is no JSON.");
        }
        if (partition == null || row == null) {
            throw ServiceError.PROPERTIES_NEED_VALUE.raised();
        }
        List<Property> properties = new ArrayList<>(names.size());
        for (String name : names) {
            properties.add(property(name, types.get(name), values.get(name)));
        }
        Entity entity = new Entity(partition, row, timestamp, properties);
        entity.check();
        return entity;
    }

    private static String key(String fromAddress, String fromBody) {
        if (fromAddress != null && !fromAddress.equals(fromBody)) {
            throw ServiceError.INVALID_INPUT.raised("The keys of the address and of the body differ.");
        }
        return fromBody;
    }

    private static EdmType type(String text) {
        return EdmType.of(text).orElseThrow(() -> ServiceError.INVALID_INPUT.raised("There is no type " + text + "."));
    }

    private static Property property(String name, EdmType annotated, Object value) {
        if (value instanceof byte[] bytes) {
            return new Property(name, EdmType.BINARY, bytes);
        }
        Raw raw = (Raw) value;
        EdmType type = annotated == null ? inferred(raw.token()) : annotated;
        try {
            return new Property(name, type, typed(type, raw.text()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw ServiceError.INVALID_INPUT.raised("The value of '" + name + "' is no " + type.text() + ".");
        }
    }

    private static EdmType inferred(JsonToken token) {
        return switch (token) {
            case VALUE_TRUE, VALUE_FALSE -> EdmType.BOOLEAN;
            case VALUE_NUMBER_INT -> EdmType.INT32;
            case VALUE_NUMBER_FLOAT -> EdmType.DOUBLE;
            default -> EdmType.STRING;
        };
    }

    private static Object typed(EdmType type, String text) {
        return switch (type) {
            case STRING -> text;
            case BINARY -> Base64.getDecoder().decode(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case INT32 -> Integer.valueOf(text);
            case INT64 -> Long.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case DATE_TIME -> {
                Instant instant = OffsetDateTime.parse(text).toInstant();
                yield Entity.time(Entity.ticks(instant));
            }
            case GUID -> UUID.fromString(text).toString();
        };
    }

    /** @param selected the properties to write; empty for all */
    static void write(JsonGenerator json, Entity entity, Set<String> selected, boolean metadata) throws IOException {
        json.writeStartObject();
        if (metadata) {
            json.writeStringField("odata.etag", entity.etag());
        }
        for (String name : List.of("PartitionKey", "RowKey", "Timestamp")) {
            if (selected.isEmpty() || selected.contains(name)) {
                write(json, entity.property(name).orElseThrow(), metadata && !name.equals("Timestamp"));
            }
        }
        for (Property property : entity.properties()) {
            if (selected.isEmpty() || selected.contains(property.name())) {
                write(json, property, metadata);
            }
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Property property, boolean metadata) throws IOException {
        if (metadata && property.type().isAnnotated()) {
            json.writeStringField(property.name() + TYPE, property.type().text());
        }
        json.writeFieldName(property.name());
        switch (property.type()) {
            case BINARY -> json.writeBinary((byte[]) property.value());
            case BOOLEAN -> json.writeBoolean((Boolean) property.value());
            case INT32 -> json.writeNumber((Integer) property.value());
            case DOUBLE -> json.writeNumber((Double) property.value());
            case INT64 -> json.writeString(property.value().toString());
            case STRING, DATE_TIME, GUID -> json.writeString((String) property.value());
        }
    }

    static JsonGenerator generator(OutputStream out) throws IOException {
        return JSON.createGenerator(out);
    }
}
