package dev.marina.controllers.loadbalancer;

import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ParentReference;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// That a Service of a cluster has an address, as the management cluster keeps it.
///
/// @param released since when the Service does not need it; as long as it is held nobody else gets it
record AddressClaim(String address, String tenant, String cluster, String clusterId, String service, String uid, Optional<Instant> released) {

    static final String MANAGER = "load-balancer.marina.dev";

    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
    private static final String CLUSTER_ID = "marina.dev/cluster-id";
    private static final String SERVICE_UID = "marina.dev/service-uid";
    private static final String SERVICE = "marina.dev/service";
    static final String RELEASED = "marina.dev/released";

    /// Empty for addresses that are something else's.
    static Optional<AddressClaim> of(IPAddress object) {
        Map<String, String> labels = Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
        ParentReference parent = object.getSpec() == null ? null : object.getSpec().getParentRef();
        if (!MANAGER.equals(labels.get(MANAGED_BY)) || parent == null || parent.getNamespace() == null) {
            return Optional.empty();
        }
        Map<String, String> annotations = Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
        return Optional.of(new AddressClaim(object.getMetadata().getName(), parent.getNamespace(), parent.getName(), labels.getOrDefault(CLUSTER_ID, ""),
                annotations.getOrDefault(SERVICE, ""), labels.getOrDefault(SERVICE_UID, ""), instant(annotations.get(RELEASED))));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException _) {
            // somebody else's text: released, and that long ago
            return Optional.of(Instant.EPOCH);
        }
    }

    IPAddress object() {
        return new IPAddressBuilder().withNewMetadata().withName(address)
                .addToLabels(MANAGED_BY, MANAGER).addToLabels(FAMILY, "IPv4").addToLabels(CLUSTER_ID, clusterId).addToLabels(SERVICE_UID, uid)
                .addToAnnotations(SERVICE, service).endMetadata()
                .withNewSpec().withNewParentRef().withGroup("marina.dev").withResource("clusters").withNamespace(tenant).withName(cluster).endParentRef()
                .endSpec().build();
    }

    boolean live() {
        return released.isEmpty();
    }
}
