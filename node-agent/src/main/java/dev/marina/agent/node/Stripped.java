package dev.marina.agent.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Keeps of watched objects only what a node needs of them: tenants may write hundreds of kilobytes of annotations into each, and
/// all tenants of the machine share one agent.
final class Stripped<T extends HasMetadata> implements ItemStore<T> {

    static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final UnaryOperator<T> strip;
    private final Map<String, T> items = new ConcurrentHashMap<>();

    private Stripped(UnaryOperator<T> strip) {
        this.strip = strip;
    }

    static Stripped<Service> services() {
        return new Stripped<>(service -> new ServiceBuilder().withMetadata(identity(service.getMetadata()).build())
                .withSpec(service.getSpec()).withStatus(service.getStatus()).build());
    }

    static Stripped<EndpointSlice> slices() {
        return new Stripped<>(slice -> new EndpointSliceBuilder(slice)
                .withMetadata(identity(slice.getMetadata()).withLabels(serviceName(slice.getMetadata())).build()).build());
    }

    private static ObjectMetaBuilder identity(ObjectMeta full) {
        return new ObjectMetaBuilder().withNamespace(full.getNamespace()).withName(full.getName()).withUid(full.getUid()).withResourceVersion(full.getResourceVersion());
    }

    private static Map<String, String> serviceName(ObjectMeta slice) {
        String service = slice.getLabels() == null ? null : slice.getLabels().get(SERVICE_NAME);
        return service == null ? Map.of() : Map.of(SERVICE_NAME, service);
    }

    @Override
    public String getKey(T object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    @Override
    public T put(String key, T object) {
        return items.put(key, strip.apply(object));
    }

    @Override
    public T remove(String key) {
        return items.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public T get(String key) {
        return items.get(key);
    }
}
