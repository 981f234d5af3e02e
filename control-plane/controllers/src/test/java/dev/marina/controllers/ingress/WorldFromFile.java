package dev.marina.controllers.ingress;

import dev.marina.model.ModelReading;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A cluster as manifests tell it, whatever classes its Ingresses name.
record WorldFromFile(List<HasMetadata> objects) implements IngressWorld {

    private static final KubernetesSerialization READER = ModelReading.serialization();

    static WorldFromFile of(String manifests) {
        return new WorldFromFile(
                Arrays.stream(manifests.split("(?m)^---$")).filter(text -> !text.isBlank()).map(text -> (HasMetadata) READER.unmarshal(text)).toList());
    }

    WorldFromFile with(HasMetadata... more) {
        return new WorldFromFile(Stream.concat(objects.stream(), Arrays.stream(more)).toList());
    }

    @Override
    public List<Ingress> ingresses() {
        return all(Ingress.class).sorted(OLDEST_FIRST).toList();
    }

    @Override
    public Optional<Service> service(String namespace, String name) {
        return named(Service.class, namespace, name);
    }

    @Override
    public List<EndpointSlice> slices(String namespace, String service) {
        return all(EndpointSlice.class).filter(slice -> slice.getMetadata().getNamespace().equals(namespace)
                && service.equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name"))).toList();
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return named(Secret.class, namespace, name);
    }

    private <T extends HasMetadata> Stream<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    private <T extends HasMetadata> Optional<T> named(Class<T> type, String namespace, String name) {
        return all(type).filter(object -> object.getMetadata().getNamespace().equals(namespace) && object.getMetadata().getName().equals(name)).findFirst();
    }
}
