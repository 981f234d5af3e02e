package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Keeping a cluster in the console: backups, node pools, and what is wrong in it.
@Order(7)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleKeepE2E {

    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        tenant = marina.signUp("keeps").awaitReady();
        other = marina.signUp("foreign").awaitReady();
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

    private Locator enabled(String name) {
        return Chromium.enabled(page, name);
    }

    private Locator dialog(String selector) {
        return page.locator("vaadin-dialog-overlay[opened] " + selector).first();
    }

    /// With the keyboard alone.
    private void press(Locator button) {
        button.waitFor();
        button.focus();
        page.keyboard().press("Enter");
    }

    private void type(String label, String text) {
        page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(label)).last().fill(text);
    }

    @Test
    @Order(1)
    void aBackupIsMadeCheckedAndRestoredWithTheKeyboard() {
        tenant.kubectl("create", "configmap", "kept", "--from-literal=a=1").succeeded();
        page.navigate(marina.cluster(tenant) + "/backups");
        press(enabled("Back up now"));
        page.locator("tr:has(.pill:text-is(\"Good\"))").first().waitFor();
        Axe.assertAccessible(page, "keep", "backups");

        tenant.kubectl("delete", "configmap", "kept").succeeded();
        press(page.locator("tr vaadin-button:not([disabled]):text-is(\"Restore\")").first());
        dialog("summary:has-text('Deleted since, and made again')").waitFor();
        dialog("li:has-text('configmaps default/kept')").waitFor();
        Axe.assertAccessible(page, "keep", "restore");
        assertTrue(dialog("vaadin-button[theme~=primary]").getAttribute("disabled") != null, "nothing is typed yet");
        type("Type default to confirm", "default");
        press(dialog("vaadin-button[theme~=primary]:not([disabled])"));
        page.locator("tr:has(.pill:text-is(\"Done\"))").first().waitFor();
        assertEquals("1", tenant.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.a}").succeeded().output());
    }

    @Test
    @Order(2)
    void aScheduleIsMadePausedAndDeleted() {
        page.navigate(marina.cluster(tenant) + "/backups");
        press(enabled("Back up on schedule"));
        type("When", "often");
        press(dialog("vaadin-button[theme~=primary]"));
        page.locator("vaadin-text-field[invalid]").first().waitFor();
        type("When", "30 3 * * *");
        press(dialog("vaadin-button[theme~=primary]:not([disabled])"));
        page.getByText("30 3 * * * (UTC)").first().waitFor();
        press(enabled("Pause"));
        page.locator(".pill:text-is(\"Paused\")").first().waitFor();
        assertTrue(marina.get(tenant.clusterPath("default") + "/backup-schedule", tenant.token()).expect(200).json().path("suspended").asBoolean());
        press(page.locator("vaadin-button[aria-label='Delete the schedule']"));
        type("Type default to confirm", "default");
        press(dialog("vaadin-button[theme~=primary]:not([disabled])"));
        enabled("Back up on schedule");
        marina.get(tenant.clusterPath("default") + "/backup-schedule", tenant.token()).expect(404);
    }

    @Test
    @Order(3)
    void aPoolIsMadeResizedEmptiedAndDeleted() {
        page.navigate(marina.cluster(tenant) + "/pools");
        press(enabled("New pool"));
        dialog(".fit").waitFor();
        type("Name", "extra");
        page.getByRole(AriaRole.SPINBUTTON, new Page.GetByRoleOptions().setName("Nodes")).last().fill("99");
        dialog(".refusal:has-text('Has no room in the plan: 99')").waitFor();
        Axe.assertAccessible(page, "keep", "pool");
        page.getByRole(AriaRole.SPINBUTTON, new Page.GetByRoleOptions().setName("Nodes")).last().fill("1");
        dialog(".fit:has-text('Has room in the plan')").waitFor();
        type("Labels", "disk=ssd");
        press(dialog("vaadin-button[theme~=primary]:not([disabled])"));
        page.locator("tr:has-text('extra'):has-text('1 of 1 ready')").waitFor(new Locator.WaitForOptions().setTimeout(180_000));
        Axe.assertAccessible(page, "keep", "pools");
        assertTrue(tenant.kubectl("get", "nodes", "-l", "disk=ssd", "-o", "name").succeeded().output().contains("extra"));

        press(page.locator("vaadin-button[aria-label='Delete extra']"));
        press(dialog("vaadin-button:text-is(\"Empty it first\")"));
        page.locator("tr:has-text('extra'):has-text('0 of 0 ready')").waitFor(new Locator.WaitForOptions().setTimeout(180_000));
        press(page.locator("vaadin-button[aria-label='Delete extra']"));
        type("Type extra to confirm", "extra");
        press(dialog("vaadin-button[theme~=primary]:not([disabled])"));
        page.locator("tr:has-text('extra')").waitFor(new Locator.WaitForOptions().setState(com.microsoft.playwright.options.WaitForSelectorState.DETACHED));
    }

    @Test
    @Order(4)
    void aDiagnosisNamesCausesAndLeadsToThem() {
        tenant.kubectlWithInput("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: dead}
                webhooks:
                - name: dead.example.com
                  clientConfig: {service: {namespace: default, name: nobody, path: /}}
                  rules: [{apiGroups: [example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]
                  admissionReviewVersions: [v1]
                  sideEffects: None
                """, "apply", "-f", "-").succeeded();
        page.navigate(marina.cluster(tenant) + "/diagnosis");
        page.locator(".findings li:has-text('Webhook without anybody behind it')").waitFor();
        Axe.assertAccessible(page, "keep", "diagnosis");
        page.locator(".findings a:has-text('dead')").first().click();
        page.getByText("dead.example.com").first().waitFor();

        tenant.kubectl("delete", "validatingwebhookconfiguration", "dead").succeeded();
        page.navigate(marina.cluster(tenant) + "/diagnosis");
        press(enabled("Check the cluster now"));
        page.locator(".live [role=status]:has-text('Looked at')").waitFor();
        assertEquals(0, page.locator(".findings li:has-text('Webhook')").count());
    }

    @Test
    @Order(5)
    void aBudgetIsSetAndItsUseSaid() {
        page.navigate(marina.console() + "/tenants/" + tenant.name() + "/usage");
        page.getByText("There is none.").first().waitFor();
        page.getByRole(AriaRole.SPINBUTTON, new Page.GetByRoleOptions().setName("CPU hours")).first().fill("1000");
        page.keyboard().press("Tab");
        press(enabled("Save"));
        page.locator(".pill:has-text('0 %')").first().waitFor();
        Axe.assertAccessible(page, "keep", "usage");
        assertEquals(1000, marina.get("/api/v1/tenants/" + tenant.name() + "/budget", tenant.token()).expect(200).json().path("cpuHours").asInt());
        marina.get("/api/v1/tenants/" + tenant.name() + "/budget", other.token()).expect(403);
    }

    @Test
    @Order(6)
    void aStrangerSeesNothingOfIt() {
        Page stranger = chromium.of(other, "zh-CN");
        stranger.navigate(marina.cluster(other) + "/backups");
        stranger.getByText("还没有备份。").first().waitFor();
        stranger.navigate(marina.cluster(other) + "/pools");
        stranger.getByText("新建节点池").first().waitFor();
        stranger.navigate(marina.console() + "/tenants/" + tenant.name() + "/usage");
        stranger.locator("[role=alert].notice:visible").first().waitFor();
        assertEquals(0, stranger.locator("tbody tr").count());
        for (String part : new String[] {"backups", "pools"}) {
            stranger.navigate(marina.cluster(tenant) + "/" + part);
            Await.until("the refusal is said", Duration.ofSeconds(30), () -> stranger.locator(".live .notice:visible").allTextContents().toString(),
                    text -> !text.equals("[]") && !text.contains("…"));
            assertEquals(0, stranger.locator(".live tbody tr").count());
        }
        stranger.navigate(marina.cluster(tenant) + "/diagnosis");
        stranger.locator(".refusal:visible").first().waitFor();
        assertFalse(stranger.content().contains("dead.example.com"));
        stranger.context().close();
    }
}
