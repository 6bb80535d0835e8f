package io.reverseip.bench.tableservice;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** What is answered to a request. */
record Answer(int status, Map<String, String> headers, byte[] body) {
    static final String JSON = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8";

    /** Without a body. */
    static Answer empty(int status, Map<String, String> headers) {
        return new Answer(status, headers, new byte[0]);
    }

    static Answer json(int status, Map<String, String> headers, JsonBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = EntityJson.generator(bytes)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", JSON);
        return new Answer(status, all, bytes.toByteArray());
    }

    interface JsonBody {
        void write(JsonGenerator json) throws IOException;
    }

    static Answer error(ServiceError error, String message) {
        return json(error.status(), Map.of("x-ms-error-code", error.code()), json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("odata.error");
            json.writeStringField("code", error.code());
            json.writeObjectFieldStart("message");
            json.writeStringField("lang", "en-US");
            json.writeStringField("value", message);
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}
