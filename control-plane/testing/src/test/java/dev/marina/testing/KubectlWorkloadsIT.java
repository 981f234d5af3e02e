package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Rollouts, jobs and sets with an unmodified kubectl.
class KubectlWorkloadsIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static Kubectl owner;
    private static PretendedNode node;

    @BeforeAll
    static void aClusterWithANode() {
        ClusterRecord cluster = plane.cluster("acme", "workloads");
        owner = new Kubectl(plane.kubeconfig(cluster, "owner", "marina:acme:owner"));
        node = new PretendedNode(plane.admin("acme", "workloads"), "n1");
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    void aDeploymentIsRolledOutWatchedTakenBackAndRestarted() throws Exception {
        kubectl("create", "deployment", "web", "--image=web:1", "--replicas=3");
        assertContains("successfully rolled out", kubectl("rollout", "status", "deployment/web", "--timeout=60s"));
        kubectl("set", "image", "deployment/web", "web=web:2");
        assertContains("successfully rolled out", kubectl("rollout", "status", "deployment/web", "--timeout=60s"));
        assertEquals(List.of("1", "2"), revisions("deployment/web"));
        assertContains("rolled back", kubectl("rollout", "undo", "deployment/web"));
        kubectl("rollout", "status", "deployment/web", "--timeout=60s");
        assertEquals("web:1", image("deployment/web"));
        assertEquals(List.of("2", "3"), revisions("deployment/web"));
        assertContains("restarted", kubectl("rollout", "restart", "deployment/web"));
        kubectl("rollout", "status", "deployment/web", "--timeout=60s");
        kubectl("scale", "deployment/web", "--replicas=5");
        kubectl("rollout", "status", "deployment/web", "--timeout=60s");
        assertEquals("5", kubectl("get", "deployment/web", "-o", "jsonpath={.status.readyReplicas}"));
    }

    @Test
    void aReplicationControllerIsScaledExposedDescribedAndLeavesItsPodsWhenToldTo() throws Exception {
        apply("""
                apiVersion: v1
                kind: ReplicationController
                metadata: {name: old}
                spec:
                  replicas: 1
                  template: {metadata: {labels: {app: old}}, spec: {containers: [{name: old, image: "old:1", ports: [{containerPort: 80}]}]}}
                """);
        kubectl("wait", "rc/old", "--for=jsonpath={.status.readyReplicas}=1", "--timeout=60s");
        assertContains("scaled", kubectl("scale", "rc/old", "--current-replicas=1", "--replicas=2"));
        kubectl("wait", "rc/old", "--for=jsonpath={.status.readyReplicas}=2", "--timeout=60s");
        assertTrue(kubectl("get", "rc", "-o", "wide").lines().anyMatch(line -> line.matches("old\\s+2\\s+2\\s+2\\s+\\S+\\s+old\\s+old:1\\s+app=old")),
                () -> "columns");
        assertContains("app=old", kubectl("describe", "rc", "old"));
        assertContains("replicationcontroller/old", kubectl("get", "all"));
        kubectl("expose", "rc", "old", "--port=1234", "--target-port=80");
        assertEquals("{\"app\":\"old\"}", kubectl("get", "service/old", "-o", "jsonpath={.spec.selector}"));
        kubectl("delete", "rc/old", "--cascade=orphan");
        assertEquals("", kubectl("get", "pods", "-l", "app=old", "-o", "jsonpath={.items[*].metadata.ownerReferences}"));
        kubectl("delete", "pod", "-l", "app=old", "--wait=false");
    }

    @Test
    void aStatefulSetRecoversFromABadUpdate() throws Exception {
        apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  serviceName: db
                  replicas: 3
                  selector: {matchLabels: {app: db}}
                  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "db:1"}]}}
                """);
        assertContains("roll out complete", kubectl("rollout", "status", "statefulset/db", "--timeout=60s"));
        assertEquals("db-0 db-1 db-2", kubectl("get", "pods", "-l", "app=db", "-o", "jsonpath={.items[*].metadata.name}"));
        kubectl("set", "image", "statefulset/db", "db=db:broken");
        kubectl("wait", "pod/db-2", "--for=jsonpath={.spec.containers[0].image}=db:broken", "--timeout=60s");
        assertContains("rolled back", kubectl("rollout", "undo", "statefulset/db"));
        assertContains("roll out complete", kubectl("rollout", "status", "statefulset/db", "--timeout=60s"));
        assertEquals("db:1", image("statefulset/db"));
        assertEquals(List.of("2", "3"), revisions("statefulset/db"));
        kubectl("scale", "statefulset/db", "--replicas=1");
        kubectl("wait", "statefulset/db", "--for=jsonpath={.status.replicas}=1", "--timeout=60s");
        assertEquals("db-0", kubectl("get", "pods", "-l", "app=db", "-o", "jsonpath={.items[*].metadata.name}"));
        assertContains("statefulset.apps/db", kubectl("get", "controllerrevisions"));
    }

    @Test
    void aDaemonSetIsRolledOutAndTakenBack() throws Exception {
        apply("""
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent}
                spec:
                  selector: {matchLabels: {app: agent}}
                  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: agent, image: "agent:1"}]}}
                """);
        assertContains("successfully rolled out", kubectl("rollout", "status", "daemonset/agent", "--timeout=60s"));
        kubectl("set", "image", "daemonset/agent", "agent=agent:2");
        kubectl("rollout", "status", "daemonset/agent", "--timeout=60s");
        assertContains("rolled back", kubectl("rollout", "undo", "daemonset/agent"));
        kubectl("rollout", "status", "daemonset/agent", "--timeout=60s");
        assertEquals("agent:1", image("daemonset/agent"));
        assertEquals(List.of("2", "3"), revisions("daemonset/agent"));
        assertEquals("n1", kubectl("get", "pods", "-l", "app=agent", "-o", "jsonpath={.items[*].spec.nodeName}"));
    }

    @Test
    void jobsEndWellOrBadlyAndTheirPodsGoWithThem() throws Exception {
        apply(job("good", "Succeeded", ""));
        apply(job("bad", "Failed", "backoffLimit: 0,"));
        kubectl("wait", "--for=condition=complete", "job/good", "--timeout=60s");
        kubectl("wait", "--for=condition=failed", "job/bad", "--timeout=60s");
        assertEquals("BackoffLimitExceeded", kubectl("get", "job/bad", "-o", "jsonpath={.status.conditions[?(@.type=='Failed')].reason}"));
        assertTrue(kubectl("get", "jobs").lines().anyMatch(line -> line.matches("good\\s+Complete\\s+1/1\\s+\\S+\\s+\\S+")), () -> "columns");
        kubectl("delete", "job/good", "job/bad");
        kubectl("wait", "--for=delete", "pod", "-l", "job-name=good", "--timeout=60s");
    }

    @Test
    void aJobIsMadeOfACronJobByHand() throws Exception {
        apply("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly}
                spec:
                  schedule: "0 3 * * *"
                  timeZone: Europe/Berlin
                  jobTemplate: {spec: {template: {metadata: {labels: {ends: Succeeded}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}
                """);
        assertContains("job.batch/now created", kubectl("create", "job", "now", "--from=cronjob/nightly"));
        kubectl("wait", "--for=condition=complete", "job/now", "--timeout=60s");
        assertTrue(kubectl("get", "cronjobs").lines()
                .anyMatch(line -> line.matches("nightly\\s+0 3 \\* \\* \\*\\s+Europe/Berlin\\s+False\\s+\\d\\s+<none>\\s+\\S+")), () -> "columns");
    }

    @Test
    void anAutoscalerKeepsToItsBoundsAndSaysWhatItLacks() throws Exception {
        kubectl("create", "deployment", "busy", "--image=web:1");
        kubectl("autoscale", "deployment/busy", "--min=2", "--max=4", "--cpu-percent=50");
        kubectl("wait", "deployment/busy", "--for=jsonpath={.spec.replicas}=2", "--timeout=60s");
        kubectl("wait", "hpa/busy", "--for=condition=ScalingActive=false", "--timeout=60s");
        assertTrue(kubectl("get", "hpa").lines().anyMatch(line -> line.matches("busy\\s+Deployment/busy\\s+cpu: <unknown>/50%\\s+2\\s+4\\s+\\d\\s+\\S+")),
                () -> "columns");
        assertEquals("50", kubectl("get", "horizontalpodautoscalers.v1.autoscaling", "busy", "-o", "jsonpath={.spec.targetCPUUtilizationPercentage}"));
    }

    private static String job(String name, String end, String more) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %s}
                spec: {%s template: {metadata: {labels: {ends: %s}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
                """.formatted(name, more, end);
    }

    private static List<String> revisions(String of) throws Exception {
        return kubectl("rollout", "history", of).lines().map(String::strip).filter(line -> line.matches("\\d+\\s.*")).map(line -> line.split("\\s+")[0])
                .toList();
    }

    private static String image(String of) throws Exception {
        return kubectl("get", of, "-o", "jsonpath={.spec.template.spec.containers[0].image}");
    }

    private static void assertContains(String part, String output) {
        assertTrue(output.contains(part), output);
    }

    private static void apply(String manifest) throws Exception {
        run(manifest, "apply", "-f", "-");
    }

    private static String kubectl(String... arguments) throws Exception {
        return run("", arguments);
    }

    private static String run(String input, String... arguments) throws Exception {
        Kubectl.Result result = owner.run(input, arguments);
        assertEquals(0, result.exit(), () -> String.join(" ", arguments) + ": " + result.output());
        return result.output();
    }
}
