package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerImages.Login;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A cluster's API in memory: remembers what the node tells it, answers what the test put in.
public final class RecordingPodApi implements PodApi {

    public final List<String> events = new CopyOnWriteArrayList<>();
    /// Of what was written, in its order.
    public final List<String> causes = new CopyOnWriteArrayList<>();
    public final List<Pod> deleted = new CopyOnWriteArrayList<>();
    public final Map<String, ConfigMap> configMaps = new HashMap<>();
    public final Map<String, String> runtimeHandlers = new HashMap<>();
    public final Map<String, Secret> secrets = new HashMap<>();
    public final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    public final Map<String, PersistentVolume> volumes = new HashMap<>();
    public final Map<String, CSIDriver> csiDrivers = new HashMap<>();
    public final Map<String, VolumeAttachment> attachments = new HashMap<>();
    public final List<Service> services = new CopyOnWriteArrayList<>();
    /// Objects that were read, as in `configmap/name`.
    public final List<String> reads = new CopyOnWriteArrayList<>();
    public volatile PodStatus status;
    public volatile int tokens;

    @Override
    public void updateStatus(Pod pod, PodStatus now, String cause) {
        causes.add(cause);
        status = now;
    }

    @Override
    public void delete(Pod pod, String cause) {
        causes.add(cause);
        deleted.add(pod);
    }

    @Override
    public void event(Pod pod, String fieldPath, String type, String reason, String message) {
        events.add(reason + ": " + message);
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        reads.add("configmap/" + name);
        return Optional.ofNullable(configMaps.get(name));
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        reads.add("secret/" + name);
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return Optional.ofNullable(claims.get(name));
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return Optional.ofNullable(volumes.get(name));
    }

    @Override
    public void expanded(PersistentVolumeClaim claim, Quantity capacity) {
        claim.getStatus().setCapacity(Map.of("storage", capacity));
    }

    @Override
    public Optional<CSIDriver> csiDriver(String name) {
        return Optional.ofNullable(csiDrivers.get(name));
    }

    @Override
    public Optional<VolumeAttachment> attachment(String name) {
        return Optional.ofNullable(attachments.get(name));
    }

    @Override
    public Optional<String> runtimeHandler(String runtimeClass) {
        return Optional.ofNullable(runtimeHandlers.get(runtimeClass));
    }

    @Override
    public Login registryLogin(Pod pod) {
        return new Login("acme/default", "token of " + pod.getMetadata().getName(), "");
    }

    @Override
    public Token serviceAccountToken(Pod pod, String serviceAccount, Optional<String> audience, long expirationSeconds) {
        return new Token("token-" + ++tokens, Instant.now().plusSeconds(expirationSeconds));
    }

    @Override
    public List<Service> services(String namespace) {
        return services.stream().filter(service -> service.getMetadata().getNamespace().equals(namespace)).toList();
    }
}
