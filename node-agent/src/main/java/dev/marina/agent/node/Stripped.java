package dev.marina.agent.node;

import dev.marina.agent.watch.Watched;
import dev.marina.net.service.ServiceName;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Services and endpoints with only what a node needs of them: tenants may write hundreds of kilobytes of annotations into each, and
/// all tenants of the machine share one agent.
final class Stripped {

    static final String SERVICE_NAME = "kubernetes.io/service-name";

    private static final Set<String> UNREAD = Set.of("annotations", "managedFields", "ownerReferences", "finalizers");

    private Stripped() {}

    static Watched<Service> services() {
        return new Watched<>(Service.class, "/api/v1/services", Optional.empty(), UNREAD, service -> new ServiceBuilder()
                .withMetadata(identity(service.getMetadata()).build()).withNewSpecLike(service.getSpec()).withSelector(Map.of()).endSpec().build());
    }

    static Watched<EndpointSlice> slices() {
        return new Watched<>(EndpointSlice.class, "/apis/discovery.k8s.io/v1/endpointslices", Optional.empty(), UNREAD, slice -> new EndpointSliceBuilder(slice)
                .withMetadata(identity(slice.getMetadata()).withLabels(serviceName(slice.getMetadata())).build()).build());
    }

    /// The Service whose endpoints these are.
    static Optional<ServiceName> owner(EndpointSlice slice) {
        return Optional.ofNullable(slice.getMetadata().getLabels()).map(labels -> labels.get(SERVICE_NAME))
                .map(service -> new ServiceName(slice.getMetadata().getNamespace(), service));
    }

    private static ObjectMetaBuilder identity(ObjectMeta full) {
        return new ObjectMetaBuilder().withNamespace(full.getNamespace()).withName(full.getName()).withUid(full.getUid())
                .withResourceVersion(full.getResourceVersion());
    }

    private static Map<String, String> serviceName(ObjectMeta slice) {
        String service = slice.getLabels() == null ? null : slice.getLabels().get(SERVICE_NAME);
        return service == null ? Map.of() : Map.of(SERVICE_NAME, service);
    }
}
