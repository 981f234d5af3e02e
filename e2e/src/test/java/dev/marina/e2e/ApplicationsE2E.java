package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two tenants deploy an image in three fields, each under the same name; what one changes the other never sees.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplicationsE2E {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String IMAGE = "marina/tomcat-demo:1";

    @TempDir
    private static Path work;
    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        marina.command("images", "tomcat-demo").succeeded();
        tenant = marina.signUp("deploys").awaitReady();
        other = marina.signUp("deploys-too").awaitReady();
        tenant.awaitNodes(2);
        other.awaitNodes(2);
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en-US");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    @AfterEach
    void shot(TestInfo test) {
        Chromium.shot(page, "applications-" + test.getTestMethod().orElseThrow().getName());
    }

    private void press(Page on, String name) {
        on.locator("vaadin-button:not([disabled]):text-is(\"" + name + "\")").first().click();
    }

    private Locator field(Page on, String label) {
        return on.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(label)).first();
    }

    private void accessible(String where) {
        Axe.assertAccessible(page, "applications", where);
    }

    /// In three fields of which two fill themselves.
    private void deploy(Page on, Tenant of, String name) {
        on.navigate(marina.cluster(of) + "/deploy");
        on.locator("vaadin-text-field input").first().fill(IMAGE);
        on.locator("pre:has-text('port: 8080')").waitFor();
        on.locator("vaadin-text-field input").nth(1).fill(name);
        on.locator("pre:has-text('name: " + name + "')").waitFor();
        press(on, "Deploy");
        on.locator(".status-link:has-text('Available')").first().waitFor(new Locator.WaitForOptions().setTimeout(SOON.toMillis()));
    }

    private static String status(Tenant of, String path) {
        return of.kubectl("get", "applications.apps.marina.dev", "shop", "-o", "jsonpath={.status" + path + "}").succeeded().output().trim();
    }

    private String ask(Tenant of) throws IOException {
        Path authority = work.resolve("apps-ca.pem");
        Files.writeString(authority, marina.get("/apps-ca.pem", "").expect(200).body());
        String url = status(of, ".url");
        if (url.isEmpty()) {
            return "no address yet: " + of.kubectl("get", "applications.apps.marina.dev,ingresses,pods", "-A", "-o", "wide").output();
        }
        URI address = URI.create(url);
        return Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(30), List.of("curl", "-sS", "-m", "15", "--cacert", authority.toString(), "--resolve",
                address.getHost() + ":" + address.getPort() + ":127.0.0.1", url + "/")).output();
    }

    @Test
    @Order(1)
    void anImageIsDeployedInThreeFieldsAndAnswersUnderItsName() {
        deploy(page, tenant, "shop");
        accessible("application");
        Await.until("the address leads to the application", SOON, () -> ask(tenant), answer -> answer.contains("Guest list"));
        page.locator("a[href='https://shop." + tenant.name() + "." + Marina.APPS_DOMAIN + ":" + URI.create(marina.console()).getPort() + "']").first()
                .waitFor();
        assertEquals(tenant.email(), status(tenant, ".revisions[0].by"));

        page.navigate(marina.cluster(tenant) + "/deploy");
        page.locator("vaadin-text-field input").first().waitFor();
        accessible("deploy");
        page.navigate(marina.cluster(tenant) + "/k/apps.marina.dev/v1/applications");
        page.getByText("shop").first().waitFor();
        accessible("list");
    }

    @Test
    @Order(2)
    void aVariableIsChangedAndTheChangeTakenBack() {
        page.navigate(marina.cluster(tenant) + "/k/apps.marina.dev/v1/applications/default/shop?tab=environment");
        page.locator("vaadin-text-area textarea").first().fill("DB_HOST=nowhere-in-particular");
        page.getByText("nowhere-in-particular").first().waitFor();
        press(page, "Apply");
        Await.until("the second revision runs", SOON, () -> status(tenant, ".revision") + status(tenant, ".phase"), "2Available"::equals);
        assertEquals("nowhere-in-particular", variable(tenant));
        accessible("environment");

        page.navigate(marina.cluster(tenant) + "/k/apps.marina.dev/v1/applications/default/shop?tab=revisions");
        page.locator(".revision vaadin-button:not([disabled])").first().click();
        page.locator("vaadin-dialog-overlay .diff del:has-text('nowhere-in-particular')").first().waitFor();
        accessible("roll back");
        page.locator("vaadin-dialog-overlay vaadin-button[theme~=primary]").click();
        Await.until("the third revision runs", SOON, () -> status(tenant, ".revision") + status(tenant, ".phase"), "3Available"::equals);
        assertEquals("", variable(tenant));
        accessible("revisions");
    }

    private static String variable(Tenant of) {
        return of.kubectl("get", "deployment", "shop", "-o", "jsonpath={.spec.template.spec.containers[0].env[0].value}").succeeded().output().trim();
    }

    @Test
    @Order(3)
    void aCommandRunsInAPodOfItsOwn() {
        page.navigate(marina.cluster(tenant) + "/k/apps.marina.dev/v1/applications/default/shop");
        press(page, "Run a command");
        page.locator("vaadin-dialog-overlay vaadin-text-field input").fill("sh -c 'echo answer-$((40+2))'");
        page.locator("vaadin-dialog-overlay code:has-text('answer-')").waitFor();
        page.locator("vaadin-dialog-overlay vaadin-button[theme~=primary]:not([disabled])").click();
        page.getByText("answer-42").first().waitFor();
    }

    @Test
    @Order(4)
    void aComposeFileIsShownBeforeItIsMade() {
        page.navigate(marina.cluster(tenant) + "/deploy?tab=compose");
        page.locator("vaadin-text-area textarea").first().fill("""
                services:
                  page:
                    image: marina/busybox:1
                    command: sh -c "mkdir -p /tmp/www; echo hello > /tmp/www/index.html; httpd -f -p 8000 -h /tmp/www"
                    ports: ["8000:8000"]
                    environment: {API_TOKEN: s3cret}
                    volumes: ["./here:/there"]
                """);
        press(page, "Show what it becomes");
        page.getByText("services.page.volumes[0]").first().waitFor();
        accessible("compose");
        assertEquals("", tenant.kubectl("get", "applications.apps.marina.dev", "page", "--ignore-not-found", "-o", "name").succeeded().output());
        assertFalse(page.locator("pre").first().textContent().contains("s3cret"));
        press(page, "Deploy all");
        page.getByText("Application page").first().waitFor();
        Await.until("the application of the compose file runs", SOON,
                () -> tenant.kubectl("get", "applications.apps.marina.dev", "page", "-o", "jsonpath={.status.phase}").succeeded().output(),
                "Available"::equals);
    }

    @Test
    @Order(5)
    void theOtherTenantsApplicationOfTheSameNameIsTheirOwn() throws IOException {
        Page theirs = chromium.of(other, "en-US");
        deploy(theirs, other, "shop");
        Await.until("each address leads to its own", SOON, () -> ask(other), answer -> answer.contains("Guest list"));
        assertEquals("1", status(other, ".revision"));
        assertEquals("3", status(tenant, ".revision"));
        assertTrue(status(other, ".url").contains("." + other.name() + "."));

        theirs.navigate(marina.cluster(tenant) + "/k/apps.marina.dev/v1/applications/default/shop");
        theirs.locator(".notice:has-text('Cannot be shown')").first().waitFor();
        assertFalse(theirs.content().contains("marina/tomcat-demo"), "nothing of it is shown to somebody else");
    }
}
