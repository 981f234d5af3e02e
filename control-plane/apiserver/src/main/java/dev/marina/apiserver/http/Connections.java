package dev.marina.apiserver.http;

import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The memories of open connections.
final class Connections {

    private static final Map<HttpConnection, ConnectionMemory> open = new ConcurrentHashMap<>();

    private Connections() {}

    static ConnectionMemory memory(HttpConnection connection) {
        ConnectionMemory known = open.get(connection);
        return known != null ? known : open.computeIfAbsent(connection, _ -> new ConnectionMemory());
    }

    static void forget(HttpConnection connection) {
        open.remove(connection);
    }
}
