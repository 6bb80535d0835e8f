package io.reverseip.lookupapi.lookup;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** A hit as {@code text/plain}: the address alone, without a newline, as a program would compare or store it. */
@Provider
@Produces(MediaType.TEXT_PLAIN)
final class BareAddressWriter implements MessageBodyWriter<FoundAddress> {
    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == FoundAddress.class;
    }

    @Override
    public void writeTo(
            FoundAddress found,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream body)
            throws IOException {
        body.write(found.ip().getBytes(StandardCharsets.US_ASCII));
    }
}
