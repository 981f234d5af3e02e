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
/// after a collection, or, where the line is [#CLUSTERS], how many clusters the tenant has, for each of which who a benchmark is lies in the home then.
/// Ends with its input.
final class ServedCluster {

    static final String TENANT = "bench";
    static final String CLUSTER = "api";
    /// `/bytes/N` of the floor.
    static final String BYTES = "/bytes/";
    /// Without a cluster of the tenant's: the benchmark makes them in the management cluster.
    static final String ALONE = "alone";
    static final String CLUSTERS = "clusters";
    static final String COMPILING = "compiling";

    private ServedCluster() {}

    /// What makes a benchmark known to clusters that are there.
    private interface Identifying {
        int clusters() throws Exception;
    }

    private record Served(AutoCloseable process, Identifying identifying) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                process.close();
            } catch (Exception e) {
                throw new IOException("what was served did not end", e);
            }
        }
    }

    /// @param arguments the control plane's configuration, and `alone` or nothing; or `floor`, the home of a control plane and a port
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        // What is logged must not come between.
        System.setOut(System.err);
        try (Served served = arguments[0].equals("floor")
                ? floor(Path.of(arguments[1]), Integer.parseInt(arguments[2]))
                : plane(Path.of(arguments[0]), arguments.length > 1)) {
            answers.println("serves");
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                answers.println(switch (line) {
                    case CLUSTERS -> served.identifying.clusters();
                    case COMPILING -> ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
                    default -> heapBytes();
                });
            }
        }
        System.exit(0);
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Served plane(Path file, boolean alone) throws Exception {
        ControlPlaneConfig config = ControlPlaneConfig.load(file);
        ControlPlane plane = ControlPlane.start(config);
        if (alone) {
            ApiConnection.identify(plane.management(), config.home());
        } else {
            plane.server().provisioning().ensure(TENANT, CLUSTER, Map.of(), new Origin("bench", Cause.clock("bench")));
        }
        Identifying identifying = () -> {
            List<ClusterRecord> clusters = plane.store().records().filter(record -> record.tenant().equals(TENANT)).toList();
            for (ClusterRecord cluster : clusters) {
                ApiConnection.identify(cluster, config.home());
            }
            return clusters.size();
        };
        if (!alone) {
            identifying.clusters();
        }
        return new Served(plane, identifying);
    }

    private static Served floor(Path home, int port) throws IOException {
        Vertx vertx = Vertx.vertx();
        Map<String, byte[]> answers = new ConcurrentHashMap<>();
        HttpFront front = HttpFront.start(vertx, HttpFront.tls(PlatformPki.open(home.resolve("pki"), Clock.systemUTC()).server("localhost", List.of())),
                "127.0.0.1", port,
                HttpFront.Locator.BY_PATH, request -> new ApiResponse.Bytes(200, ApiResponse.JSON,
                        List.of(answers.computeIfAbsent(request.path(), path -> new byte[Integer.parseInt(path.substring(BYTES.length()))])), Map.of()));
        return new Served(() -> {
            front.close();
            vertx.close();
        }, () -> 0);
    }
}
