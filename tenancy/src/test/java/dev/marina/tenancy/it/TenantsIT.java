package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.it.Rest.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tenants as a whole: how many, what they use, how they are suspended and end.
class TenantsIT extends TenancyDeployment {

    @Test
    void aPersonMakesMoreTenantsUntilTheirNumberIsReached() throws Exception {
        String owner = owner("several");

        Answer second = rest().post("v1/tenants", owner, "{\"name\":\"several-two\"}");
        Answer taken = rest().post("v1/tenants", owner, "{\"name\":\"several\"}");
        Answer third = rest().post("v1/tenants", owner, "{\"name\":\"several-three\"}");
        Answer fourth = rest().post("v1/tenants", owner, "{\"name\":\"several-four\"}");

        assertEquals(201, second.status(), second.toString());
        assertEquals("owner", rest().get("v1/tenants/several-two", owner).json().path("role").asText());
        assertTrue(taken.problem(409), taken.toString());
        assertEquals(201, third.status(), third.toString());
        assertTrue(fourth.problem(403), fourth.toString());
        assertEquals(3, rest().get("v1/tenants", owner).json().path("items").size());
    }

    @Test
    void whatATenantHasIsCountedByTheHour() throws Exception {
        String owner = owner("counted");
        update("update usage_meter set measured_at = now() - interval '2 minutes'");

        await("t", "select coalesce(sum(node_seconds), 0) >= 240 from usage_hour join tenant on tenant.id = tenant_id where name = 'counted'");

        long nodes = 0;
        long clusters = 0;
        for (var hour : rest().get("v1/tenants/counted/usage", owner).json().path("items")) {
            nodes += hour.path("nodeSeconds").asLong();
            clusters += hour.path("clusterSeconds").asLong();
        }
        assertEquals(2 * clusters, nodes);
    }

    @Test
    void aTenantIsSuspendedAndResumedByItsOwner() throws Exception {
        String owner = owner("halting");
        String other = owner("not-halting");
        Answer seen = rest().get("v1/tenants/halting", owner);

        Answer suspended = rest().call("PATCH", "v1/tenants/halting", owner, "{\"suspended\":true}", Map.of("If-Match", seen.tag()));
        Answer late = rest().call("PATCH", "v1/tenants/halting", owner, "{\"suspended\":false}", Map.of("If-Match", seen.tag()));

        assertEquals("Ready", seen.json().path("state").asText());
        assertEquals("Suspended", suspended.json().path("state").asText(), suspended.toString());
        assertTrue(late.problem(412), late.toString());
        assertEquals("Suspended", rest().get("v1/tenants", owner).json().path("items").path(0).path("state").asText());
        assertTrue(rest().get("v1/tenants/halting/clusters/default/kubeconfig", owner).problem(409));
        assertTrue(rest().post("v1/tenants/halting/clusters", owner, "{\"name\":\"more\"}").problem(409));
        assertEquals(200, rest().get("v1/tenants/halting/clusters", owner).status());
        assertEquals(200, rest().get("v1/tenants/not-halting/clusters/default/kubeconfig", other).status());
        await("t", "select members_applied >= members_version from tenant where name = 'halting'");

        assertEquals("Ready", rest().call("PATCH", "v1/tenants/halting", owner, "{\"suspended\":false}", Map.of()).json().path("state").asText());
        assertEquals(200, rest().get("v1/tenants/halting/clusters/default/kubeconfig", owner).status());
        assertTrue(rest().call("PATCH", "v1/tenants/halting", owner, "{\"suspended\":\"yes\"}", Map.of()).problem(400));
    }

    @Test
    void aTenantIsDeletedByWhoSaysItsNameOrHasSeenIt() throws Exception {
        String owner = owner("leaving");
        String other = owner("not-leaving");
        rest().join("leaving", owner, "dev@leaving.test", "developer", PASSWORD);
        String id = value("select id from tenant where name = 'leaving'");
        String seen = rest().get("v1/tenants/leaving", owner).tag();

        Answer careless = rest().call("DELETE", "v1/tenants/leaving", owner, "", Map.of());
        Answer mistaken = rest().call("DELETE", "v1/tenants/leaving?confirm=not-leaving", owner, "", Map.of());
        Answer outdated = rest().call("DELETE", "v1/tenants/leaving?confirm=leaving", owner, "", Map.of("If-Match", "\"0\""));
        Answer developers = rest().call("DELETE", "v1/tenants/leaving?confirm=leaving", token("dev@leaving.test"), "", Map.of());
        Answer others = rest().call("DELETE", "v1/tenants/leaving?confirm=leaving", other, "", Map.of());

        assertTrue(careless.problem(400) && careless.body().contains("confirm"), careless.toString());
        assertTrue(mistaken.problem(400) && outdated.problem(412) && developers.problem(403) && others.problem(403));
        assertEquals(200, rest().get("v1/tenants/leaving", owner).status());

        Answer accepted = rest().call("DELETE", "v1/tenants/leaving", owner, "", Map.of("If-Match", seen));

        assertEquals(202, accepted.status(), accepted.toString());
        await("no row", "select id from tenant where name = 'leaving'");
        assertTrue(rest().get("v1/tenants/leaving", owner).problem(403));
        assertEquals("0", value("select count(*) from membership where tenant_id = '" + id + "'"));
        assertEquals(200, rest().get("v1/tenants/not-leaving/clusters/default", other).status());
        assertTrue(Integer.parseInt(value("select count(*) from audit where tenant_id = '" + id + "'")) > 0, "what was done stays on record");

        assertEquals(201, rest().post("v1/tenants", other, "{\"name\":\"leaving\"}").status(), "the name is free");
        assertTrue(rest().get("v1/tenants/leaving", owner).problem(403));
    }

    @Test
    void whileATenantIsBeingDeletedNobodyJoinsItOrChangesIt() throws Exception {
        String owner = owner("closing");
        Answer invited = rest().post("v1/tenants/closing/invitations", owner, "{\"email\":\"late@closing.test\",\"role\":\"owner\"}");
        update("update tenant set closing_at = now() where name = 'closing'");

        Answer joining = rest().post("v1/invitations/accept", "", "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(invited.token(), PASSWORD));

        assertTrue(joining.problem(404), joining.toString());
        assertEquals("Deleting", rest().get("v1/tenants/closing", owner).json().path("state").asText());
        assertTrue(rest().get("v1/tenants/closing/clusters", owner).problem(409));
        assertTrue(rest().call("PATCH", "v1/tenants/closing", owner, "{\"suspended\":true}", Map.of()).problem(409));
    }
}
