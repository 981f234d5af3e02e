package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import dev.marina.testing.Kubectl.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The first steps of the books with an unmodified kubectl.
class KubectlIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: main, image: marina/busybox, ports: [{containerPort: 80}]}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
            """;

    private static ClusterRecord cluster;
    private static Kubectl owner;

    @BeforeAll
    static void aCluster() {
        cluster = plane.cluster("acme", "default");
        owner = new Kubectl(plane.kubeconfig(cluster, "owner", "marina:acme:owner"));
    }

    private static Result kubectl(String input, String... arguments) throws Exception {
        return owner.run(input, arguments);
    }

    /// kubectl validates what has no endpoint of its own by the protobuf form of OpenAPI v2.
    @Test
    void aListFileIsApplied() throws Exception {
        String list = """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {a: b}}
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
                """;
        assertEquals(new Result(0, "configmap/one created\nconfigmap/two created\n"), kubectl(list, "-n", "kube-public", "apply", "-f", "-"));
        assertEquals(new Result(0, "configmap/one unchanged\nconfigmap/two unchanged\n"), kubectl(list, "-n", "kube-public", "apply", "-f", "-"));
    }

    @Test
    void aFieldIsExplainedInItsOwnWords() throws Exception {
        Result explained = kubectl("", "explain", "pod.spec.containers.livenessProbe");
        assertEquals(0, explained.exit(), explained.output());
        assertTrue(explained.output().contains("Periodic probe of container liveness."), explained.output());
    }

    /// kubectl reads the details of a refusal without asking whether there are any.
    @Test
    void aPathThatIsNotServedIsAnErrorAndNoCrash() throws Exception {
        Result raw = kubectl("", "get", "--raw", "/clusters/acme/default/apis/example.com/v1");
        assertEquals(1, raw.exit());
        assertFalse(raw.output().contains("panic"), raw.output());
        assertTrue(raw.output().contains("the server could not find the requested resource"), raw.output());
    }

    @Test
    void aDeploymentIsAppliedScaledAndDeletedWithItsPods() throws Exception {
        assertEquals(new Result(0, "namespace/app created\n"), kubectl("", "create", "namespace", "app"));
        assertEquals(new Result(0, "deployment.apps/web created\nservice/web created\n"), kubectl(DEPLOYMENT, "-n", "app", "apply", "-f", "-"));
        assertEquals(new Result(0, "deployment.apps/web unchanged\nservice/web unchanged\n"), kubectl(DEPLOYMENT, "-n", "app", "apply", "-f", "-"));
        assertEquals(new Result(0, "deployment.apps/web scaled\n"), kubectl("", "-n", "app", "scale", "deployment", "web", "--replicas=3"));
        Await.until("three pods are there", () -> pods().lines().count() == 3);
        assertEquals(new Result(0, "30080"), kubectl("", "-n", "app", "get", "service", "web", "-o", "jsonpath={.spec.ports[0].nodePort}"));
        assertEquals(new Result(0, "deployment.apps/web patched\n"),
                kubectl("", "-n", "app", "patch", "deployment", "web", "-p", "{\"spec\":{\"replicas\":1}}"));
        Await.until("one pod is left", () -> pods().lines().count() == 1);
        assertEquals(new Result(0, "namespace \"app\" deleted\n"), kubectl("", "delete", "namespace", "app", "--timeout=20s"));
    }

    private static String pods() {
        try {
            return kubectl("", "-n", "app", "get", "pods", "-o", "name").output();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// The server does not say it of each item.
    @Test
    void whatIsListedHasItsKindAndCanBeAppliedAgain() throws Exception {
        kubectl("", "-n", "kube-public", "create", "configmap", "kinds");

        assertEquals("ConfigMap v1", kubectl("", "-n", "kube-public", "get", "configmaps", "--field-selector", "metadata.name=kinds", "-o",
                "jsonpath={.items[0].kind} {.items[0].apiVersion}").output());
        String listed = kubectl("", "-n", "kube-public", "get", "configmaps", "--field-selector", "metadata.name=kinds", "-o", "yaml").output();
        assertEquals(0, kubectl(listed, "-n", "kube-public", "apply", "--server-side", "--force-conflicts", "-f", "-").exit(), listed);
    }

    @Test
    void aWatchPrintsWhatComesLater() throws Exception {
        kubectl("", "create", "configmap", "sooner", "--from-literal=a=b");
        Process watch = owner.start("get", "configmaps", "-w", "-o", "name");
        try (BufferedReader lines = watch.inputReader()) {
            // What is there is told first; from then on nothing is missed.
            assertTrue(told(lines, "configmap/sooner"));
            kubectl("", "create", "configmap", "later", "--from-literal=a=b");
            assertTrue(told(lines, "configmap/later"));
        } finally {
            watch.destroy();
        }
    }

    private static boolean told(BufferedReader lines, String wanted) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void rightsAreExplainedInUpstreamsWords() throws Exception {
        Kubectl viewer = new Kubectl(plane.kubeconfig(cluster, "vic", "marina:acme:viewer"));
        Process process = viewer.start("create", "configmap", "x");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(
                "error: failed to create configmap: configmaps is forbidden: User \"vic\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"\n",
                output);
        Process asked = viewer.start("auth", "can-i", "list", "pods");
        assertEquals("yes\n", new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void mistakesInManifestsAreNamed() throws Exception {
        Result result = kubectl(
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"bad\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"imagee\":\"x\"}]}}",
                "create", "-f", "-");
        assertEquals(1, result.exit());
        assertTrue(result.output().contains("unknown field \"spec.containers[0].imagee\""), result.output());
    }

    @Test
    void configurationsOfTwoManagersAreMergedOrRefused() throws Exception {
        String one = "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: merged}, data: {a: '1', b: '1'}}";
        String two = "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: merged}, data: {a: '2'}}";
        assertEquals(new Result(0, "configmap/merged serverside-applied\n"), kubectl(one, "-n", "kube-public", "apply", "--server-side", "-f", "-"));
        Result refused = kubectl(two, "-n", "kube-public", "apply", "--server-side", "--field-manager", "second", "-f", "-");
        assertEquals(1, refused.exit(), refused.output());
        assertTrue(refused.output().contains("Apply failed with 1 conflict: conflict with \"kubectl\": .data.a"), refused.output());

        Result dry = kubectl(two, "-n", "kube-public", "apply", "--server-side", "--field-manager", "second", "--force-conflicts", "--dry-run=server", "-o",
                "jsonpath={.data.a}", "-f", "-");
        assertEquals("2", dry.output());
        assertEquals("1", kubectl("", "-n", "kube-public", "get", "configmap", "merged", "-o", "jsonpath={.data.a}").output());

        assertEquals(0, kubectl(two, "-n", "kube-public", "apply", "--server-side", "--field-manager", "second", "--force-conflicts", "-f", "-").exit());
        String shown = kubectl("", "-n", "kube-public", "get", "configmap", "merged", "-o", "yaml", "--show-managed-fields").output();
        assertTrue(shown.contains("manager: kubectl") && shown.contains("manager: second") && shown.contains("operation: Apply"), shown);
        assertFalse(kubectl("", "-n", "kube-public", "get", "configmap", "merged", "-o", "yaml").output().contains("managedFields"));
    }

    @Test
    void aDifferenceOfServerSideApplyIsShown() throws Exception {
        String before = "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: differing}, data: {a: '1'}}";
        kubectl(before, "-n", "kube-public", "apply", "--server-side", "-f", "-");
        Result same = kubectl(before, "-n", "kube-public", "diff", "--server-side", "-f", "-");
        assertEquals(new Result(0, ""), same);
        Result other = kubectl(before.replace("'1'", "'2'"), "-n", "kube-public", "diff", "--server-side", "-f", "-");
        assertEquals(1, other.exit(), other.output());
        assertTrue(other.output().contains("-  a: \"1\"") && other.output().contains("+  a: \"2\""), other.output());
    }

    @Test
    void clientSideApplyBecomesServerSideApply() throws Exception {
        String first = "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: migrated}, data: {a: '1', b: '1'}}";
        String second = "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: migrated}, data: {a: '2'}}";
        assertEquals(0, kubectl(first, "-n", "kube-public", "apply", "-f", "-").exit());
        Result migrated = kubectl(second, "-n", "kube-public", "apply", "--server-side", "-f", "-");
        assertEquals(new Result(0, "configmap/migrated serverside-applied\n"), migrated);
        assertEquals("{\"a\":\"2\"}", kubectl("", "-n", "kube-public", "get", "configmap", "migrated", "-o", "jsonpath={.data}").output());
        Result back = kubectl(second, "-n", "kube-public", "apply", "-f", "-");
        assertEquals(0, back.exit(), back.output());
    }
}
