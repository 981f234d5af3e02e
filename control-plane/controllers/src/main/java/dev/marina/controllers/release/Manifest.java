package dev.marina.controllers.release;

import dev.marina.api.Document;
import dev.marina.model.Application;
import dev.marina.model.Application.Applied;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// An object that a source has made.
record Manifest(Document object) {

    private static final String KEEP = "helm.sh/resource-policy";
    /// What others need comes first; all that is not named comes last. helm.sh/helm/v3 pkg/releaseutil/kind_sorter.go, InstallOrder
    private static final List<String> ORDER = List.of("PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodDisruptionBudget",
            "ServiceAccount", "Secret", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole",
            "ClusterRoleBinding", "Role", "RoleBinding", "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
            "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService", "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration");
    static final Comparator<Manifest> FIRST_NEEDED = Comparator.comparingInt(Manifest::rank).thenComparing(manifest -> manifest.object.kind())
            .thenComparing(manifest -> manifest.object.name());

    private static int rank(Manifest manifest) {
        int rank = ORDER.indexOf(manifest.object.kind());
        return rank < 0 ? ORDER.size() : rank;
    }

    /// Whether it stays when it is not wanted any more.
    boolean keep() {
        return "keep".equals(object.annotations().get(KEEP)) || object.kind().equals("CustomResourceDefinition");
    }

    /// As the status has it.
    ///
    /// @param namespace "" for none
    Applied entry(String namespace) {
        return new Applied(object.apiVersion(), object.kind(), namespace.isEmpty() ? null : namespace, object.name(), keep() ? true : null, "Pending", null);
    }

    /// With marks that say whose it is.
    static Document marked(Document object, Application application) {
        return object.without("status").edited(root -> {
            root.withObjectProperty("metadata").withObjectProperty("labels").put(Application.LABEL, application.getMetadata().getName());
            root.withObjectProperty("metadata").withObjectProperty("annotations").put(Application.OWNER, owner(application));
        });
    }

    /// What is kept of it where it was applied.
    Document kept(Application application) {
        Document marked = marked(object, application);
        if (!object.kind().equals("Secret") || !object.has("stringData")) {
            return marked;
        }
        return marked.without("stringData").edited(root -> object.at("stringData").properties().forEach(text -> root.withObjectProperty("data")
                .put(text.getKey(), Base64.getEncoder().encodeToString(text.getValue().asText().getBytes(StandardCharsets.UTF_8)))));
    }

    String name() {
        return "%s %s".formatted(object.kind(), object.name());
    }

    static String owner(Application application) {
        return application.getMetadata().getNamespace() + "/" + application.getMetadata().getName();
    }
}
