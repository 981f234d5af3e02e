package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.tenancy.it.Rest.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/// Where who signs up needs a code, and the code says how long the tenant lives.
class ClassesIT extends RestTests {

    private static final String OPERATOR = "0123456789abcdef0123456789abcdef";
    private static final String EXPIRY = "v1/operator/tenants/%s/expiry";
    private static final String CONFIG = "META-INF/microprofile-config.properties";

    @Deployment
    static WebArchive war() throws IOException {
        WebArchive war = platform();
        String own = new String(war.delete("/WEB-INF/classes/" + CONFIG).getAsset().openStream().readAllBytes(), StandardCharsets.UTF_8);
        return war.addAsResource(
                new StringAsset(own + "\nMARINA_SIGNUP=code\nMARINA_SIGNUP_CODES=staff,class=90d,past=2020-01-01\nMARINA_OPERATOR_SECRET=" + OPERATOR), CONFIG);
    }

    private Answer ask(String tenant, String code) throws Exception {
        return rest().call("POST", "v1/signup", "", "{\"tenant\":\"%s\",\"email\":\"owner@%s.test\",\"code\":\"%s\"}".formatted(tenant, tenant, code),
                Rest.anywhere());
    }

    /// The owner's token.
    private String made(String tenant, String code) throws Exception {
        Answer made = rest().confirm(ask(tenant, code), PASSWORD);
        assertEquals(201, made.status(), made.toString());
        return token("owner@" + tenant + ".test");
    }

    private Answer operator(String method, String tenant, String body, String secret) throws Exception {
        return rest().call(method, EXPIRY.formatted(tenant), "", body, Map.of("Marina-Operator-Secret", secret));
    }

    private static Instant expires(JsonNode tenant) {
        return Instant.parse(tenant.path("expires").asText());
    }

    private static void end(String tenant, String column, String interval) throws Exception {
        update("update tenant set %s = now() - interval '%s' where name = '%s'".formatted(column, interval, tenant));
    }

    private static List<String> mails(String to, String subject) throws IOException {
        try (Stream<Path> caught = Files.list(Path.of(System.getenv("MARINA_HOME"), "mail"))) {
            return caught.map(ClassesIT::text).filter(text -> text.startsWith("To: " + to + "\n") && text.contains("Subject: " + subject)).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTenantLivesAsLongAsItsCodeSays() throws Exception {
        Instant before = Instant.now();
        String pupil = made("of-class-pupil", "class");
        String teacher = made("of-class-teacher", "staff");

        Answer tenant = rest().get("v1/tenants/of-class-pupil", pupil);

        Duration left = Duration.between(before.truncatedTo(ChronoUnit.SECONDS), expires(tenant.json()));
        assertTrue(left.compareTo(Duration.ofDays(90)) >= 0 && left.compareTo(Duration.ofDays(90).plusMinutes(5)) < 0, tenant.toString());
        assertEquals(expires(tenant.json()).plus(Duration.ofDays(14)), Instant.parse(tenant.json().path("deletion").asText()));
        assertEquals(expires(tenant.json()), expires(rest().get("v1/tenants", pupil).json().path("items").path(0)));
        assertFalse(rest().get("v1/tenants/of-class-teacher", teacher).json().has("expires"));
    }

    @Test
    void withoutACodeThatHoldsNothingIsMadeByAnybody() throws Exception {
        String pupil = made("of-class-second-try", "class");

        for (String wrong : List.of("", "unknown", "past")) {
            Answer refused = ask("of-class-never-made", wrong);
            assertTrue(refused.problem(400) && refused.json().path("errors").path(0).path("field").asText().equals("code"), refused.toString());
            Answer more = rest().post("v1/tenants", pupil, "{\"name\":\"of-class-never-made\",\"code\":\"%s\"}".formatted(wrong));
            assertTrue(more.problem(400) && more.json().path("errors").path(0).path("field").asText().equals("code"), more.toString());
            assertFalse(refused.json().path("errors").path(0).has("value"), "a code is a secret");
        }
        assertEquals(201, rest().post("v1/tenants", pupil, "{\"name\":\"of-class-second-try-two\",\"code\":\"class\"}").status());
        assertTrue(rest().get("v1/tenants/of-class-second-try-two", pupil).json().has("expires"));
    }

    @Test
    void ownersAreToldOnceThenSuspendedThenTheTenantIsGoneAndAnotherIsAsBefore() throws Exception {
        String pupil = made("of-class-ending", "class");
        String other = made("of-class-not-ending", "class");
        update("update tenant set expires_at = date_trunc('second', now()) + interval '3 days' where name = 'of-class-ending'");
        await("1", "select count(*) from expiry_notice join tenant on tenant.id = tenant_id where name = 'of-class-ending'");
        await("Complete", "select state from procedure where kind = 'expiry-notice' and about = 'of-class-ending'");

        end("of-class-ending", "expires_at", "1 second");
        await("t", "select expired_at is not null and members_applied >= members_version from tenant where name = 'of-class-ending'");

        assertEquals(1, mails("owner@of-class-ending.test", "Your tenant of-class-ending").size());
        assertEquals("Expired", rest().get("v1/tenants/of-class-ending", pupil).json().path("state").asText());
        assertTrue(rest().get("v1/tenants/of-class-ending/clusters/default/kubeconfig", pupil).problem(409));
        assertTrue(rest().call("PATCH", "v1/tenants/of-class-ending", pupil, "{\"suspended\":false}", Map.of()).problem(409), "an owner cannot resume it");

        end("of-class-ending", "expired_at", "15 days");
        await("no row", "select id from tenant where name = 'of-class-ending'");

        assertTrue(rest().get("v1/tenants/of-class-ending", pupil).problem(403));
        assertEquals(List.of(), mails("owner@of-class-not-ending.test", "Your tenant"));
        assertEquals("Ready", rest().get("v1/tenants/of-class-not-ending", other).json().path("state").asText());
        assertEquals(200, rest().get("v1/tenants/of-class-not-ending/clusters/default/kubeconfig", other).status());
    }

    /// As a process leaves it that ended after it had closed the row, and before the deletion was noted.
    @Test
    void whatAnEarlierProcessHadBegunToEndIsGoneOnWith() throws Exception {
        made("of-class-cut-short", "class");

        update("update tenant set expires_at = now() - interval '30 days', expired_at = now() - interval '20 days', closing_at = now() where name = 'of-class-cut-short'");

        await("no row", "select id from tenant where name = 'of-class-cut-short'");
        await("Complete", "select state from procedure where kind = 'tenant-deletion' and about = 'of-class-cut-short'");
    }

    @Test
    void theOperatorGivesMoreTimeAlsoWhenItIsOverAndMayTakeTheEndAway() throws Exception {
        String pupil = made("of-class-extended", "class");
        end("of-class-extended", "expires_at", "1 second");
        await("t", "select expired_at is not null from tenant where name = 'of-class-extended'");

        Answer more = operator("PUT", "of-class-extended", "{\"expires\":\"30d\"}", OPERATOR);

        assertEquals("Ready", more.json().path("state").asText(), more.toString());
        assertEquals(200, rest().get("v1/tenants/of-class-extended/clusters/default/kubeconfig", pupil).status());
        Answer stale = rest().call("PUT", EXPIRY.formatted("of-class-extended"), "", "{\"expires\":\"40d\"}",
                Map.of("Marina-Operator-Secret", OPERATOR, "If-Match", "\"0\""));
        assertTrue(stale.problem(412), stale.toString());
        Answer none = operator("DELETE", "of-class-extended", "", OPERATOR);
        assertEquals(200, none.status(), none.toString());
        assertFalse(none.json().has("expires") || rest().get("v1/tenants/of-class-extended", pupil).json().has("expires"));
        assertTrue(rest().get("v1/tenants/of-class-extended/audit", pupil).body().contains("v1/operator/tenants/of-class-extended/expiry"),
                "it stands in the tenant's audit");
    }

    @Test
    void whatIsNoTimeIsRefusedByItsField() throws Exception {
        String pupil = made("of-class-strict", "class");
        String before = rest().get("v1/tenants/of-class-strict", pupil).body();

        for (String wrong : List.of("2020-01-01", "2099-01-01", "3651d", "soon", "", "2027-02-30", "9".repeat(2000))) {
            Answer refused = operator("PUT", "of-class-strict", "{\"expires\":\"%s\"}".formatted(wrong), OPERATOR);
            assertTrue(refused.problem(400) && refused.json().path("errors").path(0).path("field").asText().equals("expires"), refused.toString());
        }
        for (String wrong : List.of("{}", "{\"expires\":7}", "{\"expires\":\"30d\",\"plan\":\"large\"}", "no JSON")) {
            assertTrue(operator("PUT", "of-class-strict", wrong, OPERATOR).problem(400), wrong);
        }
        assertEquals(before, rest().get("v1/tenants/of-class-strict", pupil).body());
    }

    @Test
    void nobodyElseIsTheOperator() throws Exception {
        String pupil = made("of-class-grasping", "class");

        assertTrue(rest().call("PUT", EXPIRY.formatted("of-class-grasping"), pupil, "{\"expires\":\"30d\"}", Map.of()).problem(403));
        assertTrue(rest().call("DELETE", EXPIRY.formatted("of-class-grasping"), pupil, "", Map.of("Marina-Operator-Secret", OPERATOR + "0")).problem(403));
        assertTrue(operator("GET", "of-class-grasping", "", "").problem(403));
        assertTrue(operator("GET", "nowhere", "", OPERATOR).problem(404));
        assertTrue(rest().get("v1/tenants/of-class-grasping", pupil).json().has("expires"));
    }
}
