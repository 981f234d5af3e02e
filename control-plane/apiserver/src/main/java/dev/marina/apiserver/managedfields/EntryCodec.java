package dev.marina.apiserver.managedfields;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.fieldset.FieldsV1;
import dev.marina.apiserver.managedfields.ManagerKey.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The wire form of entries. Sets of fields stay text both ways.
final class EntryCodec {

    private static final String FIELDS_TYPE = "FieldsV1";
    private static final byte[] NO_FIELDS = "{}".getBytes(StandardCharsets.US_ASCII);

    private EntryCodec() {}

    /// @param json what [#write] wrote
    static List<ManagedEntry> read(byte[] json) {
        List<ManagedEntry> entries = new ArrayList<>();
        try (JsonParser parser = Document.mapper().getFactory().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                entries.add(entry(parser, json));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("stored managed fields cannot be read", e);
        }
        return List.copyOf(entries);
    }

    private static ManagedEntry entry(JsonParser parser, byte[] json) throws IOException {
        String manager = "";
        String operation = "";
        String apiVersion = "";
        String time = "";
        String subresource = "";
        byte[] fields = NO_FIELDS;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "manager" -> manager = parser.getText();
                case "operation" -> operation = parser.getText();
                case "apiVersion" -> apiVersion = parser.getText();
                case "time" -> time = parser.getText();
                case "subresource" -> subresource = parser.getText();
                case "fieldsV1" -> {
                    int start = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    fields = Arrays.copyOfRange(json, start, (int) parser.currentLocation().getByteOffset());
                }
                default -> parser.skipChildren();
            }
        }
        return entry(manager, operation.equals(Operation.APPLY.wire()) ? Operation.APPLY : Operation.UPDATE, apiVersion, time, subresource, fields);
    }

    private static ManagedEntry entry(String manager, Operation operation, String apiVersion, String time, String subresource, byte[] fields) {
        ManagerKey key = new ManagerKey(manager, operation, operation == Operation.APPLY ? "" : apiVersion, subresource);
        return new ManagedEntry(key, apiVersion, time, OwnedFields.encoded(fields));
    }

    static byte[] write(List<ManagedEntry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = Document.mapper().getFactory().createGenerator(out)) {
            generator.writeStartArray();
            for (ManagedEntry entry : entries) {
                generator.writeStartObject();
                text(generator, "manager", entry.key().name());
                text(generator, "operation", entry.key().operation().wire());
                text(generator, "apiVersion", entry.apiVersion());
                text(generator, "time", entry.time());
                text(generator, "fieldsType", FIELDS_TYPE);
                generator.writeFieldName("fieldsV1");
                generator.writeRawValue(new String(entry.fields().json(), StandardCharsets.UTF_8));
                text(generator, "subresource", entry.key().subresource());
                generator.writeEndObject();
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("managed fields could not be written", e);
        }
        return out.toByteArray();
    }

    private static void text(JsonGenerator generator, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            generator.writeStringField(name, value);
        }
    }

    /// What a client sent; empty where any of it cannot be read.
    static Optional<List<ManagedEntry>> checked(JsonNode array) {
        List<ManagedEntry> entries = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            Optional<Operation> operation = Arrays.stream(Operation.values()).filter(known -> known.wire().equals(node.path("operation").asText())).findFirst();
            JsonNode fields = node.path("fieldsV1");
            boolean readable = operation.isPresent() && !node.path("apiVersion").asText().isEmpty() && node.path("fieldsType").asText().equals(FIELDS_TYPE);
            if (!readable) {
                return Optional.empty();
            }
            byte[] json = fields.isMissingNode() || fields.isNull() ? NO_FIELDS : fields.toString().getBytes(StandardCharsets.UTF_8);
            ManagedEntry entry = entry(node.path("manager").asText(), operation.get(), node.path("apiVersion").asText(), node.path("time").asText(),
                    node.path("subresource").asText(), json);
            try {
                entries.add(entry.with(entry.fields().set()));
            } catch (FieldsV1.Malformed e) {
                // As upstream: an entry that cannot be read is as if none had been sent.
                return Optional.empty();
            }
        }
        return Optional.of(entries);
    }
}
