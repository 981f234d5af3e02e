package dev.marina.apiserver.fork;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.ObjectKey;
import dev.marina.api.token.BootstrapToken;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What becomes of an object of the origin in a fork. It keeps its uid, because owners, selectors of jobs and much that people wrote name it; what is
/// bound to the origin's nodes, volumes or addresses, or proves there who somebody is, stays behind.
///
/// A new cluster that begins with a backup takes its objects likewise.
///
/// @param fork the cluster that they come into
/// @param uids for those that get another one
/// @param claims that come back
public record ForkedObject(BuiltinMachinery types, ClusterId fork, Supplier<String> uids, RestoredClaims claims) {

    private static final String CLAIMS = "persistentvolumeclaims";

    public ForkedObject(BuiltinMachinery types, ClusterId fork, Supplier<String> uids) {
        this(types, fork, uids, RestoredClaims.NONE);
    }

    /// Of nodes and what is attached to them, of volumes, whose content no history has, of who leads, and what is told of all that. What the
    /// platform says of itself is made anew. An exam is written where it began.
    private static final Set<String> LEFT_BEHIND = Set.of("nodes", "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io",
            "csistoragecapacities.storage.k8s.io", "persistentvolumes", "persistentvolumeclaims",
            "volumesnapshots.snapshot.storage.k8s.io", "volumesnapshotcontents.snapshot.storage.k8s.io",
            "volumegroupsnapshots.groupsnapshot.storage.k8s.io", "volumegroupsnapshotcontents.groupsnapshot.storage.k8s.io", "resourceslices.resource.k8s.io",
            "resourceclaims.resource.k8s.io", "leases.coordination.k8s.io", "leasecandidates.coordination.k8s.io", "events", "events.events.k8s.io",
            "certificatesigningrequests.certificates.k8s.io", "controllers.marina.dev", "clocks.marina.dev", "nodecomponents.marina.dev",
            "faults.marina.dev", "examruns.learn.marina.dev");
    /// Made anew in every cluster, with what is its own.
    private static final Set<String> MADE_ANEW = Set.of("kube-root-ca.crt", "extension-apiserver-authentication");
    private static final List<String> BY_CONTROLLER = List.of("endpointslice.kubernetes.io/managed-by", "endpoints.kubernetes.io/managed-by");
    private static final String ACCOUNT_TOKEN = "kubernetes.io/service-account-token";
    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    public Optional<Mutation.Put> of(Stored origin) {
        String type = origin.key().resource().toString();
        if (type.equals(CLAIMS) && claims.has(origin.key().namespace(), origin.key().name())) {
            return Optional.of(changed(origin, Document.parse(origin.bytes()), root -> claims.unbind(root, uids.get())));
        }
        if (LEFT_BEHIND.contains(type)) {
            return Optional.empty();
        }
        Document object = Document.parse(origin.bytes());
        return switch (type) {
            case "pods" -> pod(origin, object);
            case "secrets" -> secret(origin, object);
            case "configmaps" -> MADE_ANEW.contains(origin.key().name()) ? Optional.empty() : Optional.of(same(origin, object));
            case "endpoints", "endpointslices.discovery.k8s.io" ->
                BY_CONTROLLER.stream().anyMatch(origin.fields().labels()::containsKey) ? Optional.empty() : Optional.of(same(origin, object));
            case "services", "ingresses.networking.k8s.io" -> Optional.of(changed(origin, object, root -> root.putObject("status").putObject("loadBalancer")));
            case "serviceaccounts" -> Optional.of(changed(origin, object, root -> root.remove("secrets")));
            // Tools know a cluster by the uid of this namespace.
            case "namespaces" -> Optional.of(origin.key().name().equals("kube-system")
                    ? changed(origin, object, root -> root.withObjectProperty("metadata").put("uid", uids.get()))
                    : same(origin, object));
            default -> Optional.of(same(origin, object));
        };
    }

    /// Those of controllers are made anew by these. Another waits for a node, unless it has done its work.
    private Optional<Mutation.Put> pod(Stored origin, Document pod) {
        boolean controlled = pod.ownerReferences().stream().anyMatch(Document.OwnerReference::controller);
        boolean mirrored = pod.at("metadata", "annotations").has("kubernetes.io/config.mirror");
        if (controlled || mirrored || origin.fields().terminating() || FINISHED.contains(pod.text("status", "phase"))) {
            return Optional.empty();
        }
        return Optional.of(changed(origin, pod, root -> {
            root.withObjectProperty("metadata").put("uid", uids.get());
            root.withObjectProperty("spec").remove("nodeName");
            root.putObject("status").put("phase", "Pending").put("qosClass", pod.text("status", "qosClass"));
        }));
    }

    /// A bootstrap token would be good in the origin for whoever reads it here; an account's token is made anew with the fork's own key.
    private Optional<Mutation.Put> secret(Stored origin, Document secret) {
        return switch (secret.text("type")) {
            case BootstrapToken.TYPE -> Optional.empty();
            case ACCOUNT_TOKEN -> Optional.of(changed(origin, secret, root -> root.remove("data")));
            default -> Optional.of(same(origin, secret));
        };
    }

    private Mutation.Put same(Stored origin, Document object) {
        return new Mutation.Put(key(origin), Encoding.encode(object), origin.fields());
    }

    private Mutation.Put changed(Stored origin, Document object, Consumer<ObjectNode> change) {
        Document changed = object.edited(change);
        return Encoding.put(types.definition(GroupVersionKind.of(object.apiVersion(), object.kind())), key(origin), changed);
    }

    private ObjectKey key(Stored origin) {
        return new ObjectKey(fork, origin.key().resource(), origin.key().namespace(), origin.key().name());
    }
}
