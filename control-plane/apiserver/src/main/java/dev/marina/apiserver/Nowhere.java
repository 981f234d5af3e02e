package dev.marina.apiserver;

import dev.marina.api.StatusException;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/// Where a server of copies connects to: nowhere. What it would ask of a Service or of somebody outside fails with this.
final class Nowhere {

    private static final String NOBODY = "a plan asks nobody outside of the cluster's own objects";

    private Nowhere() {}

    static Socket service(ClusterRecord cluster, String namespace, String service, String port) {
        throw StatusException.unavailable(NOBODY);
    }

    static List<InetAddress> host(String host) throws IOException {
        throw new IOException(NOBODY);
    }
}
