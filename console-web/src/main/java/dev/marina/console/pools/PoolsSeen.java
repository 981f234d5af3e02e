package dev.marina.console.pools;

import dev.marina.console.login.Person;
import dev.marina.console.rest.ClusterNetworks.ClusterNetwork;
import dev.marina.console.rest.NodePools.Pool;
import dev.marina.console.rest.OfCluster;
import dev.marina.console.rest.QuotaLine;
import dev.marina.console.rest.Tenancy;
import java.util.List;

/// What the REST API says of a cluster's pools, and of what the tenant's plan leaves for them, at one moment.
record PoolsSeen(List<Pool> pools, List<QuotaLine> quota, ClusterNetwork network) {

    static final PoolsSeen NOTHING = new PoolsSeen(List.of(), List.of(), ClusterNetwork.UNKNOWN);

    static PoolsSeen through(Tenancy tenancy, Person person, OfCluster of) {
        return new PoolsSeen(tenancy.nodePools().list(person, of), tenancy.quota(person, of.tenant()), tenancy.networks().read(person, of));
    }
}
