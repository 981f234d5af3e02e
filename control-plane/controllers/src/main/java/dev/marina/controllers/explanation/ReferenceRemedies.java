package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.api.Document;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A container that cannot be made because a ConfigMap, a Secret or a key in one is missing: another object of the namespace that has what is asked for, another
/// key that the object has, or going without. Said of the template that the pod was made of; what a pod itself asks for cannot be changed.
record ReferenceRemedies(Snapshot snapshot, Readable readable, TemplateOwner owner) {

    private static final int MOST = 3;

    /// Empty where the pod was made of no template that can be changed.
    static List<Remedy> find(Snapshot snapshot, Readable readable, Stored pod, String container) {
        return TemplateOwner.of(snapshot, readable, pod).map(owner -> new ReferenceRemedies(snapshot, readable, owner).of(container)).orElse(List.of());
    }

    private List<Remedy> of(String container) {
        List<Remedy> remedies = new ArrayList<>();
        String at = owner.pointer(container);
        JsonNode one = owner.object().root().at(at);
        for (int i = 0; !at.isEmpty() && i < one.path("env").size(); i++) {
            key(one.path("env").get(i).path("valueFrom"), "%s/env/%d/valueFrom".formatted(at, i), remedies);
        }
        for (int i = 0; !at.isEmpty() && i < one.path("envFrom").size(); i++) {
            whole(one.path("envFrom").get(i), "%s/envFrom/%d".formatted(at, i), remedies);
        }
        return remedies;
    }

    private void key(JsonNode from, String pointer, List<Remedy> remedies) {
        reference(from, pointer, "configMapKeyRef", Types.CONFIG_MAPS, remedies);
        reference(from, pointer, "secretKeyRef", Types.SECRETS, remedies);
    }

    private void whole(JsonNode from, String pointer, List<Remedy> remedies) {
        reference(from, pointer, "configMapRef", Types.CONFIG_MAPS, remedies);
        reference(from, pointer, "secretRef", Types.SECRETS, remedies);
    }

    private void reference(JsonNode from, String pointer, String field, ResourceType<?> type, List<Remedy> remedies) {
        JsonNode reference = from.path(field);
        if (!reference.isObject() || reference.path("optional").asBoolean()) {
            return;
        }
        String name = reference.path("name").asText();
        String key = reference.path("key").asText("");
        Optional<Stored> found = snapshot.stored(type.key(snapshot.cluster(), owner.stored().key().namespace(), name)).filter(each -> !each.opaque());
        if (found.isPresent() && !readable.may(found.get().key())) {
            // whether that is what is missing is nothing for who may not see it
            return;
        }
        Optional<List<String>> keys = found.map(ReferenceRemedies::keys);
        if (keys.isPresent() && (key.isEmpty() || keys.get().contains(key))) {
            return;
        }
        String at = pointer + "/" + field;
        String what = type.kind() + " " + name + (key.isEmpty() ? "" : " (" + key + ")");
        if (keys.isPresent()) {
            keys.get().stream().limit(MOST).forEach(other -> remedies.add(remedy("referenceKey",
                    "take key %s of %s %s instead of %s".formatted(other, type.kind(), name, key)).field("what", type.kind() + " " + name)
                    .field("from", key).field("to", other).put(at + "/key", TextNode.valueOf(other))));
        } else {
            others(type, key).limit(MOST).forEach(other -> remedies.add(remedy("referenceName",
                    "take %s %s instead of %s".formatted(type.kind(), other, name)).field("what", what).field("to", other)
                    .put(at + "/name", TextNode.valueOf(other))));
        }
        remedies.add(remedy("optional", "go without " + what).field("what", what).put(at + "/optional", BooleanNode.TRUE));
    }

    private Remedy remedy(String change, String message) {
        return Remedy.of(owner.stored(), owner.object(), change, message);
    }

    private static List<String> keys(Stored found) {
        Document document = Document.parse(found.bytes());
        return Stream.of("data", "binaryData").flatMap(field -> document.at(field).propertyStream()).map(entry -> entry.getKey()).sorted().toList();
    }

    /// Those that have the key, or any where a whole object is asked for.
    private Stream<String> others(ResourceType<?> type, String key) {
        try (Stream<Stored> all = snapshot.image().list(type.groupResource(), owner.stored().key().namespace())) {
            return all.filter(found -> !found.opaque() && readable.may(found.key()) && (key.isEmpty() ? !cluster(found) : keys(found).contains(key)))
                    .map(found -> found.key().name()).sorted().toList().stream();
        }
    }

    /// What the cluster itself lays into every namespace.
    private static boolean cluster(Stored found) {
        return found.key().name().equals("kube-root-ca.crt");
    }
}
