package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// An author brings a lab as an archive, does it, and saves it once more; another tenant knows nothing of it.
@Order(7)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthoredLabsE2E {

    private static final Path LABS = Path.of("../examples/labs").toAbsolutePath().normalize();
    private static final String LAB = "mine--feature-switch";

    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        tenant = marina.signUp("authors").awaitReady();
        other = marina.signUp("strangers").awaitReady();
        tenant.awaitNodes(2);
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private String learn(Tenant of) {
        return marina.console() + "/clusters/" + of.name() + "/default/learn";
    }

    private static Path packed(Path folder) throws Exception {
        Path archive = Files.createTempFile("labs", ".tar.gz");
        Process tar = new ProcessBuilder("tar", "-C", folder.toString(), "--exclude=solution.sh", "--exclude=mutants", "-czf", archive.toString(), ".")
                .inheritIO().start();
        assertEquals(0, tar.waitFor());
        return archive;
    }

    private void press(String selector) {
        Locator button = page.locator(selector).first();
        button.waitFor();
        button.focus();
        page.keyboard().press("Enter");
    }

    private void goal(String id, String state) {
        page.locator("[data-goal='%s'][data-state='%s']".formatted(id, state)).waitFor();
    }

    @Test
    @Order(1)
    void anArchiveThatIsBroughtIsALabWithGoalsInOnesOwnClusterAlone() throws Exception {
        page.navigate(learn(tenant) + "/sources");
        page.locator("vaadin-upload input[type=file]").setInputFiles(packed(LABS));
        page.locator("[data-source='mine'] a[href$='/" + LAB + "']").waitFor();
        Axe.assertAccessible(page, "learn", "sources");
        press("[data-source='mine'] a[href$='/" + LAB + "']");
        press(".lab vaadin-button:not([disabled]):has-text('Start')");
        goal("switched", "unmet");

        String namespace = "lab-" + LAB;
        String settings = tenant.kubectl("-n", namespace, "get", "configmap", "-o", "name", "-l", "!none").succeeded().output().lines()
                .filter(name -> name.endsWith("-settings")).findFirst().orElseThrow();
        tenant.kubectl("-n", namespace, "patch", settings, "--type", "merge", "-p", "{\"data\":{\"feature\":\"on\"}}").succeeded();
        goal("switched", "met");
        tenant.kubectl("-n", namespace, "rollout", "restart", "deployment").succeeded();
        goal("read", "met");

        other.kubectl("get", "labs", LAB).failed();
        page.navigate(learn(other) + "/" + LAB);
        page.locator(".refusal:visible").first().waitFor();
        assertFalse(page.content().contains("data-goal"));
    }
}
