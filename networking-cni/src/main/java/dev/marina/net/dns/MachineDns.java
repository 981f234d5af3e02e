package dev.marina.net.dns;

import dev.marina.net.share.SharedPool;
import java.nio.file.Path;

/// What the name servers of all nodes have in common: the way to the world, and how much of it there is.
public final class MachineDns {

    private static final int OWN_QUERIES = 8;
    private static final int MOST_QUERIES = 64;
    private static final int SHARED_QUERIES = 256;
    private static final int OWN_CONNECTIONS = 4;
    private static final int MOST_CONNECTIONS = 64;
    private static final int SHARED_CONNECTIONS = 512;

    private final Upstream upstream;
    private final HiddenNames hidden;
    private final SharedPool queries = new SharedPool(OWN_QUERIES, MOST_QUERIES, SHARED_QUERIES);
    private final SharedPool named = new SharedPool(OWN_QUERIES, MOST_QUERIES, SHARED_QUERIES);
    private final SharedPool connections = new SharedPool(OWN_CONNECTIONS, MOST_CONNECTIONS, SHARED_CONNECTIONS);

    /// @param resolvConf the machine's, whose search domains are hidden from tenants
    public MachineDns(Upstream upstream, Path resolvConf) {
        this.upstream = upstream;
        hidden = HiddenNames.of(HiddenNames.searchDomains(resolvConf));
    }

    OutsideNames outside() {
        return new OutsideNames(upstream, hidden, queries.share(), System::nanoTime);
    }

    /// Servers that the node's cluster has named.
    NamedServers named(ClusterDns.Sockets sockets) {
        return new NamedServers(sockets, named.share(), System::nanoTime);
    }

    SharedPool.Share connections() {
        return connections.share();
    }
}
