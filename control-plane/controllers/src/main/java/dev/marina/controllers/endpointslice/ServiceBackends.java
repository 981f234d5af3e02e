package dev.marina.controllers.endpointslice;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The pods behind a service: what both controllers of this package make their objects from. Pure.
///
/// @param backends in order of name
record ServiceBackends(Service service, List<Backend> backends) {

    /// One pod with an address.
    ///
    /// @param ready also true for unready pods of services that publish them
    record Backend(Pod pod, String ip, String node, boolean ready, boolean serving, boolean terminating, List<Port> ports) {}

    /// A port of the service as this pod has it.
    record Port(String name, int number, String protocol, String appProtocol) {}

    static ServiceBackends of(Service service, Snapshot snapshot) {
        return of(service, snapshot.list(Types.PODS, service.getMetadata().getNamespace()).stream()
                .filter(pod -> LabelSelection.takes(service.getSpec().getSelector(), pod.getMetadata().getLabels())).toList());
    }

    /// @param selected pods that the selector takes
    static ServiceBackends of(Service service, List<Pod> selected) {
        boolean unreadyToo = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
        List<Backend> backends = new ArrayList<>();
        selected.stream().sorted(Comparator.comparing(pod -> pod.getMetadata().getName())).forEach(pod -> {
            if (PodState.ended(pod) || pod.getStatus() == null || pod.getStatus().getPodIP() == null || pod.getStatus().getPodIP().isEmpty()) {
                return;
            }
            boolean serving = PodState.ready(pod);
            boolean terminating = PodState.terminating(pod);
            backends.add(new Backend(pod, pod.getStatus().getPodIP(), PodState.nodeName(pod), unreadyToo || serving && !terminating, serving, terminating,
                    ports(service, pod)));
        });
        return new ServiceBackends(service, backends);
    }

    static boolean selects(Service service) {
        return service.getSpec().getSelector() != null && !service.getSpec().getSelector().isEmpty() && !"ExternalName".equals(service.getSpec().getType());
    }

    static boolean headless(Service service) {
        return "None".equals(service.getSpec().getClusterIP());
    }

    private static List<Port> ports(Service service, Pod pod) {
        return service.getSpec().getPorts().stream().flatMap(port -> target(port, pod).stream()
                .map(number -> new Port(port.getName() == null ? "" : port.getName(), number,
                        port.getProtocol() == null ? "TCP" : port.getProtocol(), port.getAppProtocol())))
                .toList();
    }

    private static Optional<Integer> target(ServicePort port, Pod pod) {
        if (port.getTargetPort() == null) {
            return Optional.of(port.getPort());
        }
        if (port.getTargetPort().getIntVal() != null) {
            return Optional.of(port.getTargetPort().getIntVal() == 0 ? port.getPort() : port.getTargetPort().getIntVal());
        }
        String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
        return PodState.serving(pod).flatMap(container -> container.getPorts().stream())
                .filter(each -> port.getTargetPort().getStrVal().equals(each.getName())
                        && protocol.equals(each.getProtocol() == null ? "TCP" : each.getProtocol()))
                .map(ContainerPort::getContainerPort).findFirst();
    }
}
