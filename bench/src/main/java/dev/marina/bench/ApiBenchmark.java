package dev.marina.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The API server over the wire, in a process of its own: TLS, etcd, field managers. Figures per second of the server's processor time do not
/// depend on what else the machine does; beside them a server on the same stack that does nothing but answer as many bytes, and etcd.
final class ApiBenchmark implements Benchmark {

    private static final int CLIENTS = 16;
    private static final int PODS = 10_000;
    private static final int WATCHERS = 1_000;
    private static final int CHANGES = 50;
    private static final double WARM_UP_SECONDS = 4;
    private static final int MOST_WARM_UPS = 15;
    private static final double SECONDS = 5;
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String POD_LIST = "/api/v1/namespaces/default/pods";
    private static final String CONFIG_MAP = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"a\":\"" + "x".repeat(700)
            + "\",\"step\":\"%d\"}}";

    private static final List<String> CASES = List.of("writes", "one", "lists", "watchers");

    private final List<String> cases;

    ApiBenchmark() {
        this(CASES);
    }

    private ApiBenchmark(List<String> cases) {
        this.cases = cases;
    }

    @Override
    public Benchmark only(List<String> wanted) {
        return new ApiBenchmark(Benchmark.among(CASES, wanted));
    }

    @Override
    public Figures run(Consumer<String> progress) throws Exception {
        Figures figures = new Figures();
        try (BenchHome its = BenchHome.create(); EtcdProcess etcd = new EtcdProcess()) {
            Path home = its.directory();
            int port = EtcdProcess.freePort();
            int floorPort = EtcdProcess.freePort();
            try (ServerProcess server = ServerProcess.start(home.resolve("log"), BenchHome.configuration(home, port, etcd, 0).toString());
                    ApiConnection api = ApiConnection.to(url(port), home, Version.HTTP_1_1);
                    ServerProcess floor = ServerProcess.start(home.resolve("floor-log"), "floor", home.toString(), Integer.toString(floorPort));
                    ApiConnection nothing = ApiConnection.to("https://localhost:" + floorPort, home, Version.HTTP_1_1)) {
                for (String each : cases) {
                    progress.accept(each);
                    switch (each) {
                        case "writes" -> {
                            figures.add("etcd_puts_per_s_16", etcd.puts(CLIENTS).perSecond(), "1/s", "plain etcd puts, for comparison");
                            writes(server, api, figures);
                        }
                        case "one" -> one(server, api, floor, nothing, figures);
                        case "lists" -> {
                            pods(server, api, figures);
                            lists(server, api, floor, nothing, figures);
                        }
                        default -> fanOut(server, api, url(port), home, figures);
                    }
                }
            }
        }
        return figures;
    }

    private static String url(int port) {
        return "https://localhost:%d/clusters/%s/%s".formatted(port, ServedCluster.TENANT, ServedCluster.CLUSTER);
    }

    private static double measured(ServerProcess server, int clients, String name, String what, Figures figures, Load.Step step) throws Exception {
        return measured(server, clients, name, what, figures, step, () -> {});
    }

    /// Warms up, then measures.
    ///
    /// @param after each round of the warming up
    private static double measured(ServerProcess server, int clients, String name, String what, Figures figures, Load.Step step, WarmUp.Round after)
            throws Exception {
        new WarmUp(server, MOST_WARM_UPS).run(() -> {
            Load.run(clients, 0, WARM_UP_SECONDS, step);
            after.run();
        });
        double before = server.processor();
        Load.Result result = Load.run(clients, 0, SECONDS, step);
        double perSecond = result.latencies().count() / (server.processor() - before);
        figures.add(name + "_per_cpu_s", perSecond, "1/s", "for a second of the server's processor time: " + what)
                .add(name + "_p50_ms", result.latencies().millis(0.5), "ms", "")
                .add(name + "_p99_ms", result.latencies().millis(0.99), "ms", "");
        return perSecond;
    }

    private static void writes(ServerProcess server, ApiConnection api, Figures figures) throws Exception {
        AtomicLong names = new AtomicLong();
        measured(server, CLIENTS, "create", "ConfigMaps made, 16 clients", figures,
                (_, _) -> api.write("POST", CONFIG_MAPS, JSON, CONFIG_MAP.formatted("c-" + names.incrementAndGet(), 0), 201),
                // a cluster has room for so many objects only
                () -> api.write("DELETE", CONFIG_MAPS, JSON, "{}", 200));
        for (int client = 0; client < CLIENTS; client++) {
            api.write("POST", CONFIG_MAPS, JSON, CONFIG_MAP.formatted("own-" + client, 0), 201);
        }
        measured(server, CLIENTS, "update", "the same written anew", figures,
                (client, round) -> api.write("PUT", CONFIG_MAPS + "/own-" + client, JSON, CONFIG_MAP.formatted("own-" + client, round), 200));
        measured(server, CLIENTS, "patch", "merge patches", figures, (client, round) -> api.write("PATCH", CONFIG_MAPS + "/own-" + client,
                "application/merge-patch+json", "{\"data\":{\"b\":\"%d\"}}".formatted(round), 200));
        for (int client = 0; client < CLIENTS; client++) {
            api.write("PATCH", applied(client), "application/apply-patch+yaml", CONFIG_MAP.formatted("applied-" + client, 0), 201);
        }
        measured(server, CLIENTS, "apply", "server-side applies that change something", figures,
                (client, round) -> api.write("PATCH", applied(client), "application/apply-patch+yaml", CONFIG_MAP.formatted("applied-" + client, round + 1),
                        200));
    }

    private static String applied(int client) {
        return CONFIG_MAPS + "/applied-" + client + "?fieldManager=bench";
    }

    private static void one(ServerProcess server, ApiConnection api, ServerProcess floor, ApiConnection nothing, Figures figures) throws Exception {
        String path = CONFIG_MAPS + "/read";
        api.write("POST", CONFIG_MAPS, JSON, CONFIG_MAP.formatted("read", 0), 201);
        int bytes = api.bytes(path, JSON).length;
        double ours = measured(server, CLIENTS, "get", "a ConfigMap read, 16 clients", figures, (_, _) -> api.read(path, JSON));
        double least = measured(floor, CLIENTS, "get_floor", "as many bytes from a server that does nothing", figures,
                (_, _) -> nothing.read(ServedCluster.BYTES + bytes, JSON));
        figures.add("get_of_floor", least / ours, "times", "the floor's processor time");
    }

    private static String pod(int i) {
        String variables = "{\"name\":\"SETTING_%d\",\"value\":\"" + "v".repeat(40) + "\"}";
        List<String> env = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            env.add(variables.formatted(k));
        }
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod-%06d","labels":{"app":"app-%d","tier":"web"},"annotations":{"note":"%s"}},
                 "spec":{"schedulerName":"nobody","containers":[{"name":"c","image":"example/app:1","env":[%s]}]}}
                """.formatted(i, i % 100, "n".repeat(300), String.join(",", env));
    }

    private static void pods(ServerProcess server, ApiConnection api, Figures figures) throws Exception {
        long before = server.heapBytes();
        double processor = server.processor();
        long begin = System.nanoTime();
        Load.each(2 * CLIENTS, PODS, i -> api.write("POST", POD_LIST, JSON, pod(i), 201));
        figures.add("pods_per_s", PODS / ((System.nanoTime() - begin) / 1e9), "1/s", "pods made, 32 clients")
                .add("pods_per_cpu_s", PODS / (server.processor() - processor), "1/s", "")
                .add("pods_10000_mib", (server.heapBytes() - before) / (double) (1 << 20), "MiB", "heap that they need");
    }

    private static void lists(ServerProcess server, ApiConnection api, ServerProcess floor, ApiConnection nothing, Figures figures)
            throws Exception {
        int bytes = api.bytes(POD_LIST, JSON).length;
        figures.add("list_mib", bytes / (double) (1 << 20), "MiB", "a list of 10,000 pods");
        double ours = measured(server, 1, "list", "lists of 10,000 pods, one client", figures, (_, _) -> api.read(POD_LIST, JSON));
        double least = measured(floor, 1, "list_floor", "as many bytes from a server that does nothing", figures,
                (_, _) -> nothing.read(ServedCluster.BYTES + bytes, JSON));
        figures.add("list_of_floor", least / ours, "times", "the floor's processor time");
        measured(server, 1, "list_protobuf", "the same in protobuf", figures, (_, _) -> api.read(POD_LIST, PROTOBUF));
        measured(server, 4, "list_none", "a selector that matches none of them", figures, (_, _) -> api.read(POD_LIST + "?labelSelector=app%3Dnothing", JSON));
        measured(server, 4, "list_page", "the first 500", figures, (_, _) -> api.read(POD_LIST + "?limit=500", JSON));
        measured(server, 4, "list_label", "100 of them by their label", figures,
                (_, _) -> api.read(POD_LIST + "?labelSelector=app%3Dapp-7&resourceVersion=0", JSON));
    }

    /// Changes one object, again when all have seen it.
    private static void fanOut(ServerProcess server, ApiConnection api, String url, Path home, Figures figures) throws Exception {
        api.write("POST", CONFIG_MAPS, JSON, CONFIG_MAP.formatted("fan", 0), 201);
        try (ApiConnection watchers = ApiConnection.to(url, home, Version.HTTP_2)) {
            Semaphore seen = new Semaphore(0);
            for (int watcher = 0; watcher < WATCHERS; watcher++) {
                InputStream events = watchers.open(watch());
                Thread.startVirtualThread(() -> count(events, seen));
            }
            seen.acquire(WATCHERS);
            delivered(server, api, seen, "fanout", "one change seen by all of 1,000 watchers", figures);
            try (ApiConnection apart = ApiConnection.to(url, home, Version.HTTP_1_1); InputStream _ = apart.open(watch())) {
                delivered(server, api, seen, "fanout_stalled", "the same beside a watcher that does not read", figures);
            }
        }
    }

    private static String watch() {
        return CONFIG_MAPS + "?watch=1&fieldSelector=metadata.name%3Dfan";
    }

    /// The first is the object as it is.
    private static void count(InputStream events, Semaphore seen) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            while (lines.readLine() != null) {
                seen.release();
            }
        } catch (IOException _) {
            // The connection is closed when the measurement is over.
        }
    }

    private static void delivered(ServerProcess server, ApiConnection api, Semaphore seen, String name, String what, Figures figures) throws Exception {
        new WarmUp(server, MOST_WARM_UPS).run(() -> {
            for (int round = 0; round < CHANGES; round++) {
                change(api, seen, round);
            }
        });
        double before = server.processor();
        long[] took = new long[CHANGES];
        for (int round = 0; round < CHANGES; round++) {
            long begin = System.nanoTime();
            change(api, seen, CHANGES + round);
            took[round] = System.nanoTime() - begin;
        }
        Latencies latencies = new Latencies(took);
        figures.add(name + "_per_cpu_s", CHANGES * WATCHERS / (server.processor() - before), "1/s",
                "deliveries for a second of the server's processor time: " + what)
                .add(name + "_p50_ms", latencies.millis(0.5), "ms", "from the change until all have it")
                .add(name + "_p99_ms", latencies.millis(0.99), "ms", "");
    }

    private static void change(ApiConnection api, Semaphore seen, int step) throws Exception {
        api.write("PATCH", CONFIG_MAPS + "/fan", "application/merge-patch+json", "{\"data\":{\"n\":\"%d\"}}".formatted(step), 200);
        if (!seen.tryAcquire(WATCHERS, 1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("not all watchers have seen change " + step);
        }
    }
}
