package dev.marina.net;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.net.service.ServiceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers at the health check ports of one node's Services, by HTTP: whether the node has endpoints of its own, which is what load
/// balancers outside ask. As kube-proxy does: hcInstance.ServeHTTP in pkg/proxy/healthcheck/service_health.go
final class HealthChecks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LONGEST_REQUEST = 4_096;
    /// At the same time, of all ports of the node; whoever comes then is turned away.
    private static final int PLACES = 16;

    private final Listening listening;
    private final Map<Integer, Listener> open = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(PLACES);
    private volatile Map<Integer, ServiceEntry> checks = Map.of();

    /// A port, and who accepts there.
    private record Listener(ServerSocketChannel channel, Thread thread) {

        /// Nobody listens any more when it returns: what is closed while somebody accepts stays open until they have gone.
        void close() throws IOException {
            channel.close();
            if (thread != Thread.currentThread()) {
                try {
                    thread.join(PATIENCE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /// Opens a port at the node's address.
    interface Listening {
        ServerSocketChannel at(int port) throws IOException;
    }

    HealthChecks(Listening listening) {
        this.listening = listening;
    }

    /// From now on these are answered and no others. A port that somebody else has is tried again with the next change.
    synchronized void change(Map<Integer, ServiceEntry> wanted) {
        checks = Map.copyOf(wanted);
        open.keySet().stream().filter(port -> !wanted.containsKey(port)).toList().forEach(this::shut);
        for (Map.Entry<Integer, ServiceEntry> check : wanted.entrySet()) {
            if (!open.containsKey(check.getKey())) {
                open(check.getKey(), check.getValue());
            }
        }
    }

    private void open(int port, ServiceEntry service) {
        try {
            ServerSocketChannel listener = listening.at(port);
            Thread thread = Thread.ofVirtual().name("health check " + port).unstarted(() -> accept(port, listener));
            open.put(port, new Listener(listener, thread));
            thread.start();
        } catch (IOException | RuntimeException e) {
            log.atWarn().addKeyValue("service", service.namespace() + "/" + service.name()).addKeyValue("port", port).addKeyValue("error", e.toString())
                    .log("health check port not opened");
        }
    }

    private void shut(int port) {
        try {
            open.remove(port).close();
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("port", port).log("health check port not closed");
        }
    }

    private void accept(int port, ServerSocketChannel listener) {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().name("health check").start(() -> answer(port, client));
                } else {
                    client.close();
                }
            }
        } catch (ClosedChannelException _) {
            // the Service has no such port any more
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("port", port).log("health check port is not served until its Services change");
            lost(port, listener);
        }
    }

    private synchronized void lost(int port, ServerSocketChannel listener) {
        Listener here = open.get(port);
        if (here != null && here.channel() == listener) {
            shut(port);
        }
    }

    private void answer(int port, SocketChannel client) {
        try (client) {
            Socket socket = client.socket();
            ServiceEntry service = checks.get(port);
            if (service != null && asked(socket)) {
                socket.getOutputStream().write(answer(service).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // the client went away, or was slow
        } finally {
            places.release();
        }
    }

    /// Whether a request's head came in time. What it asks for does not matter.
    private static boolean asked(Socket socket) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        InputStream in = socket.getInputStream();
        int newLines = 0;
        for (int i = 0; i < LONGEST_REQUEST; i++) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            socket.setSoTimeout((int) left);
            int next = in.read();
            if (next < 0) {
                return false;
            }
            newLines = next == '\n' ? newLines + 1 : next == '\r' ? newLines : 0;
            if (newLines == 2) {
                return true;
            }
        }
        return false;
    }

    static String answer(ServiceEntry service) throws IOException {
        int count = service.localEndpoints();
        String body = """
                {
                \t"service": {
                \t\t"namespace": %s,
                \t\t"name": %s
                \t},
                \t"localEndpoints": %d,
                \t"serviceProxyHealthy": true
                }""".formatted(JSON.writeValueAsString(service.namespace()), JSON.writeValueAsString(service.name()), count);
        return "HTTP/1.1 %s\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nX-Load-Balancing-Endpoint-Weight: %d\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(count > 0 ? "200 OK" : "503 Service Unavailable", count, body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    @Override
    public synchronized void close() {
        change(Map.of());
    }
}
