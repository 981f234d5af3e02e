package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What would help against a wait, as a patch. Blocks: it reads the objects that would be changed.
record Remedies(ClusterApi api, ObjectAddress object) {

    /// For a change that the scheduler found. Empty where no object that can be changed says what is in the way.
    Optional<Remedy> of(JsonNode change) throws IOException {
        if (change.path("constraint").asText().equals("unschedulable")) {
            String node = change.path("onNodes").path(0).asText();
            return node.isEmpty() ? Optional.empty() : Optional.of(PodChange.uncordon(api.read("/api/v1/nodes/" + node)));
        }
        JsonNode pod = api.read("/api/v1/namespaces/%s/pods/%s".formatted(object.namespace(), object.name()));
        return Owner.of(api, pod).flatMap(owner -> PodChange.of(owner, change));
    }

    /// Whether something of one click is known against it.
    static boolean known(Wait wait) {
        return heldUp(wait).isPresent();
    }

    /// Lets a controller go on.
    Optional<Remedy> of(Wait wait) throws IOException {
        String fault = wait.field("fault");
        if (!fault.isEmpty()) {
            String broken = "/apis/marina.dev/v1/faults/" + fault;
            return Optional.of(new Remedy(new ObjectAddress("marina.dev", "faults", "", fault), broken,
                    Remedy.edit(api.read(broken)).add("/spec/undone", BooleanNode.TRUE).patch()));
        }
        Optional<String> controller = heldUp(wait);
        if (controller.isEmpty()) {
            return Optional.empty();
        }
        String path = "/apis/marina.dev/v1/controllers/" + controller.get();
        JsonNode present = api.read(path);
        Remedy.Edit edit = Remedy.edit(present);
        if (present.path("spec").path("paused").asBoolean()) {
            edit.replace("/spec/paused", BooleanNode.FALSE);
        }
        if (!present.path("spec").path("breakpoints").isEmpty()) {
            edit.remove("/spec/breakpoints");
        }
        if (present.path("spec").path("delayMillis").asInt() > 0) {
            edit.remove("/spec/delayMillis");
        }
        return Optional.of(new Remedy(new ObjectAddress("marina.dev", "controllers", "", controller.get()), path, edit.patch()));
    }

    private static Optional<String> heldUp(Wait wait) {
        return switch (wait.reason()) {
            case "ControllerHeldUp", "ControllerSlowed" -> Optional.of(wait.field("controller"));
            case "SchedulerHeldUp", "SchedulerSlowed" -> Optional.of("scheduler");
            default -> Optional.empty();
        };
    }

    /// What the cluster proposes as a patch, the smallest first.
    static List<JsonNode> proposed(Wait wait) {
        return wait.data().path("remedies").valueStream().filter(one -> one.path("patch").isArray() && one.path("path").asText().startsWith("/api")).limit(10)
                .toList();
    }

    /// @param proposed one of these
    static Remedy ready(JsonNode proposed) {
        JsonNode object = proposed.path("object");
        String resource = object.path("resource").asText();
        int dot = resource.indexOf('.');
        ObjectAddress address = new ObjectAddress(dot < 0 ? "" : resource.substring(dot + 1), dot < 0 ? resource : resource.substring(0, dot),
                object.path("namespace").asText(), object.path("name").asText());
        return new Remedy(address, proposed.path("path").asText(), (ArrayNode) proposed.path("patch"));
    }

    /// The changes to offer, the smallest first.
    static List<JsonNode> changes(Wait wait) {
        return wait.data().path("changes").valueStream().limit(10).toList();
    }
}
