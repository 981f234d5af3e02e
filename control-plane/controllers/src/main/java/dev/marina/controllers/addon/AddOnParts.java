package dev.marina.controllers.addon;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What an add-on consists of in its cluster.
record AddOnParts(AddOn addOn, AddOnServer server) {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String MANAGER = "marina-add-ons";
    /// On claims: for which server they hold something.
    static final String TYPE = "apps.marina.dev/add-on-type";
    private static final int RABBITMQ_MANAGEMENT = 15_672;
    private static final String PASSWORDS = "apps.marina.dev/passwords";

    static Map<String, String> labels(AddOn addOn) {
        return Map.of(AddOn.LABEL, addOn.getMetadata().getName(), MANAGED_BY, MANAGER);
    }

    static String dataClaim(AddOn addOn) {
        return addOn.getMetadata().getName() + "-data";
    }

    static String backupsClaim(AddOn addOn) {
        return addOn.getMetadata().getName() + "-backups";
    }

    static String policyName(AddOn addOn) {
        return addOn.getMetadata().getName() + "-add-on";
    }

    private String name() {
        return addOn.getMetadata().getName();
    }

    private ObjectMeta owned(String named) {
        return new ObjectMetaBuilder().withName(named).withNamespace(addOn.getMetadata().getNamespace()).withLabels(labels(addOn))
                .withOwnerReferences(Owners.controllerReference(Types.ADD_ONS, addOn)).build();
    }

    private Map<String, String> serving() {
        return Map.of(AddOn.LABEL, name(), AddOn.ROLE, AddOn.SERVER);
    }

    Service service() {
        Stream<ServicePort> ports = Stream.of(port("server", server.port()));
        // Its jobs alone are let in there.
        Stream<ServicePort> more = server == AddOnServer.RABBITMQ ? Stream.of(port("management", RABBITMQ_MANAGEMENT)) : Stream.empty();
        return new ServiceBuilder().withMetadata(owned(name())).withNewSpec().withSelector(serving()).withPorts(Stream.concat(ports, more).toList()).endSpec()
                .build();
    }

    private static ServicePort port(String named, int number) {
        return new ServicePortBuilder().withName(named).withProtocol("TCP").withPort(number).withTargetPort(new IntOrString(number)).build();
    }

    /// @param passwords uid of their Secret: where it is made anew the server reads it anew
    StatefulSet statefulSet(String passwords) {
        return new StatefulSetBuilder().withMetadata(owned(name())).withNewSpec().withReplicas(1).withServiceName(name())
                .withNewSelector().withMatchLabels(serving()).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(serving()).addToAnnotations(PASSWORDS, passwords).endMetadata()
                .withSpec(new AddOnPods(addOn, server).serving()).endTemplate().endSpec().build();
    }

    PersistentVolumeClaim data() {
        return claim(dataClaim(addOn), addOn.getSpec().storage());
    }

    PersistentVolumeClaim backups() {
        return claim(backupsClaim(addOn), addOn.getSpec().backup().storage());
    }

    /// Nobody owns it unless it is to go with its add-on.
    private PersistentVolumeClaim claim(String named, String size) {
        Map<String, String> labels = new LinkedHashMap<>(labels(addOn));
        labels.put(TYPE, server.type());
        List<OwnerReference> owners = addOn.getSpec().retains() ? List.of() : List.of(Owners.controllerReference(Types.ADD_ONS, addOn));
        return new PersistentVolumeClaimBuilder().withNewMetadata().withName(named).withNamespace(addOn.getMetadata().getNamespace()).withLabels(labels)
                .withOwnerReferences(owners).endMetadata().withNewSpec().withAccessModes("ReadWriteOnce")
                .withNewResources().withRequests(Map.of("storage", new Quantity(size))).endResources().endSpec().build();
    }

    /// What applications are told.
    Secret credentials(Passwords passwords) {
        String username = username(passwords);
        Map<String, String> data = new LinkedHashMap<>();
        data.put("url", server.url(username, URLEncoder.encode(passwords.password(), StandardCharsets.UTF_8).replace("+", "%20"), name()));
        data.put("host", name());
        data.put("port", Integer.toString(server.port()));
        data.put("username", username);
        data.put("password", passwords.password());
        if (!server.database().isEmpty()) {
            data.put("database", server.database());
        }
        data.replaceAll((_, value) -> Passwords.encoded(value));
        return new SecretBuilder().withMetadata(owned(AddOnServer.secret(name()))).withType("Opaque").withData(data).build();
    }

    /// Where one user may have two passwords there is one; others have two users.
    private String username(Passwords passwords) {
        return switch (server) {
            case REDIS -> "default";
            case MARIADB -> "app";
            case POSTGRESQL, RABBITMQ -> "app_" + passwords.active();
        };
    }

    /// Its own jobs, and applications that are bound to it. A rule without peers would let in everybody, so there is none where nobody is bound.
    NetworkPolicy policy(List<String> applications) {
        List<NetworkPolicyIngressRule> rules = new ArrayList<>();
        rules.add(from(new LabelSelectorBuilder().addToMatchLabels(AddOn.LABEL, name()).build(), List.of()));
        if (!applications.isEmpty()) {
            rules.add(from(new LabelSelectorBuilder().addNewMatchExpression().withKey(Application.LABEL).withOperator("In").withValues(applications)
                    .endMatchExpression().build(), List.of(port())));
        }
        return new NetworkPolicyBuilder().withMetadata(owned(policyName(addOn))).withNewSpec()
                .withNewPodSelector().addToMatchLabels(AddOn.LABEL, name()).endPodSelector().withPolicyTypes("Ingress").withIngress(rules).endSpec().build();
    }

    /// @param ports none: all
    private static NetworkPolicyIngressRule from(LabelSelector pods, List<NetworkPolicyPort> ports) {
        return new NetworkPolicyIngressRuleBuilder().addNewFrom().withPodSelector(pods).endFrom().withPorts(ports).build();
    }

    private NetworkPolicyPort port() {
        return new NetworkPolicyPortBuilder().withProtocol("TCP").withPort(new IntOrString(server.port())).build();
    }
}
