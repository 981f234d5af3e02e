package dev.marina.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.Origin;
import dev.marina.controlplane.ControlPlane;
import dev.marina.controlplane.ControlPlaneConfig;
import dev.marina.controlplane.StorageConfig;
import dev.marina.store.ClusterRecord;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// What a write costs the server: processor time of one kind of write after the other, through the whole chain and into a store in
/// memory, without HTTP. The object is a pod template with two containers, of a type that no controller acts on.
final class WritesBenchmark implements Benchmark {

    private static final int WARM_UP = 4_000;
    private static final int MOST_WARM_UPS = 15;
    private static final int MEASURED = 10_000;
    private static final GroupVersionResource TYPE = new GroupVersionResource("", "v1", "podtemplates");
    private static final String OBJECT = """
            {"apiVersion":"v1","kind":"PodTemplate","metadata":{"name":"%s","namespace":"default","labels":{"app":"web","tier":"front"},"annotations":{"step":"%d"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[
              {"name":"web","image":"web:1","ports":[{"containerPort":80},{"containerPort":443}],"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
               "resources":{"requests":{"cpu":"100m","memory":"64Mi"}}},
              {"name":"side","image":"side:1","volumeMounts":[{"name":"data","mountPath":"/data"}]}],"volumes":[{"name":"data","emptyDir":{}}]}}}""";

    @Override
    public Figures run(Consumer<String> progress) throws Exception {
        Figures figures = new Figures();
        try (BenchHome home = BenchHome.create(); ControlPlane plane = ControlPlane.start(config(home.directory()))) {
            ClusterRecord cluster = plane.server().provisioning().ensure("bench", "writes", Map.of(), new Origin("bench", Cause.clock("bench")));
            ClusterClient client = plane.server().client();
            Call call = new Call(cluster.id(), "system:serviceaccount:kube-system:deployment-controller", Cause.clock("bench"));
            client.create(call, TYPE, object("patched", 0));
            measured(figures, progress, "create", i -> client.create(call, TYPE, object("new-" + i, 0)));
            measured(figures, progress, "update", i -> client.update(call, TYPE, "", object("patched", i)));
            measured(figures, progress, "merge_patch",
                    i -> patch(client, call, "patched", PatchType.MERGE, "{\"metadata\":{\"annotations\":{\"step\":\"%d\"}}}".formatted(i)));
            measured(figures, progress, "merge_patch_of_nothing",
                    _ -> patch(client, call, "patched", PatchType.MERGE, "{\"metadata\":{\"labels\":{\"app\":\"web\"}}}"));
            // An object of its own: what an update owns, an apply by the same name conflicts with.
            measured(figures, progress, "apply", i -> patch(client, call, "applied", PatchType.APPLY, object("applied", i).toString()));
            measured(figures, progress, "apply_of_the_same", _ -> patch(client, call, "applied", PatchType.APPLY, object("applied", 0).toString()));
        }
        return figures;
    }

    private static ControlPlaneConfig config(Path home) throws Exception {
        return new ControlPlaneConfig("bench", home, "localhost", "127.0.0.1", EtcdProcess.freePort(), EtcdProcess.freePort(), EtcdProcess.freePort(),
                EtcdProcess.freePort(),
                StorageConfig.inMemory(home), "", Optional.empty(), "marina", "bench-1", "100.64.0.0/16", Optional.empty(), Duration.ZERO,
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Document object(String name, int step) {
        return Document.parse(OBJECT.formatted(name, step).getBytes(StandardCharsets.UTF_8));
    }

    private static void patch(ClusterClient client, Call call, String name, PatchType type, String patch) {
        client.patch(call, TYPE, "default", name, "", type, patch.getBytes(StandardCharsets.UTF_8));
    }

    private static void measured(Figures figures, Consumer<String> progress, String name, IntConsumer write) throws Exception {
        progress.accept(name);
        AtomicInteger warm = new AtomicInteger();
        WarmUp.here(MOST_WARM_UPS).run(() -> {
            for (int i = 0; i < WARM_UP; i++) {
                write.accept(-warm.incrementAndGet());
            }
        });
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        for (int i = 0; i < MEASURED; i++) {
            write.accept(i);
        }
        figures.add(name + "_us", (system.getProcessCpuTime() - before) / 1e3 / MEASURED, "µs", "processor time of the server for each");
    }
}
