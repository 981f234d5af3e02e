package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Sign-up to a running pod, clicked in Chromium.
@Order(4)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleE2E {

    private static final Path SHOTS = Path.of("target/screenshots");
    private static final double PATIENCE_MS = 60_000;

    private Marina marina;
    private Tenant tenant;
    private Playwright playwright;
    private Browser browser;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        String name = "shown-" + Long.toString(System.currentTimeMillis() % 100_000_000, 36);
        tenant = new Tenant(marina, name, "owner@" + name + ".test", "correct horse battery");
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium"))
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                        "--disable-component-update", "--disable-sync")));
        page = newPage("en-US");
    }

    private Page newPage(String locale) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true).setLocale(locale).setViewportSize(1400, 900));
        Page opened = context.newPage();
        opened.setDefaultTimeout(PATIENCE_MS);
        return opened;
    }

    @AfterAll
    void close() {
        playwright.close();
    }

    @Test
    @Order(1)
    void aPersonSignsUpAndFollowsTheLinkThatThePageShows() {
        page.navigate(marina.console() + "/signup");
        page.getByLabel("Tenant").fill(tenant.name());
        page.getByLabel("E-mail").fill(tenant.email());
        shot("signup");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign up")).click();
        page.locator("#confirm-link").click();
        page.waitForURL(url -> url.contains("/signup/confirm"));
        page.locator("vaadin-password-field input").first().fill(tenant.password());
        shot("signup-confirm");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Begin")).click();
        page.waitForURL(url -> !url.contains("/signup"));
        tenant.awaitReady();
    }

    @Test
    @Order(2)
    void theyAreInWithoutTypingThePasswordAgain() {
        arrivesAt(marina.console() + "/clusters");
        page.getByText("default").first().waitFor();
        shot("clusters");
    }

    private void arrivesAt(String address) {
        try {
            page.waitForURL(address);
        } catch (TimeoutError e) {
            throw new AssertionError("still at %s, titled %s".formatted(page.url(), page.title()), e);
        }
    }

    @Test
    @Order(2)
    void anotherBrowserLogsInThroughKeycloakWhoseFormLeadsToANewPassword() {
        Page other = newPage("en-US");
        other.navigate(marina.console() + "/clusters");
        other.locator("#forgot-password").click();
        other.waitForURL(marina.console() + "/password");
        other.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send the link")).waitFor();

        other.navigate(marina.console() + "/clusters");
        other.locator("#username").waitFor();
        other.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve("login.png")));
        login(other);
        other.getByText("default").first().waitFor();
        other.context().close();
    }

    @Test
    @Order(2)
    void theyMakeASecondTenant() {
        String second = tenant.name() + "-2";
        page.navigate(marina.console() + "/clusters");
        page.getByText("New tenant").first().click();
        page.getByLabel("Tenant").fill(second);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Create")).click();

        page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(second)).waitFor();
        shot("second-tenant");
    }

    private void login(Page at) {
        at.locator("#username").fill(tenant.email());
        at.locator("#password").fill(tenant.password());
        at.locator("#kc-login").click();
    }

    @Test
    @Order(3)
    void aPodCreatedByKubectlAppearsWithoutReload() {
        tenant.awaitNodes(2);
        page.navigate(list(tenant, "core/v1/pods"));
        page.locator("[data-state=live]").first().waitFor();

        tenant.startBusybox("from-kubectl", "");

        page.getByText("from-kubectl").first().waitFor();
        page.getByText("Running").first().waitFor();
        shot("pods");
    }

    @Test
    @Order(4)
    void thePodsLogIsFollowed() {
        tenant.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: talker}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: 'marina/busybox:1', command: [sh, -c, 'i=0; while true; do echo line-$i; i=$((i+1)); sleep 1; done']}
                """, "apply", "-f", "-").succeeded();
        tenant.awaitPodReady("talker");
        page.navigate(marina.console() + "/clusters/" + tenant.name() + "/default/pods/default/talker");

        Locator log = page.locator("text=/line-\\d+/").first();
        log.waitFor();
        page.locator("text=/line-1\\d/").first().waitFor();
        shot("log");
    }

    @Test
    @Order(5)
    void everyKindThatTheClusterServesIsOnePageAway() {
        page.navigate(marina.console() + "/clusters/" + tenant.name() + "/default");
        page.locator("vaadin-side-nav-item").nth(20).waitFor();
        shot("overview");
        for (String kind : List.of("core/v1/nodes", "apps/v1/deployments", "core/v1/services", "core/v1/events", "storage.k8s.io/v1/storageclasses",
                "rbac.authorization.k8s.io/v1/clusterroles")) {
            page.navigate(list(tenant, kind));
            page.locator("[data-state=live]").first().waitFor();
            shot(kind.substring(kind.lastIndexOf('/') + 1));
        }
        page.getByText("cluster-admin").first().click();
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("YAML")).click();
        // In the editor, not in the plain text that stands there until it is loaded.
        page.locator("marina-yaml .cm-line:has-text('kind: ClusterRole')").first().waitFor();
        page.locator("marina-yaml .cm-foldGutter span[title='Fold line']").first().click();
        page.locator("marina-yaml .cm-foldPlaceholder").first().waitFor();
        shot("object");
    }

    @Test
    @Order(5)
    void theChosenColoursAreThereBeforeThePageIs() {
        page.navigate(marina.console() + "/clusters");
        page.locator("marina-theme select").selectOption("dark");
        page.locator("html[theme~=dark]").waitFor();

        page.reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.COMMIT));
        page.locator("html[theme~=dark]").waitFor();
        page.locator(".card").first().waitFor();
        shot("dark");
        page.locator("marina-theme select").selectOption("system");
        page.locator("html[theme~=light]").waitFor();
    }

    @Test
    @Order(5)
    void aListSaysWhatItsAddressSays() {
        page.navigate(list(tenant, "core/v1/configmaps") + "?namespace=kube-system&filter=root");

        page.getByText("kube-root-ca.crt").first().waitFor();
        assertTrue(page.locator(".live-title vaadin-combo-box input").inputValue().equals("kube-system"));
        assertTrue(page.locator(".live-title vaadin-text-field input").first().inputValue().equals("root"));
    }

    private String list(Tenant of, String kind) {
        return marina.console() + "/clusters/" + of.name() + "/default/k/" + kind;
    }

    @Test
    @Order(6)
    void anotherTenantsPagesShowNothing() {
        Tenant other = marina.signUp("hidden").awaitReady();
        other.kubectl("create", "configmap", "canary-of-hidden", "--from-literal=a=b").succeeded();

        page.navigate(list(other, "core/v1/configmaps"));
        // The page has its answer: not a blank one that has not asked yet.
        page.locator("[data-state=refused]").first().waitFor();

        assertFalse(page.content().contains("canary-of-hidden"));
        assertTrue(page.locator("vaadin-grid-cell-content:has-text('kube-root-ca.crt')").count() == 0);
        shot("not-mine");
    }

    @Test
    @Order(7)
    void theConsoleSpeaksChinese() {
        Page chinese = newPage("zh-CN");
        chinese.navigate(marina.console() + "/signup");
        chinese.getByText("注册").first().waitFor();
        chinese.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve("signup-zh.png")));
        chinese.context().close();
    }

    @Test
    @Order(8)
    void loggingOutEndsTheSession() {
        page.navigate(marina.console() + "/logout");
        // By way of Keycloak, which sends back to the front door.
        page.waitForURL(marina.console() + "/");

        page.navigate(marina.console() + "/clusters");
        page.locator("#username").waitFor();
    }

    private void shot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }
}
