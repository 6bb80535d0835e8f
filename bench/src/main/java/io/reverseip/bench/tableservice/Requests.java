package io.reverseip.bench.tableservice;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.bench.tableservice.EntityStore.Change;
import io.reverseip.bench.tableservice.EntityStore.Page;
import io.reverseip.bench.tableservice.EntityStore.Position;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Understands the table service's requests. Thread-safe. */
final class Requests {
    private static final int MAX_CHANGES = 100;
    private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{2,62}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EntityStore store;

    Requests(EntityStore store) {
        this.store = store;
    }

    /** @throws ServiceError.Raised if the request makes no sense */
    Command command(Account account, Target target, HttpServerRequest request, byte[] body) {
        String method = request.method().name();
        return switch (target.resource()) {
            case "Tables" -> tables(account.name(), target, method, request, body);
            case "$batch" -> batch(account.name(), method, request, body);
            case "" -> throw ServiceError.NOT_IMPLEMENTED.raised();
            default ->
                target.isEntity()
                        ? entity(account.name(), target, method, request, body)
                        : entities(account.name(), target, method, request, body);
        };
    }

    private Command tables(String account, Target target, String method, HttpServerRequest request, byte[] body) {
        return switch (method) {
            case "GET" -> Command.reading(() -> listTables(account, request));
            case "POST" -> {
                String name = tableName(body);
                yield Command.reading(() -> {
                    store.createTable(account, name);
                    return created(request, json -> {
                        json.writeStartObject();
                        json.writeStringField("TableName", name);
                        json.writeEndObject();
                    });
                });
            }
            case "DELETE" -> {
                String name = target.name().orElseThrow(ServiceError.INVALID_INPUT::raised);
                yield Command.reading(() -> {
                    store.deleteTable(account, name);
                    return Answer.empty(204, Map.of());
                });
            }
            default -> throw ServiceError.UNSUPPORTED_VERB.raised();
        };
    }

    private static String tableName(byte[] body) {
        String name;
        try {
            name = JSON.readTree(body).path("TableName").asText();
        } catch (IOException e) {
            throw ServiceError.INVALID_INPUT.raised("The body is no JSON.");
        }
        if (!TABLE_NAME.matcher(name).matches() || name.equalsIgnoreCase("tables")) {
            throw ServiceError.INVALID_RESOURCE_NAME.raised();
        }
        return name;
    }

    private static Answer created(HttpServerRequest request, Answer.JsonBody body) {
        return "return-no-content".equals(request.getHeader("Prefer"))
                ? Answer.empty(204, Map.of("Preference-Applied", "return-no-content"))
                : Answer.json(201, Map.of(), body);
    }

    private Answer listTables(String account, HttpServerRequest request) {
        String from = Optional.ofNullable(request.getParam("NextTableName"))
                .map(Requests::decoded)
                .orElse("");
        Filter filter = filter(request);
        int limit = limit(request);
        List<String> found = store.tables(account, from).stream()
                .filter(name -> filter.predicate()
                        .test(new Entity("", "", 0, List.of(new Property("TableName", EdmType.STRING, name)))))
                .limit(limit + 1L)
                .toList();
        Map<String, String> headers =
                found.size() > limit ? Map.of("x-ms-continuation-NextTableName", encoded(found.getLast())) : Map.of();
        return Answer.json(200, headers, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("value");
            for (String name : found.subList(0, Math.min(limit, found.size()))) {
                json.writeStartObject();
                json.writeStringField("TableName", name);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static Filter filter(HttpServerRequest request) {
        String text = request.getParam("$filter");
        return text == null || text.isBlank() ? Filter.NONE : Filter.of(text);
    }

    private static int limit(HttpServerRequest request) {
        String top = request.getParam("$top");
        try {
            int limit = top == null ? EntityStore.MAX_PAGE : Integer.parseInt(top);
            if (limit > 0 && limit <= EntityStore.MAX_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw ServiceError.INVALID_INPUT.raised("$top is from 1 to 1000.");
    }

    /** Continuation tokens are opaque to clients, and say how long they are. */
    private static String encoded(String key) {
        String base64 = Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        return "1!" + base64.length() + "!" + base64;
    }

    private static String decoded(String token) {
        try {
            return new String(
                    Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('!') + 1)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ServiceError.INVALID_INPUT.raised("The continuation token is none of ours.");
        }
    }

    private Command entity(String account, Target target, String method, HttpServerRequest request, byte[] body) {
        if (method.equals("GET")) {
            return Command.reading(() -> {
                Entity found = store.find(
                                account,
                                target.resource(),
                                target.partitionKey().orElseThrow(),
                                target.rowKey().orElseThrow())
                        .orElseThrow(ServiceError.RESOURCE_NOT_FOUND::raised);
                return Answer.json(
                        200,
                        Map.of("ETag", found.etag()),
                        json -> EntityJson.write(json, found, selected(request), metadata(request)));
            });
        }
        return changing(
                account,
                target,
                change(target, method, Optional.ofNullable(request.getHeader("If-Match")), body, 0, body.length));
    }

    private Command changing(String account, Target target, Change change) {
        return Command.changing(change, () -> {
            store.change(account, target.resource(), List.of(change));
            return Answer.empty(
                    204,
                    change.kind() == Change.Kind.DELETE
                            ? Map.of()
                            : Map.of("ETag", change.entity().etag()));
        });
    }

    private Change change(Target target, String method, Optional<String> ifMatch, byte[] body, int offset, int length) {
        Change.Kind kind = switch (method) {
            case "POST" -> Change.Kind.INSERT;
            case "PUT" -> Change.Kind.REPLACE;
            case "MERGE", "PATCH" -> Change.Kind.MERGE;
            case "DELETE" -> Change.Kind.DELETE;
            default -> throw ServiceError.UNSUPPORTED_VERB.raised();
        };
        long timestamp = store.timestamp();
        if (kind != Change.Kind.DELETE) {
            return new Change(
                    kind,
                    EntityJson.read(body, offset, length, target.partitionKey(), target.rowKey(), timestamp),
                    ifMatch);
        }
        Entity gone = new Entity(
                target.partitionKey().orElseThrow(ServiceError.INVALID_INPUT::raised),
                target.rowKey().orElseThrow(ServiceError.INVALID_INPUT::raised),
                timestamp,
                List.of());
        return new Change(
                kind,
                gone,
                Optional.of(ifMatch.orElseThrow(() -> ServiceError.INVALID_INPUT.raised("DELETE needs If-Match."))));
    }

    private Command entities(String account, Target target, String method, HttpServerRequest request, byte[] body) {
        return switch (method) {
            case "GET" -> Command.querying(() -> query(account, target.resource(), request));
            case "POST" -> {
                Change change = change(target, method, Optional.empty(), body, 0, body.length);
                yield Command.changing(change, () -> {
                    store.change(account, target.resource(), List.of(change));
                    return created(
                            request, json -> EntityJson.write(json, change.entity(), Set.of(), metadata(request)));
                });
            }
            default -> throw ServiceError.UNSUPPORTED_VERB.raised();
        };
    }

    private Answer query(String account, String table, HttpServerRequest request) {
        Filter filter = filter(request);
        Position from = Optional.ofNullable(request.getParam("NextPartitionKey"))
                .map(key -> new Position(
                        decoded(key),
                        Optional.ofNullable(request.getParam("NextRowKey"))
                                .map(Requests::decoded)
                                .orElse("")))
                .orElse(filter.from());
        Page page = store.page(account, table, from, filter.to(), filter.predicate(), limit(request));
        Map<String, String> headers = new HashMap<>();
        page.next().ifPresent(next -> {
            headers.put("x-ms-continuation-NextPartitionKey", encoded(next.partitionKey()));
            headers.put("x-ms-continuation-NextRowKey", encoded(next.rowKey()));
        });
        Set<String> selected = selected(request);
        boolean metadata = metadata(request);
        return Answer.json(200, headers, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("value");
            for (Entity entity : page.entities()) {
                EntityJson.write(json, entity, selected, metadata);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static Set<String> selected(HttpServerRequest request) {
        String names = request.getParam("$select");
        return names == null || names.isBlank()
                ? Set.of()
                : Arrays.stream(names.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private static boolean metadata(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        String format = request.getParam("$format");
        return (format == null ? String.valueOf(accept) : format).indexOf("nometadata") < 0;
    }

    private Command batch(String account, String method, HttpServerRequest request, byte[] body) {
        if (!method.equals("POST")) {
            throw ServiceError.UNSUPPORTED_VERB.raised();
        }
        List<BatchBody.Part> parts = BatchBody.parts(
                body, Optional.ofNullable(request.getHeader("Content-Type")).orElse(""));
        if (parts.isEmpty()) {
            throw ServiceError.INVALID_INPUT.raised("The batch is empty.");
        }
        String table = Target.of(parts.getFirst().address()).resource();
        List<Change> changes = new ArrayList<>(parts.size());
        Set<String> rows = new HashSet<>();
        int index = 0;
        try {
            store.requireTable(account, table);
            for (BatchBody.Part part : parts) {
                Change change = change(part, table, body);
                changes.add(change);
                requireAllowed(index, change.entity(), changes.getFirst().entity(), rows);
                index++;
            }
        } catch (ServiceError.Raised e) {
            int failed = index;
            return new Command("", 0, true, false, () -> BatchAnswer.failed(failed, e.error(), e.getMessage()));
        }
        return new Command(changes.getFirst().entity().partitionKey(), changes.size(), true, false, () -> {
            try {
                store.change(account, table, changes);
                return BatchAnswer.committed(
                        changes.size(), changes.getLast().entity().etag());
            } catch (EntityStore.Rejected e) {
                return BatchAnswer.failed(e.index(), e.error(), e.getMessage());
            }
        });
    }

    private Change change(BatchBody.Part part, String table, byte[] body) {
        Target target = Target.of(part.address());
        if (!target.resource().equals(table)) {
            throw ServiceError.INVALID_INPUT.raised("A batch is of one table.");
        }
        return change(target, part.method(), part.header("if-match"), body, part.bodyOffset(), part.bodyLength());
    }

    private static void requireAllowed(int index, Entity entity, Entity first, Set<String> rows) {
        if (index >= MAX_CHANGES) {
            throw ServiceError.INVALID_INPUT.raised("A batch has at most 100 changes.");
        }
        if (!entity.partitionKey().equals(first.partitionKey())) {
            throw ServiceError.BATCH_OF_SEVERAL_PARTITIONS.raised();
        }
        if (!rows.add(entity.rowKey())) {
            throw ServiceError.DUPLICATE_ROW.raised();
        }
    }
}
