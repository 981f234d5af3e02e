package dev.marina.console.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.why.Actor;
import dev.marina.console.why.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What would follow, as the cluster tells it.
///
/// @param message at which limit it was stopped, where it was
/// @param changesLeftOff how many more changes there would be than are told
record Outcome(boolean complete, String message, List<Applied> manifests, List<Change> objects, List<Waits> waiting, List<Event> events,
        List<String> notAsked, List<Branch> tree, int changesLeftOff) {

    /// @param refusal the server's own words; "" where it would be applied
    record Applied(String kind, String namespace, String name, String refusal) {}

    /// What becomes of an object in the end.
    ///
    /// @param because the object whose change caused it; empty for what the manifests say
    record Change(String verb, ObjectAddress object, Actor by, Optional<ObjectAddress> because, int changes) {}

    record Waits(ObjectAddress object, List<Wait> reasons) {}

    record Event(String type, String reason, String message, String object) {}

    /// A change and all that follows from it.
    record Branch(Change change, List<Branch> followed) {}

    static Outcome of(JsonNode plan) {
        JsonNode status = plan.path("status");
        Map<String, ObjectAddress> objectOf = new HashMap<>();
        status.path("changes").forEach(change -> {
            if (change.has("object")) {
                objectOf.put(change.path("version").asText(), ObjectAddress.of(change.path("object")));
            }
        });
        List<Change> objects = status.path("objects").valueStream().map(object -> new Change(object.path("verb").asText(),
                ObjectAddress.of(object.path("object")), Actor.of(object.path("by").asText()),
                Optional.ofNullable(objectOf.get(object.path("because").asText())), object.path("changes").asInt())).toList();
        return new Outcome(status.path("complete").asBoolean(), status.path("message").asText(),
                status.path("manifests").valueStream().map(each -> new Applied(each.path("kind").asText(), each.path("namespace").asText(),
                        each.path("name").asText(), each.path("applied").asBoolean() ? "" : each.path("message").asText("?"))).toList(),
                objects,
                status.path("waiting").valueStream().map(each -> new Waits(ObjectAddress.of(each.path("object")),
                        each.path("reasons").valueStream().map(Wait::new).toList())).toList(),
                status.path("events").valueStream().map(each -> new Event(each.path("type").asText(), each.path("reason").asText(),
                        each.path("message").asText(), Wait.text(each.path("object")))).toList(),
                status.path("notAsked").valueStream().map(JsonNode::asText).toList(), tree(objects), status.path("changesLeftOff").asInt());
    }

    /// Each object below the one whose change caused it; what causes itself or each other in a ring stands at the top.
    static List<Branch> tree(List<Change> objects) {
        Map<ObjectAddress, Change> byObject = new LinkedHashMap<>();
        objects.forEach(change -> byObject.put(change.object(), change));
        Map<ObjectAddress, List<Change>> children = new HashMap<>();
        List<Change> roots = new ArrayList<>();
        for (Change change : byObject.values()) {
            Optional<ObjectAddress> cause = change.because().filter(byObject::containsKey).filter(above -> !leadsBack(change.object(), above, byObject));
            cause.ifPresentOrElse(above -> children.computeIfAbsent(above, _ -> new ArrayList<>()).add(change), () -> roots.add(change));
        }
        return roots.stream().map(root -> branch(root, children)).toList();
    }

    private static boolean leadsBack(ObjectAddress object, ObjectAddress from, Map<ObjectAddress, Change> byObject) {
        Set<ObjectAddress> seen = new HashSet<>();
        Optional<ObjectAddress> above = Optional.of(from);
        while (above.isPresent() && seen.add(above.get())) {
            if (above.get().equals(object)) {
                return true;
            }
            above = Optional.ofNullable(byObject.get(above.get())).flatMap(Change::because);
        }
        return false;
    }

    private static Branch branch(Change change, Map<ObjectAddress, List<Change>> children) {
        return new Branch(change, children.getOrDefault(change.object(), List.of()).stream().map(child -> branch(child, children)).toList());
    }
}
