package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Looking under a cluster: a component taken away, a write followed, the store, a packet, two worlds; beside a tenant who notices nothing.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearningViewsE2E {

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: 'marina/busybox:1', command: [httpd, -f, -p, '8080', -h, /tmp], readinessProbe: {tcpSocket: {port: 8080}}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            """;
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String ASK = "timeout 5 wget -q -O /dev/null http://web/ 2>&1; echo rc $?";
    private static final String LOOK_UP = "nslookup web.default.svc.cluster.local 2>&1; echo rc $?";

    private Tenant tenant;
    private Tenant other;
    private String console;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina marina) {
        tenant = marina.signUp("under").awaitReady();
        other = marina.signUp("beside").awaitReady();
        for (Tenant each : List.of(tenant, other)) {
            each.awaitNodes(2);
            each.kubectlWithInput(WEB, "apply", "-f", "-").succeeded();
            each.startBusybox("client", "").awaitPodReady("client");
            each.kubectl("rollout", "status", "deployment/web", "--timeout=180s").succeeded();
        }
        console = marina.console();
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en-US");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private String cluster(Tenant of) {
        return console + "/clusters/" + of.name() + "/default";
    }

    private Locator enabled(String label) {
        Locator locator = page.locator("vaadin-button[aria-label='" + label + "']:not([disabled])").first();
        locator.waitFor();
        return locator;
    }

    private void accessible(String where) {
        Axe.assertAccessible(page, "under", where);
    }

    @Test
    @Order(1)
    void theSchedulerIsTakenAwayByKeyboardAndGivenBack() {
        page.navigate(cluster(tenant) + "/components");
        enabled("Switch off scheduler").focus();
        page.keyboard().press("Enter");
        enabled("Switch on scheduler");
        tenant.kubectl("scale", "deployment/web", "--replicas=2").succeeded();
        other.kubectl("scale", "deployment/web", "--replicas=2").succeeded();
        page.getByText("1 waiting, next: Pod default/web").first().waitFor();
        page.getByText("Pods that wait: 1").first().waitFor();
        other.kubectl("rollout", "status", "deployment/web", "--timeout=120s").succeeded();
        accessible("components");
        enabled("Switch on scheduler").click();
        tenant.kubectl("rollout", "status", "deployment/web", "--timeout=120s").succeeded();
    }

    @Test
    @Order(2)
    void dnsIsSwitchedOffForTheTenantsOwnPodsAloneAndComesBack() {
        page.navigate(cluster(tenant) + "/components");
        enabled("Switch off dns").click();
        page.getByText("Off on 2 of 2 nodes").waitFor(new Locator.WaitForOptions().setTimeout(60_000));
        assertFalse(tenant.inPod("client", LOOK_UP).output().contains("rc 0"));
        assertEquals(true, other.inPod("client", LOOK_UP).output().contains("rc 0"));
        enabled("Switch on dns").click();
        Await.until("names are answered", SOON, () -> tenant.inPod("client", LOOK_UP).output(), output -> output.contains("rc 0"));
    }

    @Test
    @Order(3)
    void aServiceThatIsNotProgrammedLeadsNowhereAndThePacketTraceSaysSo() {
        tenant.kubectl("patch", "nodecomponent", "service-proxy", "--type=merge", "-p", "{\"spec\":{\"off\":true}}").succeeded();
        Await.until("both nodes say so", SOON, () -> tenant.kubectl("get", "nodes", "-o",
                "jsonpath={.items[*].status.conditions[?(@.type==\"ServicesProgrammed\")].status}").succeeded().output().trim(), "False False"::equals);
        tenant.kubectl("expose", "deployment/web", "--name=fresh", "--port=80", "--target-port=8080").succeeded();
        page.navigate(cluster(tenant) + "/trace?namespace=default&pod=client&to=fresh");
        page.locator("vaadin-button:not([disabled]):has-text('Follow')").click();
        page.getByText("Not programmed").first().waitFor(new Locator.WaitForOptions().setTimeout(60_000));
        accessible("trace-not-programmed");
        assertEquals(true, tenant.inPod("client", ASK).output().contains("404"), "what was programmed goes on");
        tenant.kubectl("patch", "nodecomponent", "service-proxy", "--type=merge", "-p", "{\"spec\":{\"off\":false}}").succeeded();
        page.navigate(cluster(tenant) + "/trace?namespace=default&pod=client&to=web");
        page.locator("vaadin-button:not([disabled]):has-text('Follow')").click();
        page.getByText("It arrives").waitFor(new Locator.WaitForOptions().setTimeout(60_000));
        page.getByText("web.default.svc.cluster.local.").first().waitFor();
        accessible("trace");
    }

    @Test
    @Order(4)
    void aWriteIsFollowedToItsEndpoint() {
        page.navigate(cluster(tenant) + "/k/apps/v1/deployments/default/web?tab=course");
        page.getByText("Through the server").waitFor();
        page.getByText("Who is it").first().waitFor();
        page.locator(".pill:has-text('endpoint 10.')").first().waitFor();
        page.locator(".pill:has-text('container main passes its probe')").first().waitFor();
        accessible("course");
    }

    @Test
    @Order(5)
    void theStoreIsLookedInto() {
        page.navigate(cluster(tenant) + "/store?below=o//secrets/default/");
        tenant.kubectl("create", "secret", "generic", "closed", "--from-literal=a=hidden-word").succeeded();
        page.reload();
        enabled("Open o//secrets/default/closed").click();
        page.getByText("it is not shown here").waitFor();
        page.locator("td:has-text('system:node:')").first().waitFor();
        accessible("store");
        assertFalse(page.content().contains("hidden-word"));
    }

    @Test
    @Order(6)
    void twoWorldsPartSideBySideOnOneClock() {
        page.navigate(cluster(tenant) + "/worlds?namespace=default");
        page.locator("vaadin-select:has(label:text-is('Prepared'))").click();
        page.locator("vaadin-select-item:has-text('With or without the scheduler')").last().click();
        page.getByText("In B the scheduler is switched off").waitFor();
        Locator acts = page.locator("[role=region][aria-label='Done later in both']");
        acts.locator("vaadin-button:has-text('Add an act')").click();
        acts.locator(".act-row").last().waitFor();
        accessible("worlds-form");
        acts.locator(".act-row vaadin-button:has-text('Remove the act')").last().click();
        acts.locator(".act-row").first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        page.locator("vaadin-button:not([disabled]):has-text('See both worlds')").focus();
        page.keyboard().press("Enter");
        page.getByText("They first part at second 0, in Pod 1 of ReplicaSet 1 of Deployment web.").waitFor(new Locator.WaitForOptions().setTimeout(60_000));
        page.locator(".parting .said").first().waitFor();
        accessible("worlds-parting");
        page.locator("vaadin-button:has-text('To the end')").focus();
        page.keyboard().press("Enter");
        page.locator("td:has-text('Running, ready, on n')").first().waitFor();
        assertEquals(3, page.locator(".world-node:has-text('without a node') .world-pod").count(), "pods of B that nobody gave a node");
        Locator bar = page.locator(".scrub input[type=range]");
        bar.focus();
        page.keyboard().press("Home");
        page.getByText("Second 0; objects in which they differ").first().waitFor();
        accessible("worlds");
        assertEquals("2", tenant.kubectl("get", "deployment/web", "-o", "jsonpath={.spec.replicas}").succeeded().output().trim(), "its own web is as it was");
    }

    @Test
    @Order(7)
    void anotherTenantsClusterTellsNothing() {
        for (String address : List.of("/components", "/store", "/trace?namespace=default", "/worlds?namespace=default",
                "/k/apps/v1/deployments/default/web?tab=course")) {
            page.navigate(cluster(other) + address);
            page.locator(".notice:visible, .refusal:visible, [data-state=refused], .guarded [aria-description*='Missing']").first().waitFor();
        }
    }

    @Test
    @Order(8)
    void allIsSaidInChineseToo() {
        Page chinese = chromium.of(tenant, "zh-CN");
        chinese.navigate(cluster(tenant) + "/components");
        chinese.getByText("新的 Pod 得不到节点").first().waitFor();
        chinese.navigate(cluster(tenant) + "/store");
        chinese.getByText("谁在监视").first().waitFor();
        chinese.navigate(cluster(tenant) + "/trace");
        chinese.getByText("数据包追踪").first().waitFor();
        chinese.navigate(cluster(tenant) + "/worlds");
        chinese.getByText("查看两个世界").first().waitFor();
        chinese.context().close();
    }
}
