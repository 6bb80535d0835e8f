package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import com.fasterxml.jackson.dataformat.csv.CsvSchema.ColumnType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.reverseip.lookupapi.lookup.FoundAddress;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** How answers are written, one after the other. */
enum AnswerFormat {
    /** A JSON object on each line. */
    NDJSON(Bulk.NDJSON) {
        @Override
        Sink open(OutputStream stream) throws IOException {
            return new Sink(JSON_WRITER.withRootValueSeparator("\n").writeValues(stream), stream, "\n");
        }
    },
    /** One array of objects. */
    JSON(MediaType.APPLICATION_JSON) {
        @Override
        Sink open(OutputStream stream) throws IOException {
            return new Sink(JSON_WRITER.writeValuesAsArray(stream), stream, "");
        }
    },
    /** A header and a row each (RFC 4180, but with LF). Of matches there are the addresses, with blanks between them. */
    CSV(Bulk.CSV) {
        @Override
        Sink open(OutputStream stream) throws IOException {
            return new Sink(CSV_WRITER.writeValues(stream), stream, "");
        }
    };

    private static final ObjectWriter JSON_WRITER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build()
            .writer();
    private static final ObjectWriter CSV_WRITER = csvWriter();

    private final MediaType mediaType;

    AnswerFormat(String mediaType) {
        this.mediaType = MediaType.valueOf(mediaType);
    }

    MediaType mediaType() {
        return mediaType;
    }

    /** Begins to write; the stream is not closed. */
    abstract Sink open(OutputStream stream) throws IOException;

    private static ObjectWriter csvWriter() {
        CsvMapper mapper = CsvMapper.builder()
                .addModule(new Jdk8Module())
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
                // The numbers of a summary: they are in its detail, too.
                .enable(JsonGenerator.Feature.IGNORE_UNKNOWN)
                .addModule(new SimpleModule().addSerializer(FoundAddress.class, new AddressAlone()))
                .build();
        CsvSchema schema = CsvSchema.builder()
                .addColumn("line", ColumnType.NUMBER)
                .addColumn("outcome")
                .addColumn("sha256")
                .addColumn("ip")
                .addColumn("dataset")
                .addColumn("detail")
                .addArrayColumn("matches", " ")
                .addColumn("expectedByChance", ColumnType.NUMBER)
                .build()
                .withHeader();
        return mapper.writer(schema);
    }

    /** A cell has no room for more. */
    private static final class AddressAlone extends StdSerializer<FoundAddress> {
        private static final long serialVersionUID = 1;

        AddressAlone() {
            super(FoundAddress.class);
        }

        @Override
        public void serialize(FoundAddress found, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeString(found.ip());
        }
    }

    /** Takes answers. Belongs to one thread at a time. */
    static final class Sink implements AutoCloseable {
        private final SequenceWriter values;
        private final OutputStream stream;
        private final String end;
        private boolean any;

        private Sink(SequenceWriter values, OutputStream stream, String end) {
            this.values = values;
            this.stream = stream;
            this.end = end;
        }

        void write(BulkRecord record) throws IOException {
            values.write(record);
            any = true;
        }

        /** Sends what was written so far on its way. */
        void flush() throws IOException {
            values.flush();
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            values.close();
            if (any) {
                stream.write(end.getBytes(StandardCharsets.US_ASCII));
            }
            stream.flush();
        }
    }
}
