package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Seeing in the console: why, how it hangs together, how it was, what would follow, and who holds it up.
@Order(6)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleSeeE2E {

    private static final String TOO_BIG = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: big}
            spec:
              replicas: 1
              selector: {matchLabels: {app: big}}
              template:
                metadata: {labels: {app: big}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '3600'], resources: {requests: {cpu: '64'}}}]
            """;
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
                  containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '3600'], envFrom: [{configMapRef: {name: settings}}]}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {a: "1"}
            """;

    private static final Duration SOON = Duration.ofMinutes(1);

    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        tenant = marina.signUp("sees").awaitReady();
        other = marina.signUp("unseen").awaitReady();
        other.kubectlWithInput(WEB.replace("web", "canary-of-unseen"), "apply", "-f", "-").succeeded();
        tenant.awaitNodes(2);
        tenant.kubectlWithInput(WEB, "apply", "-f", "-").succeeded();
        tenant.kubectlWithInput(TOO_BIG, "apply", "-f", "-").succeeded();
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en-US");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private Locator enabled(String name) {
        Locator locator = page.locator("vaadin-button:not([disabled]):has-text(\"" + name + "\")").first();
        locator.waitFor();
        return locator;
    }

    /// In both themes.
    private void accessible(String where) {
        Axe.assertAccessible(page, "see", where);
    }

    @Test
    @Order(1)
    void aPendingPodSaysWhyAndTheSmallestChangeHelpsAfterItsDryRun() {
        page.navigate(marina.cluster(tenant) + "/k/core/v1/pods?namespace=default&filter=big");
        page.locator("a.status-link:has-text('Pending')").first().click();
        page.locator("table.matrix td.bad:has-text('Insufficient cpu')").first().waitFor();
        page.getByText("None of the 2 nodes takes it.").waitFor();
        page.locator(".step-cause:has-text('by a request')").first().waitFor();
        accessible("why");

        enabled("In time").click();
        page.locator("table.waterfall .bar").first().waitFor();
        accessible("why-in-time");

        enabled("See what it would change").click();
        page.locator("vaadin-dialog-overlay table.difference td.after").first().waitFor();
        accessible("why-dry-run");
        assertEquals("64", tenant.kubectl("get", "deployment", "big", "-o", "jsonpath={.spec.template.spec.containers[0].resources.requests.cpu}").output());
        enabled("Apply").click();
        tenant.kubectl("rollout", "status", "deployment/big", "--timeout=120s").succeeded();
    }

    @Test
    @Order(2)
    void theMapIsWalkedThroughByKeyboardAndHasATwin() {
        page.navigate(marina.cluster(tenant) + "/map?namespace=default");
        page.locator("marina-map g.card[data-id='services/web']").waitFor();
        page.locator("marina-map path[data-from='deployments/web'][data-to='configmaps/settings']").waitFor(new Locator.WaitForOptions()
                .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
        assertEquals("rgba(0, 0, 0, 0)", page.locator("marina-map rect.hit").first().evaluate("hit => getComputedStyle(hit).fill"), "cards can be read");
        accessible("map");
        String before = page.locator("marina-map g.card[data-id='deployments/web']").getAttribute("transform");

        page.locator("marina-map rect.hit[tabindex='0']").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Enter");
        page.locator(".map-panel:visible").waitFor();
        accessible("map-panel");

        tenant.kubectl("scale", "deployment/web", "--replicas=3").succeeded();
        page.locator("marina-map rect.hit[aria-label*='3 pods']").first().waitFor();
        assertEquals(before, page.locator("marina-map g.card[data-id='deployments/web']").getAttribute("transform"), "nothing jumps");

        enabled("As a table").click();
        page.locator("table td:has-text('reads configmaps settings')").first().waitFor();
        accessible("map-table");
    }

    @Test
    @Order(3)
    void whatWasDeletedIsThereInThePast() {
        tenant.kubectl("create", "configmap", "short-lived", "--from-literal=a=b").succeeded();
        Instant then = Await.until("a second has passed", SOON, () -> Instant.now(),
                now -> now.isAfter(Instant.parse(tenant.kubectl("get", "configmap", "short-lived",
                        "-o", "jsonpath={.metadata.creationTimestamp}").succeeded().output().trim()).plusSeconds(2)));
        tenant.kubectl("delete", "configmap", "short-lived").succeeded();

        page.navigate(marina.cluster(tenant) + "/history?resource=configmaps&namespace=default&at=" + then);
        enabled("short-lived").click();
        page.getByText("This is the past").first().waitFor();
        page.locator("marina-yaml .cm-line:has-text('name: short-lived')").first().waitFor();
        accessible("history");

        enabled("Compare with now").click();
        page.locator(".differences li:has-text('configmaps default/short-lived')").first().waitFor();
        accessible("history-differences");
        enabled("New cluster from here").click();
        page.getByText("What is not").waitFor();
        accessible("history-fork");
        page.keyboard().press("Escape");

        page.navigate(marina.cluster(tenant) + "/history?at=2020-01-01T00:00:00Z");
        page.getByText("So far back nothing is kept any more").waitFor();
    }

    @Test
    @Order(4)
    void aPlanTellsWhatWouldFollowAndChangesNothing() {
        page.navigate(marina.cluster(tenant) + "/plan?namespace=default");
        page.locator("vaadin-text-area textarea").fill(WEB.replace("web", "planned"));
        enabled("See what would follow").click();
        page.locator(".plan-tree .plan-tree .plan-tree li:has-text('pods default/planned')").first().waitFor();
        accessible("plan");
        assertFalse(tenant.kubectl("get", "deployments", "-o", "name").succeeded().output().contains("planned"));
    }

    @Test
    @Order(5)
    void aControllerIsPausedSteppedAndResumed() {
        page.navigate(marina.cluster(tenant) + "/debugger?controller=deployment");
        enabled("A day ahead");
        page.locator("vaadin-button[aria-label='Pause deployment']:not([disabled])").click();
        page.getByText("is paused").first().waitFor();
        tenant.kubectl("create", "deployment", "held", "--image=marina/busybox:1", "--", "sleep", "3600").succeeded();
        page.locator(".queue-panel li:has-text('Deployment default/held')").first().waitFor();
        accessible("debugger");
        page.locator("vaadin-button[aria-label='One step of deployment']:not([disabled])").click();
        Await.until("one step has made a replica set", SOON, () -> tenant.kubectl("get", "replicasets", "-l", "app=held", "-o", "name").succeeded().output(),
                seen -> seen.contains("held"));

        page.navigate(marina.cluster(tenant) + "/k/apps/v1/deployments/default/held?tab=why");
        page.getByText("The cluster's controller deployment is held up before it.").waitFor();
        page.navigate(marina.cluster(tenant) + "/debugger");
        page.locator("vaadin-button[aria-label='Resume deployment']:not([disabled])").click();
        page.locator("vaadin-button[aria-label='Pause deployment']").waitFor();
    }

    @Test
    @Order(6)
    void anotherTenantsClusterTellsNothing() {
        for (String address : List.of("/map?namespace=default", "/history?resource=deployments.apps", "/debugger", "/plan?namespace=default",
                "/k/apps/v1/deployments/default/canary-of-unseen?tab=why", "/o/apps/deployments/default/canary-of-unseen", "/learn")) {
            page.navigate(marina.cluster(other) + address);
            page.locator(".notice:visible, .refusal:visible, [data-state=refused], .guarded [aria-description*='Missing']").first().waitFor();
            String content = page.content();
            // The address itself names the deployment; its pods are known to nobody here.
            assertFalse(content.contains("canary-of-unseen-"), address);
        }
    }

    @Test
    @Order(7)
    void reasonsAreSaidInChineseToo() {
        tenant.kubectlWithInput(TOO_BIG.replace("big", "huge"), "apply", "-f", "-").succeeded();
        String pod = Await.until("there is a pod", SOON, () -> tenant.kubectl("get", "pods", "-l", "app=huge", "-o", "name").succeeded().output().trim(),
                name -> !name.isEmpty());
        Page chinese = chromium.of(tenant, "zh-CN");
        chinese.navigate(marina.cluster(tenant) + "/" + pod.replace("pod/", "pods/default/") + "?tab=why");
        chinese.getByText("2 个节点中没有一个能接纳它。").waitFor();
        chinese.getByText("哪些改动有用").waitFor();
        chinese.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("学习")).first().click();
        chinese.getByText("实验在本集群中各自的命名空间里运行").waitFor();
        Chromium.shot(chinese, "see-zh");
        chinese.context().close();
    }
}
