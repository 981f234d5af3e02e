package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A port of a Service that no ready pod has under its name: the ports that ready pods do have.
///
/// @param ready pods that whoever asks may see
record PortRemedies(Stored stored, Document service, List<ServicePort> ports, List<Pod> ready) {

    private static final int MOST = 3;

    /// @param missing names of ports that no ready pod has
    List<Remedy> find(List<String> missing) {
        List<Remedy> remedies = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            String target = ports.get(i).getTargetPort() == null ? null : ports.get(i).getTargetPort().getStrVal();
            if (target == null || !missing.contains(target)) {
                continue;
            }
            String protocol = Objects.requireNonNullElse(ports.get(i).getProtocol(), "TCP");
            String pointer = "/spec/ports/%d/targetPort".formatted(i);
            ready.stream().flatMap(PodState::serving).flatMap(container -> container.getPorts().stream())
                    .filter(port -> protocol.equals(Objects.requireNonNullElse(port.getProtocol(), "TCP"))).map(PortRemedies::target).distinct().limit(MOST)
                    .forEach(other -> remedies.add(Remedy.of(stored, service, "targetPort", "lead to port %s instead of %s".formatted(other.asText(), target))
                            .field("from", target).field("to", other.asText()).put(pointer, other)));
        }
        return remedies;
    }

    private static JsonNode target(ContainerPort port) {
        return port.getName() == null ? IntNode.valueOf(port.getContainerPort()) : TextNode.valueOf(port.getName());
    }
}
