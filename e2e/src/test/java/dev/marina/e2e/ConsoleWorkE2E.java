package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Working in the console: terminals, editing, actions.
@Order(5)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleWorkE2E {

    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        tenant = marina.signUp("works").awaitReady();
        other = marina.signUp("strange").awaitReady();
        tenant.awaitNodes(2);
        tenant.kubectlWithInput("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, labels: {app: web}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers: [{name: main, image: 'marina/busybox:1', command: [sh, -c, 'i=0; while true; do echo line-$i; i=$((i+1)); sleep 1; done']}]
                """, "apply", "-f", "-").succeeded();
        tenant.startBusybox("tool", "");
        tenant.awaitPodReady("tool");
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en-US");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    @AfterEach
    void shot(TestInfo test) {
        Chromium.shot(page, "after-" + test.getTestMethod().orElseThrow().getName());
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true)).first();
    }

    private Locator enabled(String name) {
        return Chromium.enabled(page, name);
    }

    /// A further one: those of before are shown until it is there.
    private void openTerminal() {
        Object before = page.evaluate("() => [...document.querySelectorAll('marina-terminal')].map(each => each.getAttribute('terminal'))");
        enabled("Terminal").click();
        page.waitForFunction("""
                before => [...document.querySelectorAll('marina-terminal:not([hidden])[data-state=open]')]
                    .some(each => !before.includes(each.getAttribute('terminal')))""", before);
    }

    private void type(String text) {
        page.locator("marina-terminal:not([hidden]) .xterm-helper-textarea").focus();
        page.keyboard().type(text);
    }

    private Locator line(String text) {
        return page.locator("marina-terminal:not([hidden]) .xterm-rows > div:has-text(\"" + text + "\")").first();
    }

    private void accessible(String where) {
        List<String> violations = Axe.violations(page);
        assertTrue(violations.isEmpty(), where + ":\n" + String.join("\n", violations));
    }

    @Test
    @Order(1)
    void aTerminalInAContainerOutlivesThePages() {
        page.navigate(marina.cluster(tenant) + "/pods/default/tool");
        enabled("Terminal").click();
        page.locator("marina-terminal[data-state=open]").waitFor();
        type("echo answer-$((40+2))\n");
        line("answer-42").waitFor();
        accessible("terminal");
        Chromium.shot(page, "terminal");

        page.getByText("Config maps").first().click();
        page.getByText("kube-root-ca.crt").first().waitFor();
        line("answer-42").waitFor();
        page.reload();
        line("answer-42").waitFor();
        type("stty size\n");
        assertTrue(page.locator("marina-terminal:not([hidden]) .xterm-rows").textContent().length() > 10);
        type("echo still-$((1+1))\n");
        line("still-2").waitFor();
    }

    @Test
    @Order(2)
    void theKeyboardGetsOutOfIt() {
        page.locator("marina-terminal:not([hidden]) .xterm-helper-textarea").focus();
        page.keyboard().press("Tab");
        assertTrue((boolean) page.evaluate("document.activeElement.classList.contains('xterm-helper-textarea')"), "Tab is the shell's");

        page.keyboard().press("Control+F6");
        assertEquals("vaadin-tab", page.evaluate("document.activeElement.localName"));
    }

    @Test
    @Order(3)
    void aFloodLeavesThePageAlive() {
        type("yes flood-of-a-hostile-command\n");
        line("flood-of-a-hostile-command").waitFor();
        long before = System.nanoTime();
        page.getByText("Services").first().click();
        page.locator("vaadin-grid-cell-content:has-text('kubernetes')").first().waitFor();
        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(20), "a page took longer than 20 s");
        page.locator("marina-terminal:not([hidden]) .xterm-helper-textarea").focus();
        page.keyboard().press("Control+C");
        type("echo calm-$((3+4))\n");
        line("calm-7").waitFor();
    }

    /// Ends with the code by which the server sent it away, or with the status of the handshake.
    private String connect(Page as, String id, String origin) throws Exception {
        String cookies = as.context().cookies().stream().map((Cookie cookie) -> cookie.name + "=" + cookie.value).collect(Collectors.joining("; "));
        CompletableFuture<String> ended = new CompletableFuture<>();
        try {
            WebSocket socket = marina.http().newWebSocketBuilder().header("Cookie", cookies).header("Origin", origin).buildAsync(
                    URI.create(marina.console().replace("https", "wss") + "/terminal?from=0&n=guess&id=" + id), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onClose(WebSocket closed, int code, String reason) {
                            ended.complete(Integer.toString(code));
                            return null;
                        }

                        @Override
                        public CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
                            ended.complete("told: " + data);
                            return null;
                        }

                        @Override
                        public void onError(WebSocket open, Throwable error) {
                            ended.complete(String.valueOf(error));
                        }
                    }).get(20, TimeUnit.SECONDS);
            String how = ended.get(20, TimeUnit.SECONDS);
            socket.abort();
            return how;
        } catch (ExecutionException e) {
            return e.getCause() instanceof WebSocketHandshakeException refused ? "status " + refused.getResponse().statusCode() : String.valueOf(e.getCause());
        }
    }

    @Test
    @Order(4)
    void aTerminalIsItsOwnersAlone() throws Exception {
        String id = page.locator("marina-terminal").first().getAttribute("terminal");
        Page stranger = chromium.of(other, "en-US");
        Page nobody = chromium.page("en-US");
        nobody.navigate(marina.console() + "/");

        assertEquals("1008", connect(stranger, id, marina.console()), "another tenant's person");
        assertEquals("1008", connect(nobody, id, marina.console()), "nobody");
        assertEquals("1008", connect(page, "AAAAAAAAAAAAAAAAAAAAAAAA", marina.console()), "a terminal that is none");
        assertEquals("status 403", connect(page, id, "https://evil.test"), "another site's page in the owner's browser");
        assertTrue(connect(page, id, marina.console()).startsWith("told: "), "the owner, as a proof that it is these that are refused");

        // In the stranger's own page the foreign pod is no pod.
        stranger.navigate(marina.cluster(tenant) + "/pods/default/tool");
        stranger.locator("[data-state=refused], .pod-summary:has-text('Cannot be shown')").first().waitFor();
        assertEquals(0, stranger.locator("marina-terminal").count());
        stranger.context().close();
        nobody.context().close();
    }

    @Test
    @Order(5)
    void anObjectIsEditedReviewedAndApplied() {
        tenant.kubectl("create", "configmap", "settings", "--from-literal=greeting=hello").succeeded();
        page.navigate(marina.cluster(tenant) + "/k/core/v1/configmaps/default/settings?tab=yaml");
        enabled("Edit").click();
        Locator text = page.locator("marina-editor .cm-content");
        text.waitFor();
        page.locator("marina-editor .cm-line:has-text('greeting')").click();
        page.keyboard().press("End");
        page.keyboard().type("-world\ncolour: blue");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Review changes")).click();
        page.locator(".field-table:has-text('kubectl-create'), .diff ins").first().waitFor();
        accessible("review");
        Chromium.shot(page, "review");
        takeOverWhereAsked();
        page.locator(".diff ins:has-text('colour: blue')").waitFor();
        button("Apply").click();
        page.locator(".diff").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        takeOverWhereAsked();
        page.getByText("Applied.").first().waitFor();

        assertEquals("hello-world blue", tenant.kubectl("get", "configmap", "settings", "-o", "jsonpath={.data.greeting} {.data.colour}").succeeded().output());
        assertTrue(tenant.kubectl("get", "configmap", "settings", "--show-managed-fields", "-o", "jsonpath={.metadata.managedFields[*].manager}").succeeded()
                .output().contains("marina-console"));
    }

    private void takeOverWhereAsked() {
        Locator takeOver = page.locator("vaadin-button:has-text('Take them over from')");
        page.locator("vaadin-button:has-text('Take them over from'), .diff ins, .edit-note:has-text('Applied.')").first().waitFor();
        if (takeOver.count() > 0) {
            takeOver.first().click();
        }
    }

    @Test
    @Order(6)
    void anErrorStandsOnItsLineAndSchemasComplete() {
        page.navigate(marina.cluster(tenant) + "/create?kind=deployments");
        page.locator("marina-editor .cm-line:has-text('replicas')").click();
        page.keyboard().press("End");
        page.keyboard().type("\nminReady");
        page.locator("marina-editor .cm-tooltip-autocomplete li:has-text('minReadySeconds')").click();
        page.keyboard().type("soon");
        page.locator("marina-editor .cm-lint-marker").first().waitFor();
        Chromium.shot(page, "create");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Dry run")).click();
        page.locator(".field-table:has-text('Deployment')").waitFor();
        assertFalse(tenant.kubectl("get", "deployments", "-o", "name").succeeded().output().contains("hello"));
        accessible("create");
    }

    @Test
    @Order(7)
    void actionsSayTheirKubectlLineAndAreDone() {
        page.navigate(marina.cluster(tenant) + "/k/apps/v1/deployments/default/web");
        enabled("Restart").click();
        page.getByText("kubectl rollout restart deployments/web -n default").waitFor();
        accessible("restart");
        Chromium.shot(page, "action");
        page.locator("vaadin-dialog-overlay vaadin-button[theme~=primary]").click();
        Await.until("a second revision", Duration.ofSeconds(30), () -> tenant.kubectl("get", "deployment", "web", "-o",
                "jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}").succeeded().output(), "2"::equals);

        tenant.kubectl("rollout", "status", "deployment/web", "--timeout=60s").succeeded();
        page.navigate(marina.cluster(tenant) + "/k/apps/v1/deployments/default/web");
        enabled("Roll back").click();
        page.locator("vaadin-dialog-overlay .diff del:has-text('restartedAt')").waitFor();
        Chromium.shot(page, "roll-back");
        page.locator("vaadin-dialog-overlay vaadin-button[theme~=primary]").click();
        Await.until("the first revision again", Duration.ofSeconds(30), () -> tenant.kubectl("get", "deployment", "web", "-o",
                "jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}").succeeded().output(), "3"::equals);
    }

    @Test
    @Order(8)
    void aRowsActionsAreThereWithoutItsPage() {
        page.navigate(marina.cluster(tenant) + "/k/core/v1/pods?namespace=default&filter=tool");
        page.locator("vaadin-button[aria-label='Actions for tool']").first().click();
        page.locator("vaadin-dialog-overlay vaadin-button:not([disabled]):text-is('Terminal')").waitFor();
        accessible("row actions");
        Chromium.shot(page, "row-actions");
        page.keyboard().press("Escape");
    }

    @Test
    @Order(8)
    void thePaletteFindsObjectsAndTheWayBackIsShown() {
        page.navigate(marina.cluster(tenant) + "/k/apps/v1/deployments");
        page.locator("[data-state=live]").first().waitFor();
        page.evaluate("document.activeElement.blur()");
        page.keyboard().press("/");
        page.locator("dialog.palette[open] input").waitFor();
        page.keyboard().type("tool");
        page.locator("dialog.palette li:has-text('default / tool')").waitFor();
        accessible("palette");
        Chromium.shot(page, "palette");
        page.keyboard().press("Enter");
        page.waitForURL(url -> url.contains("/pods/default/tool"));
        assertEquals("Clusters" + tenant.name() + "defaultPodsdefaulttool", page.locator("nav.crumbs").textContent());

        page.keyboard().press("?");
        page.locator("dialog.palette[open] dl").waitFor();
        page.keyboard().press("Escape");
    }

    @Test
    @Order(9)
    void theLogsOfAWorkloadAreOneAndCanBeHeldAndSearched() {
        tenant.kubectl("scale", "deployment", "web", "--replicas=2").succeeded();
        page.navigate(marina.cluster(tenant) + "/k/apps/v1/deployments/default/web?tab=logs");
        page.locator("#terminal-hide").click();
        page.locator("marina-log .pod0").first().waitFor();
        page.locator("marina-log .pod1").first().waitFor();
        page.locator("marina-log input[type=search]").fill("line-1");
        page.locator("marina-log .log-line.now").waitFor();
        accessible("logs");
        Chromium.shot(page, "workload-logs");
    }

    @Test
    @Order(10)
    void whatAPodUsesIsDrawnAndWritten() {
        page.navigate(marina.cluster(tenant) + "/pods/default/tool?tab=usage");
        page.locator("marina-plot path[d*='L']").first().waitFor();
        page.locator("marina-plot summary").first().click();
        page.locator("marina-plot td").first().waitFor();
        accessible("usage");
        Chromium.shot(page, "usage");
    }

    @Test
    @Order(11)
    void allOfItSpeaksChinese() {
        Page chinese = chromium.of(tenant, "zh-CN");
        chinese.navigate(marina.cluster(tenant) + "/pods/default/tool?tab=yaml");
        chinese.getByText("编辑").first().waitFor();
        chinese.locator("vaadin-button:text-is('终端')").first().waitFor();
        Chromium.shot(chinese, "work-zh");
        chinese.context().close();
    }

    @Test
    @Order(12)
    void aShellSaysThatItsImageIsMissingAndWorksOnceItIsThere() {
        page.navigate(marina.cluster(tenant));
        enabled("Shell").click();
        page.locator(".terminal-notice:has-text('./marina images shell'), .xterm-rows:has-text('kubectl 1')").first().waitFor();

        marina.command("images", "shell").succeeded();
        page.locator("#terminal-again").click();
        line("acting with a developer's rights").waitFor();
        type("kubectl get deployments\n");
        line("web ").waitFor();
        // Whoever gets into the pod gets no more than members who may: not an owner's rights.
        type("echo may-$(kubectl auth can-i create clusterrolebindings)\n");
        line("may-no").waitFor();
        type("helm create packed && helm install packed ./packed --set replicaCount=0\n");
        line("STATUS: deployed").waitFor();
        Chromium.shot(page, "shell");
    }

    @Test
    @Order(13)
    void whoLogsOutHasNoTerminalAnyMore() {
        page.navigate(marina.cluster(tenant) + "/pods/default/tool");
        openTerminal();
        type("echo here-$((1+1))\n");
        line("here-2").waitFor();
        String id = page.locator("marina-terminal:not([hidden])").getAttribute("terminal");

        Page beside = page.context().newPage();
        beside.navigate(marina.console() + "/logout");
        beside.waitForURL(marina.console() + "/");

        Await.until("the terminal has ended with the login", Duration.ofSeconds(15), () -> connect(page, id, marina.console()), "1008"::equals);
    }
}
