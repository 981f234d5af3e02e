package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Nodes of a tenant's own, broken for a while by the console and by kubectl; beside a tenant who breaks something else on the same machine.
@Order(9)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenNodesE2E {

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  topologySpreadConstraints:
                  - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}
                  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]
                  containers: [{name: main, image: 'marina/busybox:1', command: [httpd, -f, -p, '8080', -h, /tmp], readinessProbe: {tcpSocket: {port: 8080}}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            """;
    private static final String FAULT = """
            ---
            apiVersion: marina.dev/v1
            kind: Fault
            metadata: {name: %s}
            spec: {type: %s, nodes: [%s], seconds: 600, prediction: %s}
            """;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String ASK = "timeout 5 wget -q -O /dev/null http://web/nothing 2>&1; echo rc $?";

    private Tenant tenant;
    private Tenant other;
    private String console;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina marina) {
        tenant = marina.signUp("breaks").awaitReady();
        other = marina.signUp("besides").awaitReady();
        tenant.awaitNodes(2);
        other.awaitNodes(2);
        tenant.kubectlWithInput(WEB, "apply", "-f", "-").succeeded();
        tenant.kubectl("rollout", "status", "deployment/web", "--timeout=180s").succeeded();
        console = marina.console();
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en-US");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private static List<String> nodes(Tenant of) {
        return List.of(of.kubectl("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}").succeeded().output().trim().split(" "));
    }

    private static String condition(Tenant of, String node, String type, String field) {
        return of.kubectl("get", "node", node, "-o", "jsonpath={.status.conditions[?(@.type==\"%s\")].%s}".formatted(type, field)).succeeded().output().trim();
    }

    private static void awaitCondition(Tenant of, String node, String type, String status) {
        Await.until("%s of %s is %s".formatted(type, node, status), SOON, () -> condition(of, node, type, "status"), status::equals);
    }

    private static void fault(Tenant of, String name, String type, String node, String prediction) {
        of.kubectlWithInput(FAULT.formatted(name, type, node, prediction), "create", "-f", "-").succeeded();
    }

    private static String fault(Tenant of, String name, String path) {
        return of.kubectl("get", "fault", name, "-o", "jsonpath={.status%s}".formatted(path)).succeeded().output().trim();
    }

    private static void undo(Tenant of, String name) {
        of.kubectl("patch", "fault", name, "--type=merge", "-p", "{\"spec\":{\"undone\":true}}").succeeded();
    }

    @Test
    @Order(1)
    void aNetworkDaemonIsStoppedByThePageWithAPredictionAndUndone() {
        String node = nodes(tenant).getFirst();
        String stalls = nodes(tenant).getLast();
        fault(tenant, "stall", "RuntimeStalled", stalls, "ReadyFalse");
        page.navigate(console + "/clusters/" + tenant.name() + "/default/break");
        page.locator("vaadin-select:has(label:text-is('What is broken'))").click();
        page.locator("vaadin-select-item:has-text('The network daemon stops')").last().click();
        page.locator("vaadin-select:has(label:text-is('Node'))").click();
        page.locator("vaadin-select-item:has-text('" + node + "')").last().click();
        page.locator("vaadin-radio-button:has-text('Ready becomes False')").click();
        page.locator("vaadin-button:not([disabled]):has-text('Break it')").click();
        awaitCondition(tenant, node, "Ready", "False");
        assertTrue(condition(tenant, node, "Ready", "message").contains("network not ready"));
        page.getByText("As expected").first().waitFor(new Locator.WaitForOptions().setTimeout(60_000));
        Axe.assertAccessible(page, "breaks", "break");

        awaitCondition(tenant, stalls, "Ready", "False");
        assertTrue(condition(tenant, stalls, "Ready", "message").contains("container runtime is down"));
        nodes(other).forEach(each -> assertEquals("True", condition(other, each, "Ready", "status")));
        page.locator("vaadin-button[aria-label^='Undo networkdaemonstopped']:not([disabled])").first().click();
        tenant.kubectl("delete", "fault", "stall", "--timeout=60s").succeeded();
        awaitCondition(tenant, node, "Ready", "True");
        awaitCondition(tenant, stalls, "Ready", "True");
    }

    /// One tenant's node dies while the other's has no certificate and no disk.
    @Test
    @Order(2)
    void aNodeDiesAndItsPodsComeBackWhileTheOtherTenantBreaksSomethingElse() {
        String dies = nodes(tenant).getFirst();
        String stays = nodes(tenant).getLast();
        tenant.startBusybox("client", stays).awaitPodReady("client");
        fault(tenant, "dies", "NodeStopped", dies, "ReadyUnknown");
        String expired = nodes(other).getFirst();
        String full = nodes(other).getLast();
        fault(other, "cert", "CertificateExpired", expired, "ReadyUnknown");
        fault(other, "full", "DiskFilled", full, "DiskPressure");

        Await.until("the API server refused it", SOON, () -> fault(other, "cert", ".nodes." + expired + ".message"), said -> said.contains("401"));
        awaitCondition(other, full, "DiskPressure", "True");
        undo(other, "full");
        awaitCondition(tenant, dies, "Ready", "Unknown");
        awaitCondition(other, expired, "Ready", "Unknown");
        undo(other, "cert");
        Await.until("web answers", SOON, () -> tenant.inPod("client", ASK).output(), said -> said.contains("404"));
        Await.until("two of web run elsewhere", SOON, () -> tenant.kubectl("get", "deployment/web", "-o", "jsonpath={.status.readyReplicas}").output().trim(),
                "2"::equals);
        assertEquals("true", fault(tenant, "dies", ".prediction.right"));

        undo(tenant, "dies");
        awaitCondition(tenant, dies, "Ready", "True");
        Await.until("nothing is there twice", SOON, () -> tenant.kubectl("get", "pods", "-l", "app=web", "-o",
                "jsonpath={range .items[*]}{.status.phase} {end}").succeeded().output().trim(), "Running Running"::equals);
        awaitCondition(other, expired, "Ready", "True");
        Await.until("it has ended", SOON, () -> fault(tenant, "dies", ".phase"), "Ended"::equals);
    }

    private static boolean resolves(Tenant of, String pod) {
        return of.inPod(pod, "timeout 5 nslookup web.default.svc.cluster.local >/dev/null 2>&1; echo rc $?").output().contains("rc 0");
    }

    @Test
    @Order(3)
    void dnsOfANodeFallsSilentAndComesBackWhileItGoesOnElsewhere() {
        String silent = nodes(tenant).getLast();
        tenant.startBusybox("near", nodes(tenant).getFirst()).awaitPodReady("near");
        assertTrue(resolves(tenant, "client") && resolves(tenant, "near"));
        fault(tenant, "names", "DNSStopped", silent, "DNSSilent");

        Await.until("as it was expected", SOON, () -> fault(tenant, "names", ".prediction.right"), "true"::equals);
        Await.until("names are not answered", SOON, () -> resolves(tenant, "client"), Boolean.FALSE::equals);
        assertTrue(resolves(tenant, "near"), "on the other node they are");
        assertEquals("True", condition(tenant, silent, "Ready", "status"));

        undo(tenant, "names");
        Await.until("names are answered", SOON, () -> resolves(tenant, "client"), Boolean.TRUE::equals);
        awaitCondition(tenant, silent, "DNSAnswers", "True");
    }

    @Test
    @Order(4)
    void aSchedulerIsSlowedByThePageAndUndone() {
        assertEquals("False False", tenant.kubectl("get", "nodes", "-o",
                "jsonpath={.items[*].status.conditions[?(@.type==\"NetworkUnavailable\")].status}").succeeded().output().trim());
        page.navigate(console + "/clusters/" + tenant.name() + "/default/break");
        page.locator("vaadin-select:has(label:text-is('What is broken'))").click();
        page.locator("vaadin-select-item:has-text('A controller or the scheduler is slow')").last().click();
        page.locator("vaadin-select:has(label:text-is('Controller'))").click();
        page.locator("vaadin-select-item:text-is('scheduler')").last().click();
        page.locator("vaadin-radio-button:has-text('Objects wait for a controller')").click();
        page.locator("vaadin-button:not([disabled]):has-text('Break it')").click();
        Await.until("it is slow", SOON, () -> tenant.kubectl("get", "controller", "scheduler", "-o", "jsonpath={.status.phase}").output().trim(),
                "Slowed"::equals);
        Axe.assertAccessible(page, "breaks", "slow");

        tenant.kubectl("scale", "deployment/web", "--replicas=8").succeeded();
        page.locator("tr:has-text('controllerslowed'):has-text('As expected')").first().waitFor(new Locator.WaitForOptions().setTimeout(60_000));
        page.locator("vaadin-button[aria-label^='Undo controllerslowed']:not([disabled])").first().click();
        Await.until("it is as fast as ever", SOON, () -> tenant.kubectl("get", "controller", "scheduler", "-o", "jsonpath={.status.phase}").output().trim(),
                "Running"::equals);
        tenant.kubectl("rollout", "status", "deployment/web", "--timeout=90s").succeeded();
        tenant.kubectl("scale", "deployment/web", "--replicas=2").succeeded();
    }
}
