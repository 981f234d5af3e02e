package dev.marina.apiserver.dial;

import dev.marina.store.ClusterRecord;
import java.net.Socket;

/// Connects to a Service of a cluster, as [ClusterDial#service] does; throws a [dev.marina.api.StatusException].
@FunctionalInterface
public interface IntoClusters {
    Socket connect(ClusterRecord cluster, String namespace, String service, String port);
}
