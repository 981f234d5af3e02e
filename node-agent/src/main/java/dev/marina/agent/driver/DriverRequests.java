package dev.marina.agent.driver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.pod.PodVolumes.NotYet;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretReference;
import io.fabric8.kubernetes.api.model.storage.TokenRequest;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What goes to a driver beside the volume itself, gathered from the cluster's API.
final class DriverRequests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKENS = "csi.storage.k8s.io/serviceAccount.tokens";
    private static final long TOKEN_SECONDS = 3600;

    private final PodApi api;
    private final String node;

    DriverRequests(PodApi api, String node) {
        this.api = api;
        this.node = node;
    }

    DriverRules rules(String driver) {
        return DriverRules.of(api.csiDriver(driver));
    }

    /// What the attacher left for the node. Throws [NotYet] while it is not attached: whoever attaches tells of that.
    Map<String, String> attached(WantedVolume volume, DriverRules rules) {
        if (volume.ephemeral() || !rules.attaches()) {
            return Map.of();
        }
        String name = volume.attachment(node);
        VolumeAttachment attachment = api.attachment(name).filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> new NotYet("volume %s waits for its volume attachment %s".formatted(volume.handle(), name)));
        VolumeAttachmentStatus status = Optional.ofNullable(attachment.getStatus()).filter(said -> Boolean.TRUE.equals(said.getAttached()))
                .orElseThrow(() -> new NotYet("volume %s is not attached for volume attachment %s".formatted(volume.handle(), name)));
        return Objects.requireNonNullElse(status.getAttachmentMetadata(), Map.of());
    }

    Map<String, String> secrets(Optional<SecretReference> named, String what) {
        if (named.isEmpty()) {
            return Map.of();
        }
        Secret secret = api.secret(named.get().getNamespace(), named.get().getName()).orElseThrow(() -> new MountFailure(
                "fetching %s %s/%s failed: secret not found".formatted(what, named.get().getNamespace(), named.get().getName())));
        Map<String, String> plain = new HashMap<>();
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                .forEach((key, value) -> plain.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return plain;
    }

    /// The volume's attributes, and of the pod what the driver's object asks for. pkg/volume/csi/csi_mounter.go
    Map<String, String> context(Pod pod, WantedVolume volume, DriverRules rules, Map<String, String> tokens) {
        Map<String, String> context = new HashMap<>(volume.attributes());
        if (rules.podInfo()) {
            context.put("csi.storage.k8s.io/pod.name", pod.getMetadata().getName());
            context.put("csi.storage.k8s.io/pod.namespace", pod.getMetadata().getNamespace());
            context.put("csi.storage.k8s.io/pod.uid", pod.getMetadata().getUid());
            context.put("csi.storage.k8s.io/serviceAccount.name", serviceAccount(pod));
            context.put("csi.storage.k8s.io/ephemeral", Boolean.toString(volume.ephemeral()));
        }
        if (!rules.tokensInSecrets()) {
            context.putAll(tokens);
        }
        return context;
    }

    /// Of the pod's service account, one for each audience that the driver's object names; each the pod's own.
    Map<String, String> tokens(Pod pod, DriverRules rules) {
        if (rules.tokens().isEmpty()) {
            return Map.of();
        }
        ObjectNode all = JSON.createObjectNode();
        for (TokenRequest request : rules.tokens()) {
            String audience = Objects.requireNonNullElse(request.getAudience(), "");
            PodApi.Token token = api.serviceAccountToken(pod, serviceAccount(pod), Optional.of(audience).filter(named -> !named.isEmpty()),
                    Objects.requireNonNullElse(request.getExpirationSeconds(), TOKEN_SECONDS));
            all.putObject(audience).put("token", token.value()).put("expirationTimestamp", token.expires().toString());
        }
        return Map.of(TOKENS, all.toString());
    }

    private static String serviceAccount(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "default");
    }
}
