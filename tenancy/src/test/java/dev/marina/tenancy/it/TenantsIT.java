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
        measure("counted", 240);

        assertEquals(2 * used("counted", owner, "clusterSeconds"), used("counted", owner, "nodeSeconds"));
        assertEquals(1024 * used("counted", owner, "clusterSeconds"), used("counted", owner, "volumeMibSeconds"));
    }

    @Test
    void aRequestIsCountedOnceForWhoseItIsHoweverOftenItIsMeasured() throws Exception {
        String owner = owner("asking");
        String other = owner("asking-more");
        measure("asking", 240);
        measure("asking-more", 480);

        assertEquals("asking".length(), used("asking", owner, "requests"));
        assertEquals("asking-more".length(), used("asking-more", other, "requests"));
    }

    @Test
    void useIsATableForWhoWantsOne() throws Exception {
        String owner = owner("tabled");
        update("insert into usage_hour (tenant_id, hour, node_seconds, volume_mib_seconds, requests) select id, timestamptz '2025-01-01 10:00+00', 7200, 5, 9 from tenant where name = 'tabled' "
                + "union all select id, timestamptz '2025-01-01 09:00+00', 3600, 4, 8 from tenant where name = 'tabled'");
        Map<String, String> csv = Map.of("Accept", "text/csv");

        Answer first = rest().call("GET", "v1/tenants/tabled/usage?limit=1&continue=1750000000", owner, "", csv);
        Answer second = rest().call("GET",
                "v1/tenants/tabled/usage?" + first.response().headers().firstValue("Link").orElse("").replaceAll("<\\?(.*)>; rel=\"next\"", "$1"),
                owner, "", csv);

        String names = "hour,clusterSeconds,nodeSeconds,cpuMilliSeconds,memoryMibSeconds,volumeMibSeconds,requests\r\n";
        assertTrue(first.type().startsWith("text/csv"), first.toString());
        assertEquals(names + "2025-01-01T10:00:00Z,0,7200,0,0,5,9\r\n", first.body());
        assertEquals(names + "2025-01-01T09:00:00Z,0,3600,0,0,4,8\r\n", second.body());
        assertTrue(second.response().headers().firstValue("Link").isEmpty(), "the last page");
        assertTrue(rest().call("GET", "v1/tenants/tabled/usage", owner("not-tabled"), "", csv).problem(403), "a refusal is as everywhere");
        assertTrue(rest().call("GET", "v1/tenants/tabled/usage", owner, "", Map.of("Accept", "text/html")).problem(406));
    }

    @Test
    void aBudgetIsToldSuspendsSoftlyAndIsNoneOfOthersBusiness() throws Exception {
        String owner = owner("budgeted");
        String other = owner("not-budgeted");
        String path = "v1/tenants/budgeted/budget";
        assertTrue(rest().get(path, owner).problem(404));
        Answer wrong = rest().call("PUT", path, owner, "{\"cpuHours\":0}", Map.of());
        assertTrue(wrong.problem(400) && wrong.body().contains("a number from 1 to 1000000"), wrong.toString());
        assertTrue(rest().call("PUT", path, other, "{\"cpuHours\":5}", Map.of()).problem(403));

        update("insert into usage_hour (tenant_id, hour, cpu_milli_seconds) select id, date_trunc('month', now() at time zone 'UTC') at time zone 'UTC', "
                + "9000000000 from tenant where name = 'budgeted'");
        Answer set = rest().call("PUT", path, owner, "{\"cpuHours\":2600,\"suspends\":true}", Map.of());

        assertEquals(96, set.json().path("percent").asInt(), set.toString());
        await("95", "select told_percent from usage_budget join tenant on tenant.id = tenant_id where name = 'budgeted'");
        assertEquals("Ready", rest().get("v1/tenants/budgeted", owner).json().path("state").asText());

        rest().call("PUT", path, owner, "{\"cpuHours\":2500,\"suspends\":true}", Map.of());
        await("100", "select told_percent from usage_budget join tenant on tenant.id = tenant_id where name = 'budgeted'");
        assertEquals("Suspended", rest().get("v1/tenants/budgeted", owner).json().path("state").asText());
        assertEquals(200, rest().get("v1/tenants/budgeted/clusters", owner).status(), "nothing is deleted");
        assertEquals("Ready", rest().get("v1/tenants/not-budgeted", other).json().path("state").asText());

        assertEquals("Ready", rest().call("PATCH", "v1/tenants/budgeted", owner, "{\"suspended\":false}", Map.of()).json().path("state").asText());
        assertEquals(204, rest().call("DELETE", path, owner, "", Map.of()).status());
        assertTrue(rest().get(path, owner).problem(404));
    }

    /// Until the tenant's two nodes have so many seconds.
    private static void measure(String tenant, int nodeSeconds) throws Exception {
        update("update usage_meter set measured_at = now() - interval '2 minutes'");
        await("t", "select coalesce(sum(node_seconds), 0) >= %d from usage_hour join tenant on tenant.id = tenant_id where name = '%s'"
                .formatted(nodeSeconds, tenant));
    }

    private long used(String tenant, String owner, String field) throws Exception {
        return rest().get("v1/tenants/" + tenant + "/usage", owner).json().path("items").valueStream().mapToLong(hour -> hour.path(field).asLong()).sum();
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
