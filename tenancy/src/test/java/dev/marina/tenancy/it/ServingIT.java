package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.it.Rest.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What holds for every request, and after a failure.
class ServingIT extends TenancyDeployment {

    @Test
    void unknownFieldsAreRefused() throws Exception {
        Answer answer = rest().call("POST", "v1/signup", "", "{\"tenant\":\"unknown-field\",\"email\":\"a@unknown.test\",\"plan\":\"gold\"}",
                Rest.from("203.0.113.7"));

        assertTrue(answer.problem(400), answer.toString());
        assertEquals("plan", answer.json().path("errors").path(0).path("field").asText());
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() throws Exception {
        Answer answer = rest().call("POST", "v1/token", "", "{\"email\":\"" + "a".repeat(100_000) + "\"}", Map.of());

        assertTrue(answer.problem(413), answer.toString());
    }

    @Test
    void aRequestThatIsRepeatedWithItsKeyIsServedOnce() throws Exception {
        String owner = owner("repeating");
        String other = owner("others-keys");
        Map<String, String> key = Map.of("Idempotency-Key", "k1");
        String body = "{\"name\":\"second\",\"nodes\":0}";

        Answer first = rest().call("POST", "v1/tenants/repeating/clusters", owner, body, key);
        Answer again = rest().call("POST", "v1/tenants/repeating/clusters", owner, body, key);
        Answer another = rest().call("POST", "v1/tenants/repeating/clusters", owner, "{\"name\":\"third\"}", key);
        Answer somebodys = rest().call("POST", "v1/tenants/others-keys/clusters", other, body, key);
        Answer without = rest().post("v1/tenants/repeating/clusters", owner, body);

        assertEquals(201, first.status(), first.toString());
        assertEquals(first.toString(), again.toString());
        assertEquals("true", again.response().headers().firstValue("Idempotent-Replayed").orElse("false"));
        assertTrue(another.problem(409), another.toString());
        assertEquals(201, somebodys.status(), somebodys.toString());
        assertTrue(without.problem(409), without.toString());
    }

    @Test
    void everyActIsRecordedWithWhoAndWhatBecameOfIt() throws Exception {
        String owner = owner("audited");
        rest().join("audited", owner, "vic@audited.test", "viewer", PASSWORD);
        rest().post("v1/tenants/audited/clusters", token("vic@audited.test"), "{\"name\":\"no\"}");
        rest().post("v1/tenants/audited/clusters", "", "{\"name\":\"no\"}");
        Answer made = rest().post("v1/tenants/audited/clusters", owner, "{\"name\":\"second\",\"nodes\":0}");
        rest().get("v1/tenants/audited/clusters", owner);

        List<String> acts = new ArrayList<>();
        rest().get("v1/tenants/audited/audit?limit=3", owner).json().path("items").forEach(act -> acts.add("%s %s %s %s".formatted(
                act.path("actor").asText("nobody"), act.path("method").asText(), act.path("path").asText(), act.path("outcome").asText())));

        assertEquals(List.of("owner@audited.test POST v1/tenants/audited/clusters Done", "nobody POST v1/tenants/audited/clusters Refused",
                "vic@audited.test POST v1/tenants/audited/clusters Refused"), acts);
        String id = made.response().headers().firstValue("Marina-Request-Id").orElseThrow();
        assertEquals("201 subject-of-owner@audited.test", value("select status || ' ' || actor from audit where request_id = '%s'".formatted(id)));
        Answer older = rest().get(
                "v1/tenants/audited/audit?limit=1&continue=" + rest().get("v1/tenants/audited/audit?limit=3", owner).json().path("continue").asText(), owner);
        assertEquals("v1/tenants/audited/invitations", older.json().path("items").path(0).path("path").asText());
        assertTrue(rest().get("v1/tenants/audited/audit?limit=0", owner).problem(400));
    }

    @Test
    void aListIsReadPageByPage() throws Exception {
        String owner = owner("paged");
        for (String name : List.of("b", "c", "d")) {
            rest().join("paged", owner, name + "@paged.test", "viewer", PASSWORD);
        }

        List<String> seen = new ArrayList<>();
        String next = "";
        while (seen.size() < 10) {
            Answer page = rest().get("v1/tenants/paged/members?limit=3" + next, owner);
            page.json().path("items").forEach(member -> seen.add(member.path("email").asText()));
            if (!page.json().has("continue")) {
                break;
            }
            next = "&continue=" + page.json().path("continue").asText();
        }

        assertEquals(List.of("b@paged.test", "c@paged.test", "d@paged.test", "owner@paged.test"), seen);
        Answer tooMany = rest().get("v1/tenants/paged/members?limit=501", owner);
        assertTrue(tooMany.problem(400), tooMany.toString());
        assertEquals("limit=501", tooMany.json().at("/errors/0/field").asText() + "=" + tooMany.json().at("/errors/0/value").asText());
    }

    @Test
    void theDescriptionIsServed() throws Exception {
        Answer answer = rest().get("openapi", "");

        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("openapi: 3.1.0"), answer.body());
    }

    @Test
    void healthSaysThatEverythingAnswers() throws Exception {
        assertEquals(200, rest().get("health", "").status());
        assertEquals(200, rest().get("v1/health", "").status());
    }

    @Test
    void whatDoesNotExistIsAProblemToo() throws Exception {
        assertTrue(rest().get("v1/nothing", "").problem(404));
        assertTrue(rest().call("DELETE", "v1/signup", "", "", Map.of()).problem(405));
    }

    @Test
    void whatAnEarlierProcessLeftOpenIsGoneOnWith() throws Exception {
        update("insert into person (subject, email, created_at) values ('subject-of-a@left-open.test', 'a@left-open.test', now())");
        update("""
                insert into procedure (id, kind, about, input, state, attempts, started_at, changed_at, due_at, lease_owner, lease_until)
                select id, 'tenant-creation', 'left-open', jsonb_build_object('id', id, 'tenant', 'left-open', 'subject', 'subject-of-a@left-open.test'),
                'Running', 0, now(), now(), now(), gen_random_uuid(), now() - interval '1 second' from (select gen_random_uuid() as id) as fresh""");

        await("Complete", "select state from procedure where about = 'left-open'");

        assertEquals("owner", rest().get("v1/tenants/left-open", token("a@left-open.test")).json().path("role").asText());
    }

    @Test
    void whatNobodyCanCarryOutHoldsNothingElseUp() throws Exception {
        owner("unheld");
        update("insert into procedure (id, kind, about, input, state, attempts, started_at, changed_at, due_at) "
                + "values (gen_random_uuid(), 'tenant-creation', 'hopeless', '{\"id\":\"no id\"}', 'Running', 0, now(), now(), now() - interval '1 hour')");
        update("update tenant set members_version = members_version + 1 where name = 'unheld'");

        await("t", "select members_applied >= members_version from tenant where name = 'unheld'");
        await("t", "select attempts > 0 and failure is not null from procedure where about = 'hopeless'");
        update("delete from procedure where about = 'hopeless'");
    }

    @Test
    void afterTheDatabaseDroppedEveryConnectionTheNextRequestIsServed() throws Exception {
        String owner = owner("dropped");
        value("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");

        for (int i = 0; i < 10; i++) {
            Answer answer = rest().get("v1/tenants/dropped/members", owner);
            assertEquals(200, answer.status(), "request " + i + ": " + answer);
        }
    }
}
