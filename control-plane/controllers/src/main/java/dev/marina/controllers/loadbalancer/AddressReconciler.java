package dev.marina.controllers.loadbalancer;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreEvent;
import dev.marina.store.StoreException;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import java.util.Optional;

/// Holds addresses that were given back for a while and then lets others have them; finds those whose cluster went with everything in it.
public final class AddressReconciler implements ObjectReconciler<IPAddress> {

    private final ClusterStore store;

    AddressReconciler(ClusterStore store) {
        this.store = store;
    }

    public static Controller controller(ClusterStore store) {
        return Controller.named("load-balancer-address").reconciles(Types.IP_ADDRESSES)
                .alsoWatches(Types.CLUSTERS, (cluster, snapshot) -> snapshot.list(Types.IP_ADDRESSES, "").stream()
                        .flatMap(object -> AddressClaim.of(object).stream())
                        .filter(claim -> claim.tenant().equals(cluster.getMetadata().getNamespace()) && claim.cluster().equals(cluster.getMetadata().getName()))
                        .map(claim -> new ClusterKey(snapshot.cluster(), "", claim.address())), StoreEvent::deletion)
                .management().with(new AddressReconciler(store));
    }

    @Override
    public ResourceType<IPAddress> type() {
        return Types.IP_ADDRESSES;
    }

    @Override
    public Outcome reconcile(Turn turn, IPAddress object) {
        Optional<AddressClaim> claim = Management.id(store).filter(turn.cluster()::equals).flatMap(_ -> AddressClaim.of(object));
        if (claim.isEmpty()) {
            return Outcome.SETTLED;
        }
        return switch (AddressPlan.of(claim.get(), used(turn, claim.get()), turn.realNow())) {
            case AddressPlan.Keep(var lookAgain) -> Outcome.recheckAfter(lookAgain);
            case AddressPlan.Release _ -> {
                turn.writes().merge(Types.IP_ADDRESSES, object, "", patch -> patch.putObject("metadata").put("uid", object.getMetadata().getUid())
                        .putObject("annotations").put(AddressClaim.RELEASED, turn.realNow().toString()));
                yield Outcome.SETTLED;
            }
            case AddressPlan.Free _ -> {
                turn.writes().delete(Types.IP_ADDRESSES, object);
                yield Outcome.SETTLED;
            }
        };
    }

    /// Of a cluster that another process has, its Services are not looked at.
    private boolean used(Turn turn, AddressClaim claim) {
        ClusterId cluster = new ClusterId(claim.clusterId());
        if (store.find(cluster).isEmpty()) {
            return false;
        }
        String[] name = claim.service().split("/", 2);
        try {
            return name.length == 2 && turn.snapshot(cluster).find(Types.SERVICES, name[0], name[1]).map(Service::getMetadata)
                    .filter(metadata -> claim.uid().equals(metadata.getUid())).isPresent();
        } catch (StoreException.NotOwner _) {
            return true;
        } catch (StoreException.NoSuchCluster _) {
            return false;
        }
    }
}
