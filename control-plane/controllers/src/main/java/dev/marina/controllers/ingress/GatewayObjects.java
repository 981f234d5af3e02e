package dev.marina.controllers.ingress;

import dev.marina.model.Entrance;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a Gateway consists of beside the entrance: a Service of type LoadBalancer, which has its address, and leads each of its ports to one
/// of nginx's own.
final class GatewayObjects {

    private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/managed-by", "marina");
    private static final String ID = "marina.dev/gateway-name";

    private GatewayObjects() {}

    static String name(GatewayObject gateway) {
        return "gateway-" + Certificates.hash(gateway.id());
    }

    /// Ports of a Gateway with nginx's own; none where there is no Service.
    static Map<Integer, Integer> ports(Service service) {
        Map<Integer, Integer> ports = new TreeMap<>();
        if (service != null) {
            service.getSpec().getPorts().stream().filter(port -> port.getTargetPort() != null && port.getTargetPort().getIntVal() != null)
                    .forEach(port -> ports.put(port.getPort(), port.getTargetPort().getIntVal()));
        }
        return ports;
    }

    static Service service(GatewayObject gateway, Map<Integer, Integer> ports) {
        List<ServicePort> wanted = ports.entrySet().stream().map(port -> new ServicePortBuilder().withName("p" + port.getKey()).withProtocol("TCP")
                .withPort(port.getKey()).withTargetPort(new IntOrString(port.getValue())).build()).toList();
        return new ServiceBuilder().withNewMetadata().withNamespace(Entrance.NAMESPACE).withName(name(gateway)).withLabels(LABELS)
                .addToLabels(GatewayWorld.LABEL, Certificates.hash(gateway.id())).addToAnnotations(ID, gateway.id()).endMetadata()
                .withNewSpec().withType("LoadBalancer").withSelector(EntranceObjects.SELECTOR).withAllocateLoadBalancerNodePorts(false)
                .withExternalTrafficPolicy("Local").withPorts(wanted).endSpec().build();
    }

    /// The class that a cluster has as soon as it knows what one is.
    static GenericKubernetesResource gatewayClass() {
        return new GenericKubernetesResourceBuilder().withApiVersion(GatewayTypes.GROUP + "/v1").withKind("GatewayClass")
                .withNewMetadata().withName(GatewayWorld.CLASS).endMetadata()
                .addToAdditionalProperties("spec", Map.of("controllerName", GatewayWorld.CONTROLLER)).build();
    }
}
