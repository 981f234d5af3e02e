package dev.marina.controlplane.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.plan.Planned;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/// Writes into a copy as who asks, with what they may do.
final class Asker {

    private final ClusterCopy copy;
    private final String namespace;
    private final ClusterClient client;
    private final Call call;

    /// @param namespace of manifests that name none
    Asker(ClusterCopy copy, Identity who, String namespace) {
        this.copy = copy;
        this.namespace = namespace;
        this.client = copy.server().clientOf(who);
        this.call = new Call(copy.cluster(), who.user(), Cause.request("plan"));
    }

    /// As `kubectl apply --server-side --force-conflicts` does; answers what became of it.
    Planned.Applied apply(Document manifest) {
        String place = manifest.namespace().isEmpty() ? namespace : manifest.namespace();
        boolean generated = manifest.name().isEmpty();
        String name = generated ? manifest.text("metadata", "generateName") : manifest.name();
        try {
            copy.expense().require();
            ServedKind kind = kind(manifest.apiVersion(), manifest.kind());
            Document placed = kind.namespaced() ? manifest.with(place, "metadata", "namespace") : manifest;
            Document result = generated
                    ? client.create(call, kind.resource(), placed)
                    : client.patch(call, kind.resource(), placed.namespace(), name, "", PatchType.APPLY, placed.without("metadata", "managedFields").bytes());
            return new Planned.Applied(manifest.apiVersion(), manifest.kind(), placed.namespace(), result.name(), result.text("metadata", "resourceVersion"),
                    Optional.empty());
        } catch (StatusException e) {
            return new Planned.Applied(manifest.apiVersion(), manifest.kind(), manifest.namespace(), name, "", Optional.of(e.getMessage()));
        }
    }

    void patch(ServedKind kind, String place, String name, boolean merge, byte[] patch) {
        copy.expense().require();
        client.patch(call, kind.resource(), kind.namespaced() ? place : "", name, "", merge ? PatchType.MERGE : PatchType.JSON, patch);
    }

    void delete(ServedKind kind, String place, String name) {
        copy.expense().require();
        client.delete(call, kind.resource(), kind.namespaced() ? place : "", name,
                Document.object("v1", "DeleteOptions").with("Background", "propagationPolicy"));
    }

    void cordon(String node) {
        copy.expense().require();
        ObjectNode patch = Document.mapper().createObjectNode();
        patch.putObject("spec").put("unschedulable", true);
        client.patch(call, Types.NODES.resource(), "", node, "", PatchType.MERGE, Document.of(patch).bytes());
    }

    void evict(Pod pod) {
        copy.expense().require();
        String place = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        client.createSub(call, Types.PODS.resource(), place, name, "eviction",
                Document.object("policy/v1", "Eviction").with(name, "metadata", "name").with(place, "metadata", "namespace"));
    }

    /// The type that is named, in the version that is named.
    ServedKind kind(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        ServedKind found = copy.server().reads().kind(copy.cluster(), group, kind).orElseThrow(() -> new StatusException(404, "NotFound",
                "no matches for kind \"%s\" in version \"%s\"".formatted(kind, apiVersion), StatusException.Details.NONE));
        return new ServedKind(new GroupVersionResource(group, apiVersion.substring(slash + 1), found.resource().resource()), found.namespaced(),
                found.scales());
    }
}
