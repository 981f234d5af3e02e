package dev.marina.examples.demo;

import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;

/// Where a Service answers from the machine: its port on any node.
final class ApplicationAddress {
    /// Empty while the Service has no such port, or no node an address.
    static Optional<String> of(Service service, List<Node> nodes) {
        if (service == null) {
            return Optional.empty();
        }
        Optional<Integer> port = service.getSpec().getPorts().stream().map(ServicePort::getNodePort).filter(number -> number != null && number > 0).findFirst();
        Optional<String> address = nodes.stream().filter(node -> node.getStatus() != null).flatMap(node -> node.getStatus().getAddresses().stream())
                .filter(one -> one.getType().equals("InternalIP")).map(NodeAddress::getAddress).findFirst();
        return port.flatMap(number -> address.map(host -> "http://%s:%d/".formatted(host, number)));
    }

    private ApplicationAddress() {}
}
