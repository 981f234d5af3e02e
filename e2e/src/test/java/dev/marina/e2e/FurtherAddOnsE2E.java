package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/// The same of MariaDB and RabbitMQ as [AddOnsE2E] has of PostgreSQL and Redis: bound, used, backed up, restored, rotated, killed. Their images take
/// minutes, so it is run when it is named.
@Order(8)
@Tag("long")
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FurtherAddOnsE2E {

    private static final Duration SOON = Duration.ofMinutes(8);

    private Tenant tenant;
    private Tenant other;

    @BeforeAll
    void make(Marina marina) {
        marina.command("images", "mariadb-server", "rabbitmq").succeeded();
        tenant = marina.signUp("keeps-more").awaitReady();
        other = marina.signUp("keeps-none").awaitReady();
        tenant.kubectlWithInput("""
                ---
                apiVersion: apps.marina.dev/v1
                kind: AddOn
                metadata: {name: db}
                spec: {type: mariadb, storage: 512Mi, backup: {storage: 256Mi}}
                ---
                apiVersion: apps.marina.dev/v1
                kind: AddOn
                metadata: {name: queue}
                spec: {type: rabbitmq, storage: 256Mi, backup: {storage: 256Mi}}
                ---
                apiVersion: apps.marina.dev/v1
                kind: Application
                metadata: {name: shop}
                spec: {image: 'marina/mariadb-server:1', command: [sleep, infinity], addOns: [{name: db}]}
                ---
                apiVersion: apps.marina.dev/v1
                kind: Application
                metadata: {name: worker}
                spec: {image: 'marina/rabbitmq:1', command: [sleep, infinity], addOns: [{name: queue}]}
                """, "apply", "-f", "-").succeeded();
        for (Tenant each : List.of(tenant, other)) {
            each.kubectl("run", "stranger", "--image=marina/mariadb-server:1", "--command", "--", "sleep", "infinity").succeeded();
            each.kubectl("run", "listener", "--image=marina/rabbitmq:1", "--command", "--", "sleep", "infinity").succeeded();
        }
        for (String kind : List.of("addon/db", "addon/queue", "application/shop", "application/worker")) {
            available(kind);
        }
        for (Tenant each : List.of(tenant, other)) {
            each.awaitPodReady("stranger");
            each.awaitPodReady("listener");
        }
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

    private static String client(String host, String user, String password) {
        return "MYSQL_PWD=\"%s\" mariadb --no-defaults --connect-timeout=5 --host=\"%s\" --user=\"%s\" -BN app -e ".formatted(password, host, user);
    }

    private Program asked(String statement) {
        return in("shop", client("$DATABASE_HOST", "$DATABASE_USERNAME", "$DATABASE_PASSWORD") + "\"" + statement + "\"");
    }

    private String sql(String statement) {
        return asked(statement).succeeded().output().strip();
    }

    private Program amqp(String command, String more) {
        return in("worker", "amqp-%s --url=\"$RABBITMQ_URL\" %s".formatted(command, more));
    }

    private void request(String addOn, String spec) {
        tenant.kubectl("patch", "addons.apps.marina.dev", addOn, "--type=merge", "-p", "{\"spec\":" + spec + "}").succeeded();
    }

    private String secret(String addOn, String key) {
        return new String(Base64.getDecoder().decode(tenant.kubectl("get", "secret", addOn + "-credentials", "-o", "jsonpath={.data." + key + "}").succeeded()
                .output().strip()), StandardCharsets.UTF_8);
    }

    @Test
    @Order(1)
    void boundApplicationsWriteAndRead() {
        sql("CREATE TABLE guests (name varchar(20)); INSERT INTO guests VALUES ('ann'), ('bob')");
        sql("CREATE PROCEDURE many() SELECT count(*) FROM guests");
        assertEquals("2", sql("CALL many()"));
        amqp("declare-queue", "-d -q guests").succeeded();
        amqp("publish", "-r guests -p -b hello").succeeded();
        assertEquals("hello", amqp("get", "-q guests").succeeded().output().strip());
        assertTrue(status("db", ".version").matches("1\\d\\.\\d+\\.\\d+"), () -> status("db", ".version"));
        assertTrue(status("queue", ".version").matches("\\d+\\.\\d+\\.\\d+"), () -> status("queue", ".version"));
    }

    @Test
    @Order(2)
    void anUnboundPodAndAnotherTenantReachNeitherThoughTheyKnowThePassword() {
        for (Tenant each : List.of(tenant, other)) {
            for (String host : List.of("db", tenant.podAddress("db-0"))) {
                Program asked = each.kubectl("exec", "stranger", "--", "sh", "-c", client(host, "app", secret("db", "password")) + "'SELECT 1'");
                assertNotEquals(0, asked.exitCode(), asked::output);
            }
            for (String host : List.of("queue", tenant.podAddress("queue-0"))) {
                Program asked = each.kubectl("exec", "listener", "--", "timeout", "10", "amqp-get",
                        "--url=" + secret("queue", "url").replace("@queue:", "@" + host
                                + ":"),
                        "-q", "guests");
                assertNotEquals(0, asked.exitCode(), asked::output);
            }
        }
        assertEquals("2", sql("SELECT count(*) FROM guests"), "who is bound does");
    }

    @Test
    @Order(3)
    void whoIsBoundDoesNotBecomeTheServersAdministrator() {
        for (String statement : List.of("CREATE USER eve", "SELECT 1 INTO OUTFILE '/data/x'", "SELECT * FROM mysql.global_priv", "CREATE DATABASE other",
                "SET GLOBAL max_connections = 1", "GRANT ALL ON *.* TO app")) {
            Program refused = asked(statement);
            assertNotEquals(0, refused.exitCode(), statement);
            assertTrue(refused.output().contains("denied"), refused::output);
        }
        assertNotEquals(0, in("worker", "curl --silent --fail --max-time 5 http://queue:15672/").exitCode(), "the management is for its jobs alone");
        assertNotEquals(0, in("worker", "amqp-declare-queue --url=\"${RABBITMQ_URL%/app}/%2F\" -d -q x").exitCode(), "another host than its own");
    }

    @Test
    @Order(4)
    void aBackupThatIsGoodBringsBackWhatWasLost() {
        for (String addOn : List.of("db", "queue")) {
            request(addOn, "{\"backup\":{\"request\":\"before\"}}");
        }
        for (String addOn : List.of("db", "queue")) {
            Await.until("the backup of " + addOn + " is good", SOON, () -> status(addOn, ".backups"),
                    seen -> seen.contains("Checked") || seen.contains("Failed"));
            assertTrue(status(addOn, ".backups").contains("\"phase\":\"Checked\""), () -> status(addOn, ".backups"));
        }
        sql("DROP TABLE guests; CREATE TABLE later (x int)");
        amqp("delete-queue", "-q guests").succeeded();
        amqp("declare-queue", "-d -q later").succeeded();

        for (String addOn : List.of("db", "queue")) {
            request(addOn, "{\"restore\":\"before\"}");
        }
        for (String addOn : List.of("db", "queue")) {
            Await.until(addOn + " is restored", SOON, () -> status(addOn, ".restored"), seen -> seen.contains("phase"));
            assertTrue(status(addOn, ".restored").contains("Succeeded"), () -> status(addOn, ".restored"));
        }
        assertEquals("2", sql("CALL many()"));
        assertEquals("guests", sql("SHOW TABLES"), "what came after the backup is gone");
        amqp("publish", "-r guests -p -b again").succeeded();
        assertEquals("again", amqp("get", "-q guests").succeeded().output().strip(), "the queue is there again");
        assertNotEquals(0, amqp("get", "-q later").exitCode());
    }

    @Test
    @Order(5)
    void aRotationLeavesNobodyOutsideAndTheFormerPasswordGoesNowhere() {
        String password = secret("db", "password");
        String url = secret("queue", "url");
        request("db", "{\"rotate\":\"one\"}");
        request("queue", "{\"rotate\":\"one\"}");
        for (String addOn : List.of("db", "queue")) {
            Await.until(addOn + " is rotated", SOON, () -> {
                // Whatever is told at any moment is taken.
                Program sql = in("shop", client("db", "app", secret("db", "password")) + "'SELECT 1'");
                assertTrue(sql.exitCode() == 0 || !sql.output().contains("Access denied"), sql::output);
                Program amqp = in("worker", "amqp-declare-queue --url='%s' -d -q guests".formatted(secret("queue", "url")));
                assertTrue(amqp.exitCode() == 0 || !amqp.output().contains("ACCESS_REFUSED"), amqp::output);
                return status(addOn, ".rotated") + status(addOn, ".procedure");
            }, seen -> !seen.isEmpty() && !seen.contains("step"));
        }

        assertNotEquals(password, secret("db", "password"));
        assertNotEquals(url, secret("queue", "url"));
        assertEquals("2", sql("CALL many()"), "the application was restarted with what is good now");
        amqp("declare-queue", "-d -q guests").succeeded();
        Program refused = in("shop", client("db", "app", password) + "'SELECT 1'");
        assertTrue(refused.exitCode() != 0 && refused.output().contains("Access denied"), refused::output);
        assertNotEquals(0, in("worker", "amqp-declare-queue --url='%s' -d -q guests".formatted(url)).exitCode());
    }

    @Test
    @Order(6)
    void aKilledServerComesBackWithWhatItHeld() {
        amqp("publish", "-r guests -p -b kept").succeeded();

        tenant.kubectl("delete", "pod", "db-0", "queue-0", "--grace-period=0", "--force").succeeded();

        Await.until("MariaDB answers again", SOON, () -> asked("CALL many()").output().strip(), "2"::equals);
        Await.until("RabbitMQ has what is durable", SOON, () -> amqp("get", "-q guests").output().strip(), "kept"::equals);
    }
}
