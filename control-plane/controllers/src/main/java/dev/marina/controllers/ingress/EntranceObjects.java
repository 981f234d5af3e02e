package dev.marina.controllers.ingress;

import dev.marina.model.Entrance;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// What an entrance consists of in its cluster: nginx in pods like any of the tenant's, on the ports 80 and 443 of their nodes.
final class EntranceObjects {

    static final Map<String, String> LABELS = Map.of(Entrance.LABEL, Entrance.NAME, "app.kubernetes.io/managed-by", "marina");
    static final Map<String, String> SELECTOR = Map.of(Entrance.LABEL, Entrance.NAME);
    /// Of a Secret's files and of the pods that are to take them up: a pod whose annotations change has its volumes read again at once.
    static final String GENERATION = "marina.dev/ingress-generation";
    /// What was told already, so that it is not told with every change.
    static final String TOLD = "marina.dev/ingress-findings";
    static final String WRITTEN = "marina.dev/ingress-written";
    /// Of pods: what their image holds beside its name. Another has them made anew.
    private static final String EDITION = "marina.dev/ingress-edition";
    /// Has the stream module since 2, and asks pods since 3.
    private static final String CURRENT = "3";
    private static final long USER = 101;

    private EntranceObjects() {}

    static Secret secret(Map<String, byte[]> files, String generation) {
        Map<String, String> data = new TreeMap<>();
        files.forEach((name, content) -> data.put(name, Base64.getEncoder().encodeToString(content)));
        data.put("generation", Base64.getEncoder().encodeToString((generation + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new SecretBuilder().withMetadata(metadata()).withType("Opaque").withData(data).build();
    }

    static Service service() {
        return new ServiceBuilder().withMetadata(metadata()).withNewSpec().withSelector(SELECTOR)
                .withPorts(port("http", Entrance.HTTP_PORT, NginxText.HTTP), port("https", Entrance.HTTPS_PORT, NginxText.HTTPS)).endSpec().build();
    }

    private static ServicePort port(String name, int port, int target) {
        return new ServicePortBuilder().withName(name).withProtocol("TCP").withPort(port).withTargetPort(new IntOrString(target)).build();
    }

    /// As it is made. Later only what differs from [#current] in its template is written, so that people may have more replicas, other
    /// resources or another placement.
    static Deployment deployment() {
        return new DeploymentBuilder().withMetadata(metadata()).withNewSpec().withReplicas(1)
                .withNewSelector().withMatchLabels(SELECTOR).endSelector()
                // A node's ports are one pod's.
                .withNewStrategy().withType("RollingUpdate").withNewRollingUpdate().withMaxSurge(new IntOrString(0)).withMaxUnavailable(new IntOrString(1))
                .endRollingUpdate().endStrategy()
                .withNewTemplate()
                .withNewMetadata().withLabels(LABELS).addToAnnotations(EDITION, CURRENT).endMetadata()
                .withNewSpec()
                .withPriorityClassName("system-cluster-critical").withAutomountServiceAccountToken(false).withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(60L)
                .withNewSecurityContext().withRunAsNonRoot(true).withRunAsUser(USER).withRunAsGroup(USER).withFsGroup(USER)
                .withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile().endSecurityContext()
                .addNewContainer().withName("nginx").withImage(Entrance.IMAGE).withImagePullPolicy("IfNotPresent")
                .addNewPort().withName("http").withContainerPort(NginxText.HTTP).withHostPort(Entrance.HTTP_PORT).withProtocol("TCP").endPort()
                .addNewPort().withName("https").withContainerPort(NginxText.HTTPS).withHostPort(Entrance.HTTPS_PORT).withProtocol("TCP").endPort()
                .addNewPort().withName("front").withContainerPort(NginxText.FRONT).withHostPort(Entrance.FRONT_PORT).withProtocol("TCP").endPort()
                .withNewReadinessProbe().withNewHttpGet().withPath("/healthz").withPort(new IntOrString(NginxText.STATUS)).endHttpGet()
                .withPeriodSeconds(2).endReadinessProbe()
                .withNewResources().withRequests(Map.of("cpu", new Quantity("20m"), "memory", new Quantity("32Mi")))
                .withLimits(Map.of("memory", new Quantity("256Mi"))).endResources()
                .withNewSecurityContext().withAllowPrivilegeEscalation(false).withReadOnlyRootFilesystem(true)
                .withNewCapabilities().withDrop("ALL").endCapabilities().endSecurityContext()
                .addNewVolumeMount().withName("config").withMountPath(NginxText.DIRECTORY).withReadOnly(true).endVolumeMount()
                .addNewVolumeMount().withName("tmp").withMountPath("/tmp").endVolumeMount()
                .endContainer()
                .addNewVolume().withName("config").withNewSecret().withSecretName(Entrance.NAME).withDefaultMode(0440).endSecret().endVolume()
                .addNewVolume().withName("tmp").withNewEmptyDir().endEmptyDir().endVolume()
                .endSpec().endTemplate().endSpec().build();
    }

    /// Whether its pods run what this edition of the platform brings.
    static boolean current(Deployment deployment) {
        Map<String, String> annotations = deployment.getSpec().getTemplate().getMetadata().getAnnotations();
        return annotations != null && CURRENT.equals(annotations.get(EDITION))
                && deployment.getSpec().getTemplate().getSpec().getContainers().stream().anyMatch(container -> Entrance.IMAGE.equals(container.getImage()));
    }

    private static ObjectMeta metadata() {
        return new ObjectMetaBuilder().withName(Entrance.NAME).withNamespace(Entrance.NAMESPACE).withLabels(LABELS).build();
    }
}
