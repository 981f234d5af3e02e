package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.console.cluster.ObjectAddress;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Optional;

/// Makes a patch of a change that the scheduler found would give a pod a node. Empty where the object does not say it: admission may have added
/// it to the pod, or a set's claims make the volume.
final class PodChange {

    private static final java.util.Set<String> OVERCOMMITTED = java.util.Set.of("cpu", "memory", "ephemeral-storage");

    private final Owner owner;
    private final JsonNode change;
    private final Remedy.Edit edit;
    private final String spec;

    private PodChange(Owner owner, JsonNode change) {
        this.owner = owner;
        this.change = change;
        this.edit = Remedy.edit(owner.object());
        this.spec = owner.podSpec();
    }

    /// @param change as an explanation tells it
    static Optional<Remedy> of(Owner owner, JsonNode change) {
        PodChange made = new PodChange(owner, change);
        String resized = owner.pod() && change.path("constraint").asText().equals("requests") ? "/resize" : "";
        return made.edited() ? Optional.of(new Remedy(owner.address(), owner.path() + resized, made.edit.patch())) : Optional.empty();
    }

    /// Lets pods onto a node again.
    static Remedy uncordon(JsonNode node) {
        String name = node.path("metadata").path("name").asText();
        return new Remedy(new ObjectAddress("", "nodes", "", name), "/api/v1/nodes/" + name,
                Remedy.edit(node).replace("/spec/unschedulable", BooleanNode.FALSE).patch());
    }

    private boolean edited() {
        return switch (change.path("constraint").asText()) {
            case "nodeSelector" -> removed("/nodeSelector/" + Remedy.part(change.path("key").asText()));
            case "nodeAffinity" -> removed("/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution");
            case "podAffinity", "podAntiAffinity" -> removed("/affinity/%s/requiredDuringSchedulingIgnoredDuringExecution/%d"
                    .formatted(change.path("constraint").asText(), change.path("index").asInt()));
            case "topologySpreadConstraints" -> removed("/topologySpreadConstraints/" + change.path("index").asInt());
            case "hostPort" -> hostPort();
            case "volumes" -> volume();
            case "tolerations" -> toleration();
            case "requests" -> requests();
            default -> false;
        };
    }

    private boolean removed(String below) {
        if (!edit.has(spec + below)) {
            return false;
        }
        edit.remove(spec + below);
        return true;
    }

    private boolean hostPort() {
        JsonNode containers = owner.spec().path("containers");
        for (int i = 0; i < containers.size(); i++) {
            JsonNode ports = containers.get(i).path("ports");
            for (int j = 0; j < ports.size() && containers.get(i).path("name").equals(change.path("container")); j++) {
                if (ports.get(j).path("hostPort").asInt() == change.path("hostPort").asInt()) {
                    return removed("/containers/%d/ports/%d/hostPort".formatted(i, j));
                }
            }
        }
        return false;
    }

    /// With its mounts, without which a pod is not valid.
    private boolean volume() {
        int volume = index(owner.spec().path("volumes"), change.path("volume").asText());
        if (volume < 0) {
            return false;
        }
        for (String list : java.util.List.of("initContainers", "containers")) {
            JsonNode containers = owner.spec().path(list);
            for (int i = 0; i < containers.size(); i++) {
                // From the last on: each removal moves those behind it.
                for (int j = containers.get(i).path("volumeMounts").size() - 1; j >= 0; j--) {
                    if (containers.get(i).path("volumeMounts").get(j).path("name").equals(change.path("volume"))) {
                        removed("/%s/%d/volumeMounts/%d".formatted(list, i, j));
                    }
                }
            }
        }
        return removed("/volumes/" + volume);
    }

    private static int index(JsonNode list, String name) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path("name").asText().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean toleration() {
        ObjectNode toleration = JsonNodeFactory.instance.objectNode().put("key", change.path("key").asText());
        if (change.path("value").asText().isEmpty()) {
            toleration.put("operator", "Exists");
        } else {
            toleration.put("operator", "Equal").put("value", change.path("value").asText());
        }
        toleration.put("effect", change.path("effect").asText());
        if (edit.has(spec + "/tolerations")) {
            edit.add(spec + "/tolerations/-", toleration);
        } else {
            edit.add(spec + "/tolerations", JsonNodeFactory.instance.arrayNode().add(toleration));
        }
        return true;
    }

    /// Takes what is too much from the container that asks for most. What init containers ask for counts by itself.
    private boolean requests() {
        String resource = change.path("resource").asText();
        BigDecimal to = amount(change.path("to").asText());
        BigDecimal less = amount(change.path("from").asText()).subtract(to);
        JsonNode containers = owner.spec().path("containers");
        int largest = -1;
        for (int i = 0; i < containers.size(); i++) {
            if (largest < 0 || request(containers.get(i), resource).compareTo(request(containers.get(largest), resource)) > 0) {
                largest = i;
            }
        }
        if (largest < 0 || request(containers.get(largest), resource).compareTo(less) < 0 || !edit.has(pointer("containers", largest, "requests", resource))) {
            return false;
        }
        lower("containers", largest, resource, request(containers.get(largest), resource).subtract(less));
        JsonNode init = owner.spec().path("initContainers");
        for (int i = 0; i < init.size(); i++) {
            if (request(init.get(i), resource).compareTo(to) > 0) {
                lower("initContainers", i, resource, to);
            }
        }
        return true;
    }

    private void lower(String list, int index, String resource, BigDecimal amount) {
        TextNode text = TextNode.valueOf(text(resource, amount));
        edit.replace(pointer(list, index, "requests", resource), text);
        String limit = pointer(list, index, "limits", resource);
        if (!OVERCOMMITTED.contains(resource) && edit.has(limit)) {
            edit.replace(limit, text);
        }
    }

    private String pointer(String list, int index, String of, String resource) {
        return "%s/%s/%d/resources/%s/%s".formatted(spec, list, index, of, Remedy.part(resource));
    }

    private static BigDecimal request(JsonNode container, String resource) {
        String text = container.path("resources").path("requests").path(resource).asText();
        return text.isEmpty() ? BigDecimal.ZERO : amount(text);
    }

    private static BigDecimal amount(String quantity) {
        return Quantity.getAmountInBytes(new Quantity(quantity));
    }

    private static String text(String resource, BigDecimal amount) {
        return resource.equals("cpu") ? amount.movePointRight(3).toBigInteger() + "m" : amount.toBigInteger().toString();
    }
}
