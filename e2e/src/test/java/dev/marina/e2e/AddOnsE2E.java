package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/// One tenant keeps things in PostgreSQL and Redis; a pod of theirs that is not bound, and another tenant's, reach neither.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AddOnsE2E {

    private static final Duration SOON = Duration.ofMinutes(6);

    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void make(Marina given) {
        marina = given;
        marina.command("images", "postgresql", "redis").succeeded();
        tenant = marina.signUp("keeps").awaitReady();
        other = marina.signUp("keeps-not").awaitReady();
        tenant.kubectlWithInput("""
                apiVersion: apps.marina.dev/v1
                kind: AddOn
                metadata: {name: db}
                spec: {type: postgresql, storage: 256Mi, backup: {storage: 256Mi}}
                ---
                apiVersion: apps.marina.dev/v1
                kind: AddOn
                metadata: {name: cache}
                spec: {type: redis, storage: 256Mi, backup: {storage: 256Mi}}
                ---
                apiVersion: apps.marina.dev/v1
                kind: Application
                metadata: {name: shop}
                spec: {image: 'marina/postgresql:1', command: [sleep, infinity], addOns: [{name: db}, {name: cache, prefix: FAST}]}
                ---
                apiVersion: apps.marina.dev/v1
                kind: Application
                metadata: {name: counter}
                spec: {image: 'marina/redis:1', command: [sleep, infinity], addOns: [{name: cache}]}
                """, "apply", "-f", "-").succeeded();
        for (Tenant each : List.of(tenant, other)) {
            each.kubectl("run", "stranger", "--image=marina/postgresql:1", "--command", "--", "sleep", "infinity").succeeded();
        }
        for (String kind : List.of("addon/db", "addon/cache", "application/shop", "application/counter")) {
            available(kind);
        }
        for (Tenant each : List.of(tenant, other)) {
            Await.until("the pod that is not bound runs", SOON, () -> each.kubectl("get", "pod", "stranger", "-o", "jsonpath={.status.phase}").output().strip(),
                    "Running"::equals);
        }
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en-US");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    @AfterEach
    void shot(TestInfo test) {
        Chromium.shot(page, "add-ons-" + test.getTestMethod().orElseThrow().getName());
    }

    private void available(String what) {
        String[] words = what.split("/");
        Await.until(what + " is available", SOON, () -> tenant.kubectl("get", words[0] + "s.apps.marina.dev", words[1], "-o",
                "jsonpath={.status.phase}: {.status.message}").output(), seen -> seen.startsWith("Available"));
    }

    private String status(String addOn, String path) {
        return tenant.kubectl("get", "addons.apps.marina.dev", addOn, "-o", "jsonpath={.status" + path + "}").succeeded().output().strip();
    }

    private Program in(String application, String shell) {
        return tenant.kubectl("exec", "deployment/" + application, "--", "sh", "-c", shell);
    }

    private String sql(String statement) {
        return in("shop", "psql \"$DATABASE_URL\" -qtA -v ON_ERROR_STOP=1 -c \"" + statement + "\"").succeeded().output().strip();
    }

    private String redis(String command) {
        return in("counter", "redis-cli -u \"$REDIS_URL\" --no-auth-warning " + command).succeeded().output().strip();
    }

    private void request(String addOn, String spec) {
        tenant.kubectl("patch", "addons.apps.marina.dev", addOn, "--type=merge", "-p", "{\"spec\":" + spec + "}").succeeded();
    }

    private String secret(String key) {
        return new String(
                java.util.Base64.getDecoder().decode(tenant.kubectl("get", "secret", "db-credentials", "-o", "jsonpath={.data." + key + "}").succeeded()
                        .output().strip()),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    @Order(1)
    void boundApplicationsWriteAndRead() {
        sql("CREATE TABLE guests (name text); INSERT INTO guests VALUES ('ann'), ('bob')");
        assertEquals("2", sql("SELECT count(*) FROM guests"));
        redis("SET visits 41");
        assertEquals("42", redis("INCR visits"));
        assertEquals("app", sql("SELECT current_user"));
        assertTrue(status("db", ".version").matches("1\\d\\.\\d+"), () -> status("db", ".version"));
        assertEquals("[\"counter\",\"shop\"]", status("cache", ".applications"));
        assertFalse(in("shop", "test -n \"$FAST_REDIS_URL\" && test -z \"$REDIS_URL\" && echo told").output().isBlank());
    }

    @Test
    @Order(2)
    void anUnboundPodAndAnotherTenantReachNeitherThoughTheyKnowThePassword() {
        String url = secret("url");
        String address = tenant.podAddress("db-0");
        for (Tenant each : List.of(tenant, other)) {
            for (String host : List.of("db", address)) {
                Program asked = each.kubectl("exec", "stranger", "--", "env", "PGCONNECT_TIMEOUT=5", "psql", url.replace("@db:", "@" + host + ":"), "-c",
                        "SELECT 1");
                assertNotEquals(0, asked.exitCode(), asked::output);
            }
        }
        assertEquals("2", sql("SELECT count(*) FROM guests"), "who is bound does");
    }

    @Test
    @Order(3)
    void whoIsBoundDoesNotBecomeTheServersAdministrator() {
        assertNotEquals(0, in("shop", "psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -c \"COPY guests FROM PROGRAM 'id'\"").exitCode());
        assertNotEquals(0, in("shop", "psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -c \"ALTER ROLE postgres PASSWORD 'x'\"").exitCode());
        assertTrue(redis("CONFIG GET dir").contains("NOPERM"), () -> redis("CONFIG GET dir"));
    }

    @Test
    @Order(4)
    void aBackupThatIsGoodBringsBackWhatWasLost() {
        request("db", "{\"backup\":{\"request\":\"before\"}}");
        request("cache", "{\"backup\":{\"request\":\"before\"}}");
        for (String addOn : List.of("db", "cache")) {
            Await.until("the backup of " + addOn + " is good", SOON, () -> status(addOn, ".backups"),
                    seen -> seen.contains("Checked") || seen.contains("Failed"));
            assertTrue(status(addOn, ".backups").contains("\"phase\":\"Checked\""), () -> status(addOn, ".backups"));
        }
        sql("DROP TABLE guests");
        redis("SET visits 0");
        redis("SET other 1");

        request("db", "{\"restore\":\"before\"}");
        request("cache", "{\"restore\":\"before\"}");
        for (String addOn : List.of("db", "cache")) {
            Await.until(addOn + " is restored", SOON, () -> status(addOn, ".restored"), seen -> seen.contains("phase"));
            assertTrue(status(addOn, ".restored").contains("Succeeded"), () -> status(addOn, ".restored"));
        }
        assertEquals("2", sql("SELECT count(*) FROM guests"));
        assertEquals("42", redis("GET visits"));
        assertEquals("", redis("GET other"));
        assertEquals("43", redis("INCR visits"), "it follows nobody any more");
    }

    @Test
    @Order(5)
    void aRotationLeavesNobodyOutsideAndTheFormerPasswordGoesNowhere() {
        String former = secret("url");
        request("db", "{\"rotate\":\"one\"}");
        Await.until("it is rotated", SOON, () -> {
            // Whatever is told at any moment is taken.
            Program now = in("shop", "PGCONNECT_TIMEOUT=10 psql \"" + secret("url") + "\" -qtAc 'SELECT 1'");
            assertTrue(now.exitCode() == 0 || !now.output().contains("password authentication failed"), now::output);
            return status("db", ".rotated") + status("db", ".procedure");
        }, seen -> !seen.isEmpty() && !seen.contains("step"));

        assertNotEquals(former, secret("url"));
        assertEquals("2", sql("SELECT count(*) FROM guests"), "the application was restarted with what is good now");
        Program refused = in("shop", "psql \"" + former + "\" -c 'SELECT 1'");
        assertNotEquals(0, refused.exitCode());
        assertTrue(refused.output().contains("password authentication failed"), refused::output);
        assertEquals("app", sql("SELECT tableowner FROM pg_tables WHERE tablename = 'guests'"), "whoever acts, it is the application's");
    }

    @Test
    @Order(6)
    void aKilledServerComesBackWithWhatItHeld() {
        tenant.kubectl("delete", "pod", "db-0", "cache-0", "--grace-period=0", "--force").succeeded();
        Await.until("PostgreSQL answers again", SOON,
                () -> in("shop", "PGCONNECT_TIMEOUT=5 psql \"$DATABASE_URL\" -qtAc 'SELECT count(*) FROM guests'").output()
                        .strip(),
                "2"::equals);
        Await.until("Redis answers again", SOON, () -> in("counter", "redis-cli -u \"$REDIS_URL\" --no-auth-warning GET visits").output().strip(),
                "43"::equals);
    }

    @Test
    @Order(7)
    void theConsoleShowsCredentialsOnDemandOnly() {
        page.navigate(marina.cluster(tenant) + "/k/apps.marina.dev/v1/addons/default/db");
        page.getByText("before").first().waitFor();
        String password = secret("password");
        assertFalse(page.content().contains(password));
        Axe.assertAccessible(page, "add-ons", "page");
        page.locator("vaadin-button:not([disabled]):text-is('Show credentials')").first().click();
        page.getByText(password).first().waitFor();
        page.locator("vaadin-button:text-is('Hide credentials')").first().click();
        page.getByText(password).first().waitFor(new com.microsoft.playwright.Locator.WaitForOptions()
                .setState(com.microsoft.playwright.options.WaitForSelectorState.DETACHED));

        page.navigate(marina.cluster(tenant) + "/deploy?tab=add-on");
        page.locator("pre:has-text('kind: AddOn')").first().waitFor();
        Axe.assertAccessible(page, "add-ons", "new");
        page.navigate(marina.cluster(tenant) + "/k/apps.marina.dev/v1/addons");
        page.getByText("cache").first().waitFor();
        Axe.assertAccessible(page, "add-ons", "list");
    }

    @Test
    @Order(8)
    void claimsOutliveAnAddOnAndAreTakenUpAgain() {
        tenant.kubectl("delete", "addons.apps.marina.dev", "cache", "--wait=true").succeeded();
        Await.until("its pod is gone", SOON, () -> tenant.kubectl("get", "pod", "cache-0", "--ignore-not-found", "-o", "name").output(), String::isBlank);
        assertEquals("Bound", tenant.kubectl("get", "pvc", "cache-data", "-o", "jsonpath={.status.phase}").succeeded().output().strip());
        Await.until("who was bound says so", SOON, () -> tenant.kubectl("get", "applications.apps.marina.dev", "counter", "-o", "jsonpath={.status.message}")
                .output(), seen -> seen.contains("There is no add-on cache"));

        tenant.kubectlWithInput("---\n{apiVersion: apps.marina.dev/v1, kind: AddOn, metadata: {name: cache}, spec: {type: redis, storage: 256Mi}}", "apply",
                "-f",
                "-")
                .succeeded();
        available("addon/cache");
        Await.until("backups are found again", SOON, () -> status("cache", ".backups") + status("cache", ".procedure"), seen -> seen.contains("before"));
        available("application/counter");
        Await.until("what it held is there", SOON, () -> in("counter", "redis-cli -u \"$REDIS_URL\" --no-auth-warning GET visits").output().strip(),
                "43"::equals);
    }
}
