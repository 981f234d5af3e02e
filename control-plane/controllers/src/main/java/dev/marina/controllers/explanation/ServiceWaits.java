package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Service that leads nowhere: nothing is selected, nothing selected is ready, or none of it has the port.
public final class ServiceWaits implements Waits {

    private static final String SERVICE = "kubernetes.io/service-name";

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        if (!object.key().resource().equals(Types.SERVICES.groupResource())) {
            return List.of();
        }
        return snapshot.find(Types.SERVICES, object.key().namespace(), object.key().name())
                .filter(service -> !"ExternalName".equals(service.getSpec().getType()))
                .flatMap(service -> reason(snapshot, object, service, readable)).map(List::of).orElse(List.of());
    }

    private static boolean served(Snapshot snapshot, Service service) {
        return snapshot.list(Types.ENDPOINT_SLICES, service.getMetadata().getNamespace()).stream()
                .filter(slice -> slice.getMetadata().getLabels() != null
                        && service.getMetadata().getName().equals(slice.getMetadata().getLabels().get(SERVICE)))
                .flatMap(slice -> slice.getEndpoints().stream())
                .anyMatch(endpoint -> endpoint.getConditions() == null || !Boolean.FALSE.equals(endpoint.getConditions().getReady()));
    }

    /// Empty where it leads somewhere with each of its ports: endpoints are written for pods that have none of them too, as upstream.
    private static Optional<ObjectNode> reason(Snapshot snapshot, Stored stored, Service service, Readable readable) {
        Map<String, String> selector = service.getSpec().getSelector();
        boolean served = served(snapshot, service);
        if (selector == null || selector.isEmpty()) {
            return served ? Optional.empty() : Optional.of(Waits.because("NoSelector", "it selects no pods, and nobody has written endpoints for it"));
        }
        List<Pod> running = snapshot.list(Types.PODS, service.getMetadata().getNamespace()).stream()
                .filter(pod -> !PodState.ended(pod) && pod.getMetadata().getLabels() != null).toList();
        List<Pod> selected = running.stream().filter(pod -> LabelSelection.takes(selector, pod.getMetadata().getLabels())).toList();
        List<Pod> ready = selected.stream().filter(PodState::ready).toList();
        List<String> missing = service.getSpec().getPorts().stream().filter(port -> ready.stream().noneMatch(pod -> has(pod, port)))
                .map(port -> port.getTargetPort().getStrVal()).filter(name -> name != null).toList();
        if (!ready.isEmpty() && !missing.isEmpty()) {
            ObjectNode reason = Waits.because("NoSuchPort", "no container of the pods that are ready has a port of this name");
            missing.forEach(reason.putArray("ports")::add);
            return Optional.of(Remedy.with(reason, new PortRemedies(stored, Document.parse(stored.bytes()), service.getSpec().getPorts(),
                    seen(snapshot, ready, readable)).find(missing)));
        }
        return served ? Optional.empty() : Optional.of(unserved(snapshot, stored, selector, running, selected, readable));
    }

    private static ObjectNode unserved(Snapshot snapshot, Stored stored, Map<String, String> selector, List<Pod> running, List<Pod> selected,
            Readable readable) {
        if (selected.isEmpty()) {
            ObjectNode reason = Waits.because("NoPods", "no pod of the namespace has the labels that it selects");
            selector.forEach(reason.putObject("selector")::put);
            return Remedy.with(reason, new SelectorRemedies(stored, Document.parse(stored.bytes()), selector, seen(snapshot, running, readable)).find());
        }
        List<Pod> ready = selected.stream().filter(PodState::ready).toList();
        ObjectNode reason = Waits.because(ready.isEmpty() ? "NoReadyPods" : "EndpointsNotWritten",
                ready.isEmpty() ? "the pods that it selects are not ready" : "pods are ready, and its endpoints are still to be written")
                .put("count", selected.size());
        ArrayNode named = reason.putArray("pods");
        seen(snapshot, selected, readable).stream().limit(MOST_NAMED).forEach(pod -> WorkloadWaits.describe(named.addObject(), pod));
        return reason;
    }

    /// Nobody learns of others' labels and ports by a proposal.
    private static List<Pod> seen(Snapshot snapshot, List<Pod> pods, Readable readable) {
        return pods.stream().filter(pod -> readable.may(Types.PODS.key(snapshot.cluster(), pod.getMetadata().getNamespace(), pod.getMetadata().getName())))
                .toList();
    }

    private static boolean has(Pod pod, ServicePort port) {
        String name = port.getTargetPort() == null ? null : port.getTargetPort().getStrVal();
        return name == null || PodState.serving(pod).flatMap(container -> container.getPorts().stream())
                .anyMatch(candidate -> name.equals(candidate.getName()));
    }
}
