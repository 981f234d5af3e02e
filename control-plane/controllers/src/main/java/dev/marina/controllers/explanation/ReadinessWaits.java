package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.api.Document;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A pod that runs and is not ready: a probe says no, or somebody outside has not said yes. And one that has failed as a whole, with what its node says of that.
public final class ReadinessWaits implements Waits {

    private static final int MOST_PORTS = 3;

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        if (!object.key().resource().equals(Types.PODS.groupResource())) {
            return List.of();
        }
        Document pod = Document.parse(object.bytes());
        return switch (pod.text("status", "phase")) {
            case "Failed" -> failed(pod);
            case "Running" -> new Running(snapshot, object, pod, readable).waits();
            default -> List.of();
        };
    }

    /// Evicted, preempted, lost with its node.
    private static List<ObjectNode> failed(Document pod) {
        String why = pod.text("status", "reason");
        return why.isEmpty() ? List.of() : List.of(Waits.because("PodFailed", pod.text("status", "message")).put("why", why));
    }

    private record Running(Snapshot snapshot, Stored stored, Document pod, Readable readable) {

        List<ObjectNode> waits() {
            List<ObjectNode> reasons = new ArrayList<>();
            pod.at("status", "containerStatuses").forEach(status -> {
                if (status.path("state").has("running") && !status.path("ready").asBoolean()) {
                    probe(status).ifPresent(reasons::add);
                }
            });
            pod.at("spec", "readinessGates").valueStream().map(gate -> gate.path("conditionType").asText()).filter(type -> !holds(type))
                    .forEach(type -> reasons.add(Waits.because("ReadinessGate", "its condition %s is not True, which is for others to say".formatted(type))
                            .put("condition", type)));
            return reasons;
        }

        private boolean holds(String type) {
            return pod.at("status", "conditions").valueStream()
                    .anyMatch(condition -> condition.path("type").asText().equals(type) && condition.path("status").asText().equals("True"));
        }

        /// Empty for a container without a probe that could say no.
        private Optional<ObjectNode> probe(JsonNode status) {
            String name = status.path("name").asText();
            JsonNode container = pod.at("spec", "containers").valueStream().filter(each -> each.path("name").asText().equals(name)).findFirst()
                    .orElse(Document.mapper().createObjectNode());
            String kind = container.has("startupProbe") && !status.path("started").asBoolean() ? "startupProbe" : "readinessProbe";
            if (!container.has(kind)) {
                return Optional.empty();
            }
            String word = kind.equals("startupProbe") ? "Startup" : "Readiness";
            ObjectNode reason = Waits.because(word + "ProbeFailing", said(word + " probe")).put("container", name)
                    .put("probe", asked(container.path(kind)));
            return Optional.of(Remedy.with(reason, ports(container, kind)));
        }

        /// As it was met last; in the words of the pod's node.
        private String said(String probe) {
            try (Stream<Stored> events = snapshot.image().list(Types.EVENTS.groupResource(), stored.key().namespace())) {
                return events.filter(event -> !event.opaque() && readable.may(event.key())).map(event -> Document.parse(event.bytes()))
                        .filter(event -> event.text("involvedObject", "uid").equals(stored.fields().uid()) && event.text("reason").equals("Unhealthy")
                                && event.text("message").startsWith(probe))
                        .max(Comparator.comparing(event -> event.text("lastTimestamp"))).map(event -> event.text("message"))
                        .orElse("its container runs, and its probe has not said yes");
            }
        }

        private static String asked(JsonNode probe) {
            JsonNode http = probe.path("httpGet");
            if (http.isObject()) {
                return "GET :%s%s".formatted(http.path("port").asText(), http.path("path").asText("/"));
            }
            return probe.has("tcpSocket")
                    ? "TCP :" + probe.at("/tcpSocket/port").asText()
                    : probe.has("grpc")
                            ? "gRPC :" + probe.at("/grpc/port").asText()
                            : String.join(" ", probe.at("/exec/command").valueStream().map(JsonNode::asText).toList());
        }

        /// Those that the container names, where the one that is asked is none of them.
        private List<Remedy> ports(JsonNode container, String kind) {
            String way = container.path(kind).has("httpGet") ? "httpGet" : "tcpSocket";
            JsonNode port = container.path(kind).path(way).path("port");
            List<JsonNode> named = container.path("ports").valueStream().filter(each -> Objects.equals(each.path("protocol").asText("TCP"), "TCP")).toList();
            if (port.isMissingNode() || named.isEmpty()
                    || named.stream().anyMatch(each -> each.path("name").equals(port) || each.path("containerPort").equals(port))) {
                return List.of();
            }
            Optional<TemplateOwner> owner = TemplateOwner.of(snapshot, readable, stored);
            String at = owner.map(each -> each.pointer(container.path("name").asText())).orElse("");
            return at.isEmpty()
                    ? List.of()
                    : named.stream().limit(MOST_PORTS).map(each -> Remedy.of(owner.get().stored(), owner.get().object(), "probePort",
                            "ask port %s instead of %s".formatted(target(each).asText(), port.asText())).field("from", port.asText())
                            .field("to", target(each).asText()).put("%s/%s/%s/port".formatted(at, kind, way), target(each))).toList();
        }

        private static JsonNode target(JsonNode port) {
            return port.has("name") ? TextNode.valueOf(port.path("name").asText()) : IntNode.valueOf(port.path("containerPort").asInt());
        }
    }
}
