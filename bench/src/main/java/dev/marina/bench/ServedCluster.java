package dev.marina.bench;

import dev.marina.api.Cause;
import dev.marina.api.Origin;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.pki.PlatformPki;
import dev.marina.controlplane.ControlPlane;
import dev.marina.controlplane.ControlPlaneConfig;
import dev.marina.store.ClusterRecord;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a benchmark of the wire measures, in a process of its own: a control plane with one cluster, or a server on the same stack that
/// answers so many bytes and does nothing else, the floor. Says a line when it serves; then, for each line that it is sent, the heap that is in use
/// after a collection. Ends with its input.
final class ServedCluster {

    static final String TENANT = "bench";
    static final String CLUSTER = "api";
    /// `/bytes/N` of the floor.
    static final String BYTES = "/bytes/";

    private ServedCluster() {}

    /// @param arguments the control plane's configuration; or `floor`, the home of a control plane and a port
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        // What is logged must not come between.
        System.setOut(System.err);
        try (AutoCloseable _ = arguments[0].equals("floor") ? floor(Path.of(arguments[1]), Integer.parseInt(arguments[2])) : cluster(Path.of(arguments[0]))) {
            answers.println("serves");
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (asked.readLine() != null) {
                System.gc();
                answers.println(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        }
        System.exit(0);
    }

    private static AutoCloseable cluster(Path file) throws Exception {
        ControlPlaneConfig config = ControlPlaneConfig.load(file);
        ControlPlane plane = ControlPlane.start(config);
        ClusterRecord cluster = plane.server().provisioning().ensure(TENANT, CLUSTER, Map.of(), new Origin("bench", Cause.clock("bench")));
        ApiConnection.identify(cluster, config.home());
        return plane;
    }

    private static AutoCloseable floor(Path home, int port) throws IOException {
        Vertx vertx = Vertx.vertx();
        Map<String, byte[]> answers = new ConcurrentHashMap<>();
        HttpFront front = HttpFront.start(vertx, HttpFront.tls(PlatformPki.open(home.resolve("pki"), Clock.systemUTC()).server("localhost")), "127.0.0.1", port,
                HttpFront.Locator.BY_PATH, request -> new ApiResponse.Bytes(200, ApiResponse.JSON,
                        List.of(answers.computeIfAbsent(request.path(), path -> new byte[Integer.parseInt(path.substring(BYTES.length()))])), Map.of()));
        return () -> {
            front.close();
            vertx.close();
        };
    }
}
