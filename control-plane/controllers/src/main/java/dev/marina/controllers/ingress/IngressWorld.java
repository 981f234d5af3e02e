package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.AcmeChallenges;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the plan looks at. Objects are those of one cluster at one version.
interface IngressWorld {

    /// Those that are ours, the oldest first: of two that want the same path it has the older one.
    List<Ingress> ingresses();

    Optional<Service> service(String namespace, String name);

    List<EndpointSlice> slices(String namespace, String service);

    Optional<Secret> secret(String namespace, String name);

    /// What an ACME server is to find under a name of these.
    default List<AcmeChallenges.Challenge> challenges() {
        return List.of();
    }

    Comparator<Ingress> OLDEST_FIRST = Comparator.comparing((Ingress ingress) -> Optional.ofNullable(ingress.getMetadata().getCreationTimestamp()).orElse(""))
            .thenComparing(ingress -> ingress.getMetadata().getNamespace()).thenComparing(ingress -> ingress.getMetadata().getName());

    static IngressWorld of(Snapshot snapshot) {
        List<Ingress> ours = new IngressClasses(snapshot).ours();
        return new IngressWorld() {
            @Override
            public List<Ingress> ingresses() {
                return ours;
            }

            @Override
            public Optional<Service> service(String namespace, String name) {
                return snapshot.find(Types.SERVICES, namespace, name);
            }

            @Override
            public List<EndpointSlice> slices(String namespace, String service) {
                return snapshot.list(Types.ENDPOINT_SLICES, namespace).stream()
                        .filter(slice -> slice.getMetadata().getLabels() != null
                                && service.equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name")))
                        .toList();
            }

            @Override
            public List<AcmeChallenges.Challenge> challenges() {
                return AcmeChallenges.of(snapshot);
            }

            @Override
            public Optional<Secret> secret(String namespace, String name) {
                return snapshot.find(Types.SECRETS, namespace, name);
            }
        };
    }
}
