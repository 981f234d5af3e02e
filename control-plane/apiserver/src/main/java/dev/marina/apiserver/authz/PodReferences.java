package dev.marina.apiserver.authz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ParsedCache;
import dev.marina.store.Stored;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which pods are on a node, and which objects these name.
final class PodReferences {

    private static final GroupResource PODS = new GroupResource("", "pods");

    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");
    private static final String CLAIM = "persistentvolumeclaims/";

    private final ParsedCache<References> references = new ParsedCache<>(20_000, PodReferences::references);
    private final ParsedCache<String> bound = new ParsedCache<>(20_000, claim -> claim.text("spec", "volumeName"));
    private final ParsedCache<VolumeSecrets> secrets = new ParsedCache<>(20_000, PodReferences::secrets);

    /// Secrets with which a driver's volume is put in place on a node, as `namespace/name`.
    ///
    /// @param claim whose volume it is, likewise
    private record VolumeSecrets(String claim, Set<String> named) {}

    /// Objects in the pod's namespace that a pod names, as `resource/name`.
    private record References(Set<String> named) {}

    /// True for a pod that is not there: whoever asks learns that.
    static boolean onNode(String node, Target.Resource target, ClusterView view) {
        return view.image().find(new ObjectKey(view.cluster(), PODS, target.namespace(), target.name()))
                .map(pod -> node.equals(pod.fields().selectable().get("spec.nodeName"))).orElse(true);
    }

    boolean named(String node, Target.Resource target, ClusterView view) {
        return named(node, target.namespace(), target.resource().resource() + "/" + target.name(), view);
    }

    /// @param wanted as `resource/name`
    boolean named(String node, String namespace, String wanted, ClusterView view) {
        try (Stream<Stored> pods = view.image().listByField(PODS, namespace, "spec.nodeName", node)) {
            return pods.anyMatch(pod -> references.get(pod).named().contains(wanted));
        }
    }

    /// Whether a volume that a pod of the node's claims names the secret. pkg/auth/nodeidentifier: node <- pod <- pvc <- pv <- secret
    boolean namedByVolumes(String node, Target.Resource target, ClusterView view) {
        String wanted = target.namespace() + "/" + target.name();
        try (Stream<Stored> pods = view.image().listByField(PODS, "", "spec.nodeName", node)) {
            return pods.anyMatch(pod -> references.get(pod).named().stream().filter(named -> named.startsWith(CLAIM) && !named.equals(CLAIM))
                    .anyMatch(claim -> ofClaim(pod.key().namespace(), claim.substring(CLAIM.length()), view).contains(wanted)));
        }
    }

    private Set<String> ofClaim(String namespace, String name, ClusterView view) {
        return view.image().find(new ObjectKey(view.cluster(), CLAIMS, namespace, name)).filter(claim -> !claim.opaque()).map(bound::get)
                .filter(volume -> !volume.isEmpty()).flatMap(volume -> view.image().find(new ObjectKey(view.cluster(), VOLUMES, "", volume)))
                .filter(volume -> !volume.opaque()).map(secrets::get).filter(volume -> volume.claim.equals(namespace + "/" + name)).map(VolumeSecrets::named)
                .orElse(Set.of());
    }

    private static VolumeSecrets secrets(Document volume) {
        Set<String> named = new HashSet<>();
        for (String reference : List.of("nodeStageSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef")) {
            JsonNode secret = volume.at("spec", "csi", reference);
            named.add(secret.path("namespace").asText() + "/" + secret.path("name").asText());
        }
        return new VolumeSecrets(volume.text("spec", "claimRef", "namespace") + "/" + volume.text("spec", "claimRef", "name"), Set.copyOf(named));
    }

    private static References references(Document pod) {
        Set<String> named = new HashSet<>();
        JsonNode spec = pod.at("spec");
        named.add("serviceaccounts/" + spec.path("serviceAccountName").asText("default"));
        spec.path("imagePullSecrets").forEach(secret -> named.add("secrets/" + secret.path("name").asText()));
        spec.path("volumes").forEach(volume -> {
            named.add("secrets/" + volume.path("secret").path("secretName").asText());
            named.add("configmaps/" + volume.path("configMap").path("name").asText());
            named.add(CLAIM + volume.path("persistentVolumeClaim").path("claimName").asText());
            if (volume.has("ephemeral")) {
                named.add(CLAIM + pod.name() + "-" + volume.path("name").asText());
            }
            named.add("secrets/" + volume.path("csi").path("nodePublishSecretRef").path("name").asText());
            volume.path("projected").path("sources").forEach(source -> {
                named.add("secrets/" + source.path("secret").path("name").asText());
                named.add("configmaps/" + source.path("configMap").path("name").asText());
            });
        });
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            spec.path(list).forEach(container -> {
                container.path("env").forEach(variable -> {
                    named.add("secrets/" + variable.path("valueFrom").path("secretKeyRef").path("name").asText());
                    named.add("configmaps/" + variable.path("valueFrom").path("configMapKeyRef").path("name").asText());
                });
                container.path("envFrom").forEach(source -> {
                    named.add("secrets/" + source.path("secretRef").path("name").asText());
                    named.add("configmaps/" + source.path("configMapRef").path("name").asText());
                });
            });
        }
        return new References(Set.copyOf(named));
    }
}
