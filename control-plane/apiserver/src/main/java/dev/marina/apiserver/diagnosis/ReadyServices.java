package dev.marina.apiserver.diagnosis;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which Services there are, and behind which of them somebody answers.
///
/// @param types by `namespace/name`
record ReadyServices(Map<String, String> types, Set<String> answered) {

    private static final String SERVICE_OF_SLICE = "kubernetes.io/service-name";

    static ReadyServices of(DiagnosedObjects objects) {
        Map<String, String> types = objects.list("", "services").collect(Collectors.toMap(service -> key(service.namespace(), service.name()),
                service -> service.at("spec", "type").asText("ClusterIP"), (one, _) -> one));
        Set<String> answered = new HashSet<>();
        // An endpoint that does not say so is ready: discovery.k8s.io/v1, EndpointConditions.
        objects.list("discovery.k8s.io", "endpointslices").filter(slice -> slice.at("endpoints").valueStream()
                .anyMatch(endpoint -> endpoint.at("/conditions/ready").asBoolean(true)))
                .forEach(slice -> answered.add(key(slice.namespace(), slice.labels().getOrDefault(SERVICE_OF_SLICE, ""))));
        return new ReadyServices(types, answered);
    }

    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    /// Somebody outside of the cluster answers for an ExternalName.
    boolean answers(String namespace, String name) {
        return "ExternalName".equals(types.get(key(namespace, name))) || answered.contains(key(namespace, name));
    }

    boolean there(String namespace, String name) {
        return types.containsKey(key(namespace, name));
    }
}
