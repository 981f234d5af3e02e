package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Field numbers, names and kinds of every message: most as the build read them from the release's descriptors, and those of which the
/// client's library has no descriptors, as the generated.proto of their group has them: apiregistration.k8s.io (kube-aggregator),
/// apidiscovery.k8s.io, metrics.k8s.io.
final class WireForms {

    private static final String OWN = "/dev/marina/apiserver/protobuf/";
    private static final List<String> RESOURCES = List.of("/dev/marina/schemas/wire.json", OWN + "aggregator.json", OWN + "discovery.json",
            OWN + "metrics.json");
    private static final Map<String, Fields> MESSAGES = read();
    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    /// Before group, version and kind.
    private static final List<String> PLACES = List.of("k8s.io.api.", "k8s.io.apiextensions_apiserver.pkg.apis.", "k8s.io.kube_aggregator.pkg.apis.",
            "k8s.io.metrics.pkg.apis.");
    /// `k8s.io.api.rbac.v1.Role` by `rbac.v1.Role`.
    private static final Map<String, String> BY_KIND = MESSAGES.keySet().stream().flatMap(name -> PLACES.stream().filter(name::startsWith)
            .map(place -> Map.entry(name.substring(place.length()), name))).collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private WireForms() {}

    /// @param kind of protobuf: string, bytes, bool, int32, int64, double, message …
    /// @param message the message's name, or ""
    /// @param always whether it is written even where it is empty
    record Field(int number, String name, String kind, String message, Shape shape, boolean always) {}

    /// @param inOrder as they are written
    private record Fields(Map<Integer, Field> byNumber, List<Field> inOrder) {
        static Fields of(List<Field> fields) {
            return new Fields(fields.stream().collect(Collectors.toUnmodifiableMap(Field::number, field -> field)),
                    fields.stream().sorted(Comparator.comparingInt(Field::number)).toList());
        }
    }

    enum Shape {
        SINGLE, REPEATED, MAP, INLINE
    }

    /// `k8s.io.api.rbac.v1.Role` for rbac.authorization.k8s.io/v1; options such as DeleteOptions are spoken in any group.
    static Optional<String> messageOf(GroupVersionKind kind) {
        int dot = kind.group().indexOf('.');
        String group = kind.group().isEmpty() ? "core" : dot < 0 ? kind.group() : kind.group().substring(0, dot);
        boolean released = dot < 0 || kind.group().endsWith(".k8s.io");
        String own = released ? BY_KIND.get(group + '.' + kind.version() + '.' + kind.kind()) : null;
        return Optional.ofNullable(own).or(() -> Optional.of(META + kind.kind()).filter(MESSAGES::containsKey));
    }

    static Set<String> names() {
        return MESSAGES.keySet();
    }

    static Map<Integer, Field> fields(String message) {
        return require(message).byNumber();
    }

    static List<Field> inOrder(String message) {
        return require(message).inOrder();
    }

    private static Fields require(String message) {
        Fields fields = MESSAGES.get(message);
        if (fields == null) {
            throw new IllegalStateException("no message is named " + message);
        }
        return fields;
    }

    private static Map<String, Fields> read() {
        Map<String, Fields> messages = new HashMap<>();
        RESOURCES.forEach(resource -> read(resource, messages));
        return Map.copyOf(messages);
    }

    private static void read(String resource, Map<String, Fields> messages) {
        try (InputStream in = WireForms.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource %s is not on the class path".formatted(resource));
            }
            for (Map.Entry<String, JsonNode> message : Document.mapper().readTree(in).properties()) {
                messages.put(message.getKey(),
                        Fields.of(message.getValue().properties().stream().map(field -> field(Integer.parseInt(field.getKey()), field.getValue())).toList()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("resource %s cannot be read".formatted(resource), e);
        }
    }

    private static Field field(int number, JsonNode entry) {
        Set<String> flags = entry.valueStream().skip(3).map(JsonNode::asText).collect(Collectors.toSet());
        Shape shape = Stream.of(Shape.REPEATED, Shape.MAP, Shape.INLINE).filter(each -> flags.contains(each.name().toLowerCase(Locale.ROOT))).findFirst()
                .orElse(Shape.SINGLE);
        return new Field(number, entry.path(0).asText(), entry.path(1).asText(), entry.path(2).asText(), shape, flags.contains("always"));
    }
}
