package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.stream.Stream;

/// How a cluster holds up its controllers and its scheduler. Every cluster has one object for each that can be held; those that
/// do the platform's own duties have none.
public final class ControllerType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Controller", "controllers")
            .clusterScoped().strategy(new ControllerType()).status()
            .verbs(Verb.GET, Verb.LIST, Verb.WATCH, Verb.UPDATE, Verb.PATCH)
            .subresource("step", new GroupVersionKind("marina.dev", "v1", "ControllerStep"), "create")
            .subresource("queue", new GroupVersionKind("marina.dev", "v1", "ControllerQueue"), "get")
            .columns(name(), Columns.text("Phase", ControllerType::phase), Columns.number("Queued", object -> object.at("status", "queued").asLong()),
                    Columns.text("Next", ControllerType::next), age())
            .build();

    /// Those that pass a gate; a test holds this beside the controllers themselves.
    public static final List<String> NAMES = List.of("add-on", "apiservice-status", "application", "attachdetach", "bootstrap-signer", "certificate",
            "certificate-approval", "certificate-order", "cronjob", "daemonset",
            "deployment",
            "device-taint-eviction",
            "disruption",
            "endpoint",
            "endpointslice",
            "endpointslicemirroring", "ephemeral-volume", "flow-schema", "generic-garbage-collector", "horizontal-pod-autoscaler", "ingress", "job",
            "namespace",
            "persistentvolume-binder",
            "pod-garbage-collector",
            "pod-resource-claim", "priority-level", "pv-protection", "replicaset", "replication", "resource-claim", "resourcequota", "root-ca-cert-publisher",
            "scheduler", "service", "service-account",
            "service-cidr",
            "service-ip-address", "snapshot", "snapshot-class", "snapshot-group", "snapshot-group-class", "statefulset", "token-cleaner", "tokens",
            "ttl-after-finished", "vac-protection",
            "validatingadmissionpolicy-status");

    private static final int MOST_BREAKPOINTS = 100;
    private static final long MOST_DELAY_MILLIS = 60_000;

    /// As they are until somebody changes them.
    public static Stream<Document> documents() {
        return NAMES.stream().map(name -> Document.object("marina.dev/v1", "Controller").with(name, "metadata", "name"));
    }

    private static String phase(Document controller) {
        String phase = controller.text("status", "phase");
        return phase.isEmpty() ? "Running" : phase;
    }

    private static String next(Document controller) {
        JsonNode next = controller.at("status", "next");
        String namespace = next.path("namespace").asText("");
        return next.isObject()
                ? "%s %s".formatted(next.path("kind").asText(), namespace.isEmpty() ? next.path("name").asText() : namespace + "/" + next.path("name").asText())
                : "";
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            if (!spec.has("paused")) {
                spec.put("paused", false);
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (!NAMES.contains(object.name())) {
            errors.invalid("metadata.name", object.name(), "this cluster has no controller of that name that can be held up");
        }
        long delay = object.at("spec", "delayMillis").asLong();
        if (delay < 0 || delay > MOST_DELAY_MILLIS) {
            errors.invalid("spec.delayMillis", delay, "must be between 0 and %d, inclusive".formatted(MOST_DELAY_MILLIS));
        }
        JsonNode breakpoints = object.at("spec", "breakpoints");
        if (breakpoints.size() > MOST_BREAKPOINTS) {
            errors.tooMany("spec.breakpoints", breakpoints.size(), MOST_BREAKPOINTS);
        }
        for (int i = 0; i < breakpoints.size(); i++) {
            JsonNode breakpoint = breakpoints.get(i);
            if (Stream.of("kind", "namespace", "name").allMatch(field -> breakpoint.path(field).asText("").isEmpty())) {
                errors.required("spec.breakpoints[%d]".formatted(i), "a kind, a namespace or a name");
            }
        }
        return errors.found();
    }
}
