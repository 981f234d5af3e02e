package dev.marina.apiserver.aggregation;

import dev.marina.apiserver.dial.IntoClusters;
import dev.marina.apiserver.dial.TlsOver;
import dev.marina.apiserver.dial.TrustedAuthorities;
import dev.marina.apiserver.pki.FrontProxy;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/// Connects to the server of a further API, as the cluster's front proxy.
final class ExtensionConnections {

    private final IntoClusters clusters;
    private final Clock clock;

    ExtensionConnections(IntoClusters clusters, Clock clock) {
        this.clusters = clusters;
        this.clock = clock;
    }

    /// The caller closes it.
    Socket open(ClusterRecord cluster, ExtensionApi api) throws IOException {
        KeyManager[] own = FrontProxy.client(cluster, clock);
        if (api.unverified()) {
            return TlsOver.unverified(dial(cluster, api), own);
        }
        SSLContext trust = TrustedAuthorities.of(api.caBundle(), own);
        return TlsOver.verified(trust, dial(cluster, api), api.serverName());
    }

    private Socket dial(ClusterRecord cluster, ExtensionApi api) {
        return clusters.connect(cluster, api.namespace(), api.service(), Integer.toString(api.port()));
    }
}
