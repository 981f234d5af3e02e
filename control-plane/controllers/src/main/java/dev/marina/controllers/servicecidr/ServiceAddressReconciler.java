package dev.marina.controllers.servicecidr;

import dev.marina.api.net.IpAddress;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.ServiceAddresses;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ParentReference;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Keeps for each address of a Service the IPAddress that says whose it is. A key is an address.
public final class ServiceAddressReconciler implements Reconciler {

    private static final String CLUSTER_IP = "spec.clusterIP";

    public static Controller controller() {
        return Controller.named("service-ip-address").source(new Addresses()).with(new ServiceAddressReconciler());
    }

    private static final class Addresses implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return new Subject(Types.IP_ADDRESSES.kind(), key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return Stream.concat(snapshot.image().list(Types.SERVICES.groupResource(), ""), snapshot.image().list(Types.IP_ADDRESSES.groupResource(), ""))
                    .flatMap(Addresses::key);
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            boolean concerns = event.key().resource().equals(Types.SERVICES.groupResource())
                    || event.key().resource().equals(Types.IP_ADDRESSES.groupResource());
            return concerns ? Stream.of(event.previous(), event.current()).flatMap(Optional::stream).flatMap(Addresses::key) : Stream.empty();
        }

        private static Stream<ClusterKey> key(Stored stored) {
            String address = stored.key().resource().equals(Types.IP_ADDRESSES.groupResource())
                    ? stored.key().name()
                    : stored.fields().selectable().getOrDefault(CLUSTER_IP, "");
            return IpAddress.parse(address).isPresent() ? Stream.of(new ClusterKey(stored.key().cluster(), "", address)) : Stream.empty();
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Snapshot snapshot = turn.snapshot();
        Optional<IPAddress> present = turn.find(Types.IP_ADDRESSES);
        Optional<Service> of = snapshot.byField(Types.SERVICES, "", CLUSTER_IP, turn.key().name()).stream().findFirst();
        if (present.isPresent() && of.isPresent() ? !names(present.get(), of.get()) : present.filter(ServiceAddressReconciler::ours).isPresent()) {
            turn.writes().delete(Types.IP_ADDRESSES, present.get());
            present = Optional.empty();
        }
        if (present.isEmpty() && of.isPresent()) {
            turn.writes().create(Types.IP_ADDRESSES, address(turn.key().name(), of.get()));
        }
        return Outcome.SETTLED;
    }

    /// The group of Services is nothing, which may be written or left out.
    private static boolean names(IPAddress address, Service service) {
        ParentReference parent = address.getSpec().getParentRef();
        return parent != null && (parent.getGroup() == null || parent.getGroup().isEmpty()) && "services".equals(parent.getResource())
                && service.getMetadata().getNamespace().equals(parent.getNamespace()) && service.getMetadata().getName().equals(parent.getName());
    }

    static boolean ours(IPAddress address) {
        Map<String, String> labels = address.getMetadata().getLabels();
        return labels != null && ServiceAddresses.MANAGER.equals(labels.get(ServiceAddresses.MANAGED_BY));
    }

    private static IPAddress address(String address, Service service) {
        ObjectMeta of = service.getMetadata();
        return new IPAddressBuilder().withNewMetadata().withName(address)
                .withLabels(Map.of(ServiceAddresses.FAMILY, ServiceAddresses.family(IpAddress.require(address).six()),
                        ServiceAddresses.MANAGED_BY, ServiceAddresses.MANAGER))
                .endMetadata()
                .withNewSpec().withNewParentRef().withResource("services").withNamespace(of.getNamespace()).withName(of.getName()).endParentRef()
                .endSpec().build();
    }
}
