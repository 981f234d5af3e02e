package dev.marina.controllers.application;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Application;
import dev.marina.model.Entrance;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLSBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What an application consists of in its cluster. Each says only what the application says of it; the rest is the server's default or somebody's choice.
///
/// @param bindings to add-ons
record ApplicationParts(Application application, Bindings bindings) {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String MANAGER = "marina-applications";
    private static final int SERVICE_PORT = 80;
    private static final int USUAL_CPU = 80;

    private String name() {
        return application.getMetadata().getName();
    }

    private Application.Spec spec() {
        return application.getSpec();
    }

    /// By which its pods are found: those that run all the time, not those of its one-off commands.
    static Map<String, String> selector(String name) {
        return Map.of(Application.LABEL, name, Application.ROLE, Application.SERVING);
    }

    /// @param scaled whether somebody else says how many replicas there are
    Deployment deployment(String image, boolean scaled) {
        return new DeploymentBuilder().withMetadata(owned()).withNewSpec()
                .withReplicas(scaled || spec().autoscaling() != null ? null : replicas())
                .withNewSelector().withMatchLabels(selector(name())).endSelector()
                // A volume is one node's at a time: the next pod may have to wait for the last one's end.
                .withNewStrategy().withType(spec().volumes().isEmpty() ? "RollingUpdate" : "Recreate").endStrategy()
                .withNewTemplate().withNewMetadata().withLabels(selector(name())).endMetadata()
                .withSpec(new PodTemplate(name(), spec(), bindings).spec(image, "Always")).endTemplate()
                .endSpec().build();
    }

    private int replicas() {
        return spec().replicas() == null ? 1 : spec().replicas();
    }

    CronJob cronJob(String image) {
        return new CronJobBuilder().withMetadata(owned()).withNewSpec().withSchedule(spec().schedule()).withConcurrencyPolicy("Forbid")
                .withNewJobTemplate().withNewMetadata().withLabels(Map.of(Application.LABEL, name())).endMetadata()
                .withNewSpec().withBackoffLimit(1)
                .withNewTemplate().withNewMetadata().withLabels(Map.of(Application.LABEL, name(), Application.ROLE, "scheduled")).endMetadata()
                .withSpec(new PodTemplate(name(), spec(), bindings).spec(image, "Never")).endTemplate()
                .endSpec().endJobTemplate().endSpec().build();
    }

    /// At port 80, and at its own number for who knows it by that, as others of a compose file do.
    Service service() {
        Stream<ServicePort> ports = Stream.of(port("http", SERVICE_PORT), port("own", spec().port()));
        return new ServiceBuilder().withMetadata(owned()).withNewSpec().withSelector(selector(name()))
                .withPorts(ports.limit(spec().port() == SERVICE_PORT ? 1 : 2).toList()).endSpec().build();
    }

    private ServicePort port(String named, int number) {
        return new ServicePortBuilder().withName(named).withProtocol("TCP").withPort(number).withTargetPort(new IntOrString(spec().port())).build();
    }

    /// @param hosts at least one
    Ingress ingress(List<Application.Host> hosts) {
        List<IngressTLS> tls = hosts.stream().filter(host -> host.tlsSecret() != null && !host.tlsSecret().isEmpty())
                .map(host -> new IngressTLSBuilder().withHosts(host.name()).withSecretName(host.tlsSecret()).build()).toList();
        return new IngressBuilder().withMetadata(owned()).withNewSpec().withIngressClassName(Entrance.CLASS)
                .withRules(hosts.stream().map(host -> rule(host.name())).toList()).withTls(tls).endSpec().build();
    }

    private IngressRule rule(String host) {
        return new IngressRuleBuilder().withHost(host).withNewHttp().addNewPath().withPath("/").withPathType("Prefix")
                .withNewBackend().withNewService().withName(name()).withNewPort().withNumber(SERVICE_PORT).endPort().endService().endBackend()
                .endPath().endHttp().build();
    }

    HorizontalPodAutoscaler autoscaler() {
        Application.Autoscaling wanted = spec().autoscaling();
        return new HorizontalPodAutoscalerBuilder().withMetadata(owned()).withNewSpec()
                .withNewScaleTargetRef().withApiVersion("apps/v1").withKind("Deployment").withName(name()).endScaleTargetRef()
                .withMinReplicas(wanted.min() == null ? 1 : wanted.min()).withMaxReplicas(wanted.max())
                .addNewMetric().withType("Resource").withNewResource().withName("cpu")
                .withNewTarget().withType("Utilization").withAverageUtilization(wanted.cpu() == null ? USUAL_CPU : wanted.cpu()).endTarget()
                .endResource().endMetric().endSpec().build();
    }

    /// Nobody owns it: what an application keeps outlives it.
    PersistentVolumeClaim claim(Application.Volume volume) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata().withName(PodTemplate.claim(name(), volume)).withNamespace(application.getMetadata().getNamespace()).withLabels(labels())
                .endMetadata()
                .withNewSpec().withAccessModes("ReadWriteOnce")
                .withNewResources().withRequests(Map.of("storage", new Quantity(volume.size()))).endResources().endSpec().build();
    }

    private Map<String, String> labels() {
        return Map.of(Application.LABEL, name(), MANAGED_BY, MANAGER);
    }

    private ObjectMeta owned() {
        return new ObjectMetaBuilder().withName(name()).withNamespace(application.getMetadata().getNamespace()).withLabels(labels())
                .withOwnerReferences(Owners.controllerReference(Types.APPLICATIONS, application)).build();
    }
}
