package dev.marina.agent.watch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.model.ModelReading;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Reads lists and events object by object.
final class ObjectReader<T extends HasMetadata> {

    /// One for each set of fields that are passed over: what a mapper learns of a type such as Pod is large, and nodes are many.
    private static final Map<Set<String>, ObjectMapper> MAPPERS = new ConcurrentHashMap<>();

    private final Watched<T> what;
    private final ObjectMapper mapper;

    ObjectReader(Watched<T> what) {
        this.what = what;
        mapper = mapper(what.unread());
    }

    static ObjectMapper mapper(Set<String> unread) {
        return MAPPERS.computeIfAbsent(Set.copyOf(unread), fields -> {
            ObjectMapper mapper = ModelReading.mapper();
            mapper.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
            mapper.configOverride(ObjectMeta.class).setIgnorals(JsonIgnoreProperties.Value.forIgnoredProperties(fields));
            return mapper;
        });
    }

    /// What a watch tells. `object` is null for bookmarks.
    record Event<T>(String type, T object, String version) {}

    JsonParser parser(InputStream in) throws IOException {
        return mapper.createParser(in);
    }

    /// One page of a list.
    ///
    /// @return its metadata: the list's version, and how to ask for the next page
    ListMeta list(InputStream in, Consumer<T> each) throws IOException {
        ListMeta meta = new ListMeta();
        try (JsonParser json = parser(in)) {
            expect(json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                    meta = mapper.readValue(json, ListMeta.class);
                } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        each.accept(object(json));
                    }
                } else {
                    json.skipChildren();
                }
            }
            expect(json.currentToken(), JsonToken.END_OBJECT);
        }
        return meta;
    }

    private T object(JsonParser json) throws IOException {
        return what.kept().apply(mapper.readValue(json, what.type()));
    }

    /// The next event; null at the stream's end.
    Event<T> event(JsonParser json) throws IOException {
        if (json.nextToken() == null) {
            return null;
        }
        expect(json.currentToken(), JsonToken.START_OBJECT);
        Event<T> event = null;
        String type = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "type" -> type = json.getText();
                case "object" -> event = event(type, json);
                default -> json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        if (event == null) {
            throw new IOException("event without an object");
        }
        return event;
    }

    private Event<T> event(String type, JsonParser json) throws IOException {
        return switch (type) {
            case "ADDED", "MODIFIED", "DELETED" -> {
                T object = object(json);
                yield new Event<>(type, object, object.getMetadata().getResourceVersion());
            }
            case "BOOKMARK" -> new Event<>(type, null, mapper.readValue(json, JsonNode.class).path("metadata").path("resourceVersion").asText());
            case "ERROR" -> {
                JsonNode status = mapper.readValue(json, JsonNode.class);
                throw new WatchFailure(status.path("code").asInt(), status.path("message").asText());
            }
            default -> throw new IOException("event of no known type: '%s'".formatted(type));
        };
    }

    private static void expect(JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("%s expected, found %s".formatted(wanted, found));
        }
    }
}
