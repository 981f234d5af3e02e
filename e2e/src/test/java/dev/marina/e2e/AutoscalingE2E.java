package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What nodes, pods and containers use, and what an autoscaler does about it. Nobody sees another's figures.
@Order(4)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AutoscalingE2E {

    private static final Duration MEASURED = Duration.ofSeconds(60);
    private static final Duration SCALED = Duration.ofMinutes(2);

    private Tenant busy;
    private Tenant idle;

    @BeforeAll
    void twoTenants(Marina marina) {
        busy = marina.signUp("busy").awaitNodes(2);
        idle = marina.signUp("idle").awaitNodes(2);
        idle.startBusybox("quiet", "").awaitPodReady("quiet");
        busy.kubectlWithInput("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: main
                        image: marina/busybox:1
                        command: [sh, -c, 'while :; do if [ -e /tmp/busy ]; then i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; else sleep 1; fi; done']
                        resources: {requests: {cpu: 100m}, limits: {cpu: 300m}}
                      - name: beside
                        image: marina/busybox:1
                        command: [sleep, "1000000"]
                        resources: {requests: {cpu: 10m}}
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  minReplicas: 1
                  maxReplicas: 3
                  metrics:
                  - type: ContainerResource
                    containerResource: {name: cpu, container: main, target: {type: Utilization, averageUtilization: 50}}
                  behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
                """, "apply", "-f", "-").succeeded();
        busy.kubectl("rollout", "status", "deployment/web", "--timeout=120s").succeeded();
    }

    @Test
    void whatIsBusyIsSeenAndGetsCompanyAndLosesItAgain() {
        String pod = busy.kubectl("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[0].metadata.name}").succeeded().output().trim();
        busy.inPod(pod, "touch /tmp/busy").succeeded();

        Await.until("a busy pod is seen", MEASURED, () -> milliCpu(busy, pod), used -> used.isPresent() && used.get() > 150);
        assertTrue(top(busy, "pod", "-A", "--sort-by=cpu").getFirst().contains(pod), "it is the busiest");
        List<String> containers = top(busy, "pod", pod, "--containers");
        assertEquals(List.of("beside", "main"), containers.stream().map(line -> line.split("\\s+")[1]).sorted().toList());
        assertEquals(2, top(busy, "node").size());

        Await.until("it gets company", SCALED, () -> replicas(busy), "3"::equals);
        busy.inPod(pod, "rm /tmp/busy").succeeded();
        Await.until("it is alone again", SCALED, () -> replicas(busy), "1"::equals);
        String events = busy.kubectl("get", "events", "--field-selector", "reason=SuccessfulRescale", "-o", "jsonpath={.items[*].message}").succeeded()
                .output();
        assertTrue(events.contains("cpu container resource utilization (percentage of request) above target"), events);
        assertTrue(events.contains("All metrics below target"), events);
    }

    @Test
    void nobodySeesAnothersFigures() {
        Await.until("the idle pod is measured", MEASURED, () -> milliCpu(idle, "quiet"), Optional::isPresent);
        assertTrue(milliCpu(idle, "quiet").orElseThrow() < 100, "it does nothing");
        assertFalse(top(idle, "pod", "-A").stream().anyMatch(line -> line.contains("web")));

        String node = idle.kubectl("get", "pod", "quiet", "-o", "jsonpath={.spec.nodeName}").succeeded().output().trim();
        for (String path : List.of("/stats/summary", "/metrics", "/metrics/cadvisor", "/metrics/resource")) {
            String figures = idle.kubectl("get", "--raw", "/api/v1/nodes/" + node + "/proxy" + path).succeeded().output();
            assertFalse(figures.contains("web"), path);
            assertEquals(!path.equals("/metrics"), figures.contains("quiet"), path);
        }
    }

    @Test
    void prometheusScrapesWithAServiceAccount() {
        busy.kubectl("create", "serviceaccount", "prometheus").succeeded();
        busy.kubectl("create", "clusterrole", "scrape", "--verb=get", "--resource=nodes/proxy").succeeded();
        String node = busy.kubectl("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[0].spec.nodeName}").succeeded().output().trim();
        String path = "/api/v1/nodes/" + node + "/proxy/metrics/cadvisor";
        String account = "--as=system:serviceaccount:default:prometheus";
        busy.kubectl("get", "--raw", path, account).failed();
        busy.kubectl("create", "clusterrolebinding", "scrape", "--clusterrole=scrape", "--serviceaccount=default:prometheus").succeeded();
        Program scraped = Await.until("the right holds", MEASURED, () -> busy.kubectl("get", "--raw", path, account), answer -> answer.exitCode() == 0);
        assertTrue(scraped.output().lines().anyMatch(line -> line.startsWith("container_cpu_usage_seconds_total{container=\"main\"")), scraped.output());
    }

    private static List<String> top(Tenant tenant, String... arguments) {
        List<String> command = Stream.concat(Stream.of("top"), Stream.of(arguments)).toList();
        return tenant.kubectl(command.toArray(String[]::new)).succeeded().output().lines().skip(1).toList();
    }

    /// Empty while it was not measured.
    private static Optional<Integer> milliCpu(Tenant tenant, String pod) {
        Program answer = tenant.kubectl("top", "pod", pod, "--no-headers");
        return answer.exitCode() == 0 ? Optional.of(Integer.parseInt(answer.output().strip().split("\\s+")[1].replace("m", ""))) : Optional.empty();
    }

    private static String replicas(Tenant tenant) {
        return tenant.kubectl("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}").succeeded().output().trim();
    }
}
