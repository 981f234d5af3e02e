package dev.marina.agent.node;

import dev.marina.agent.identity.Caused;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.runtime.ContainerImages.Login;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The cluster's API as the node.
final class KubernetesPodApi implements PodApi {

    /// For whom a token is that the platform's registry takes; tenancy asks for the same.
    private static final String REGISTRY_AUDIENCE = "registry.marina.dev";
    /// The shortest that there is.
    private static final long REGISTRY_TOKEN_SECONDS = 600;

    private final Supplier<KubernetesClient> client;
    private final EventRecorder events;
    private final Function<String, List<Service>> services;
    private final String registryUser;

    /// @param registryUser as whom the cluster's pods are known to the platform's registry: `tenant/cluster`
    /// @param services by namespace, from the node's own watch
    KubernetesPodApi(Supplier<KubernetesClient> client, EventRecorder events, Function<String, List<Service>> services, String registryUser) {
        this.client = client;
        this.events = events;
        this.services = services;
        this.registryUser = registryUser;
    }

    @Override
    public void updateStatus(Pod pod, PodStatus status, String cause) {
        Caused.by(cause, client.get(), api -> api.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName())
                .subresource("status").patch(StatusPatch.STRATEGIC, StatusPatch.of(pod, status)));
    }

    @Override
    public void delete(Pod pod, String cause) {
        DeleteOptions options = new DeleteOptionsBuilder().withApiVersion("v1").withKind("DeleteOptions").withGracePeriodSeconds(0L)
                .withNewPreconditions(null, pod.getMetadata().getUid()).build();
        try {
            Caused.by(cause, client.get(), api -> api
                    .raw("/api/v1/namespaces/%s/pods/%s".formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName()), "DELETE", options));
        } catch (KubernetesClientException failure) {
            // 409: another pod has taken the name, so this one is gone
            if (failure.getCode() != 404 && failure.getCode() != 409) {
                throw failure;
            }
        }
    }

    @Override
    public void event(Pod pod, String fieldPath, String type, String reason, String message) {
        events.record(new ObjectReferenceBuilder().withApiVersion("v1").withKind("Pod").withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName()).withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion()).withFieldPath(fieldPath.isEmpty() ? null : fieldPath).build(),
                type, reason, message);
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(client.get().configMaps().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(client.get().secrets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return Optional.ofNullable(client.get().persistentVolumeClaims().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return Optional.ofNullable(client.get().persistentVolumes().withName(name).get());
    }

    @Override
    public void expanded(PersistentVolumeClaim claim, Quantity capacity) {
        client.get().persistentVolumeClaims().inNamespace(claim.getMetadata().getNamespace()).withName(claim.getMetadata().getName()).subresource("status")
                .patch(StatusPatch.STRATEGIC, StatusPatch.expanded(claim, capacity));
    }

    @Override
    public Optional<CSIDriver> csiDriver(String name) {
        return Optional.ofNullable(client.get().storage().v1().csiDrivers().withName(name).get());
    }

    @Override
    public Optional<VolumeAttachment> attachment(String name) {
        return Optional.ofNullable(client.get().storage().v1().volumeAttachments().withName(name).get());
    }

    @Override
    public Optional<String> runtimeHandler(String runtimeClass) {
        return Optional.ofNullable(client.get().resources(RuntimeClass.class).withName(runtimeClass).get()).map(RuntimeClass::getHandler);
    }

    @Override
    public Token serviceAccountToken(Pod pod, String serviceAccount, Optional<String> audience, long expirationSeconds) {
        TokenRequest request = new TokenRequestBuilder().withNewSpec().withAudiences(audience.stream().toList())
                .withExpirationSeconds(expirationSeconds)
                .withNewBoundObjectRef("v1", "Pod", pod.getMetadata().getName(), pod.getMetadata().getUid()).endSpec().build();
        String answer = client.get().raw("/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(pod.getMetadata().getNamespace(), serviceAccount), "POST",
                request);
        if (answer == null) {
            throw new KubernetesClientException("serviceaccount \"%s\" not found".formatted(serviceAccount));
        }
        TokenRequest granted = client.get().getKubernetesSerialization().unmarshal(answer, TokenRequest.class);
        return new Token(granted.getStatus().getToken(), Instant.parse(granted.getStatus().getExpirationTimestamp()));
    }

    @Override
    public Login registryLogin(Pod pod) {
        Token token = serviceAccountToken(pod, Optional.ofNullable(pod.getSpec().getServiceAccountName()).orElse("default"),
                Optional.of(REGISTRY_AUDIENCE), REGISTRY_TOKEN_SECONDS);
        return new Login(registryUser, token.value(), "");
    }

    @Override
    public List<Service> services(String namespace) {
        return services.apply(namespace);
    }
}
