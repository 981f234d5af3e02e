package dev.marina.apiserver.dial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Chooses a pod behind a Service. Endpoints that name no pod are passed over, whatever address they have: an address is never
/// dialled. ResourceLocation in pkg/registry/core/service/storage/storage.go
final class ServiceEndpoints {

    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ClusterImage image;
    private final String namespace;
    private final String service;

    ServiceEndpoints(ClusterImage image, String namespace, String service) {
        this.image = image;
        this.namespace = namespace;
        this.service = service;
    }

    /// @param port of the pod
    record PodPort(Document pod, int port) {}

    /// A ready one, by chance.
    ///
    /// @param port of the Service, its name or number; "" for the one without a name
    PodPort choose(String port, RandomGenerator random) {
        Document found = image.find(new ObjectKey(image.cluster(), SERVICES, namespace, service)).map(stored -> Document.parse(stored.bytes()))
                .orElseThrow(() -> StatusException.notFound(SERVICES, service));
        List<PodPort> ready = ready(portName(found, port));
        if (ready.isEmpty()) {
            throw StatusException.unavailable("no endpoints available for service \"%s\"".formatted(service));
        }
        return ready.get(random.nextInt(ready.size()));
    }

    private String portName(Document found, String port) {
        if (port.isEmpty() || !port.chars().allMatch(Character::isDigit)) {
            return port;
        }
        return found.at("spec", "ports").valueStream().filter(candidate -> candidate.path("port").asText().equals(port))
                .map(candidate -> candidate.path("name").asText("")).findFirst()
                .orElseThrow(() -> StatusException.unavailable("no service port %s found for service \"%s\"".formatted(port, service)));
    }

    private List<PodPort> ready(String portName) {
        List<PodPort> ready = new ArrayList<>();
        try (Stream<Stored> slices = image.list(SLICES, namespace)) {
            slices.filter(slice -> service.equals(slice.fields().labels().get(SERVICE_NAME))).map(slice -> Document.parse(slice.bytes()))
                    .forEach(slice -> addReady(slice, portName, ready));
        }
        return ready;
    }

    private void addReady(Document slice, String portName, List<PodPort> ready) {
        slice.at("ports").valueStream().filter(port -> port.path("name").asText("").equals(portName)).findFirst()
                .ifPresent(port -> slice.at("endpoints").forEach(endpoint -> {
                    if (endpoint.path("conditions").path("ready").asBoolean(true)) {
                        pod(endpoint.path("targetRef")).ifPresent(pod -> ready.add(new PodPort(pod, port.path("port").asInt())));
                    }
                }));
    }

    private Optional<Document> pod(JsonNode target) {
        if (!target.path("kind").asText().equals("Pod")) {
            return Optional.empty();
        }
        String uid = target.path("uid").asText("");
        return image.find(new ObjectKey(image.cluster(), PODS, namespace, target.path("name").asText()))
                .filter(stored -> uid.isEmpty() || uid.equals(stored.fields().uid())).map(stored -> Document.parse(stored.bytes()));
    }
}
