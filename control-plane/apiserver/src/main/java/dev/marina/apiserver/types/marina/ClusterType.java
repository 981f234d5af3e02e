package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.model.Cluster;
import java.util.List;

/// A Cluster's addresses are chosen when it is made; what its audit records may change, and how its nodes carry packets.
public final class ClusterType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Cluster", "clusters").named(NameRule.DNS_LABEL)
            .strategy(new ClusterType()).status()
            .subresource("usercredentials", new GroupVersionKind("marina.dev", "v1", "UserCredentials"), "create")
            .subresource("tokenreviews", new GroupVersionKind("authentication.k8s.io", "v1", "TokenReview"), "create")
            .subresource("audit", new GroupVersionKind("audit.k8s.io", "v1", "EventList"), "get")
            .subresource("history", new GroupVersionKind("marina.dev", "v1", "PastObjectList"), "get")
            .subresource("labresults", new GroupVersionKind("learn.marina.dev", "v1", "LabResultList"), "get")
            .subresource("openedlabs", new GroupVersionKind("learn.marina.dev", "v1", "OpenedLabs"), "get", "create")
            .subresource("examruns", new GroupVersionKind("learn.marina.dev", "v1", "ExamRun"), "get", "create")
            .columns(name(), Columns.text("Phase", object -> object.text("status", "phase")),
                    Columns.text("Nodes", object -> object.at("status", "readyNodes").asInt() + "/" + object.at("status", "nodes").asInt()), age(),
                    wide("Network", ClusterType::backend), wide("Endpoint", object -> object.text("status", "endpoint")))
            .build();

    private static String backend(Document cluster) {
        String named = cluster.text("spec", "network", "backend");
        return named.isEmpty() ? Cluster.Network.VXLAN : named;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            text(spec, "podCidr", "10.244.0.0/16");
            text(spec, "serviceCidr", "10.96.0.0/16");
        });
    }

    /// Held from the first, so that nobody has to write it once more before the cluster is made.
    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.finalizers().contains(Cluster.FINALIZER)
                ? super.prepareForCreate(submitted)
                : super.prepareForCreate(submitted).edited(root -> root.withObjectProperty("metadata").withArrayProperty("finalizers").add(Cluster.FINALIZER));
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        for (String field : List.of("podCidr", "serviceCidr")) {
            String value = object.text("spec", field);
            if (IpPrefix.parse(value).filter(network -> !network.address().six()).isEmpty()) {
                errors.invalid("spec." + field, value, "must be an IPv4 network such as 10.244.0.0/16");
            }
        }
        if (object.has("spec", "fork")) {
            if (!object.text("spec", "fork", "clusterId").matches("[0-9a-f]{16}")) {
                errors.invalid("spec.fork.clusterId", object.text("spec", "fork", "clusterId"), "must be the id of a cluster");
            }
            if (!object.text("spec", "fork", "version").matches("[1-9][0-9]{0,17}")) {
                errors.invalid("spec.fork.version", object.text("spec", "fork", "version"), "must be a version of that cluster");
            }
        }
        if (object.has("spec", "backup")) {
            if (!object.text("spec", "backup").matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
                errors.invalid("spec.backup", object.text("spec", "backup"), "must be the uid of a backup");
            }
            if (object.has("spec", "fork")) {
                errors.forbidden("spec.backup", "a cluster begins with a backup or as a fork, not both");
            }
        }
        AuditRules.check(object.at("spec", "audit"), "spec.audit", errors);
        network(object, errors);
        return errors.found();
    }

    private static void network(Document object, Errors errors) {
        String backend = object.text("spec", "network", "backend");
        if (object.has("spec", "network", "backend")) {
            errors.oneOf("spec.network.backend", backend, Cluster.Network.BACKENDS.toArray(String[]::new));
        }
        if (object.has("spec", "network", "bgp") && !backend.equals(Cluster.Network.BGP)) {
            errors.forbidden("spec.network.bgp", "only the back end bgp has it; spec.network.backend is %s"
                    .formatted(backend.isEmpty() ? Cluster.Network.VXLAN : backend));
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        for (String field : List.of("podCidr", "serviceCidr", "fork", "backup")) {
            errors.immutable("spec." + field, object.at("spec", field), stored.at("spec", field));
        }
        AuditRules.check(object.at("spec", "audit"), "spec.audit", errors);
        network(object, errors);
        return errors.found();
    }
}
