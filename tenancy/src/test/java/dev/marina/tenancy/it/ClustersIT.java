package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.it.Rest.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Clusters and their node pools.
class ClustersIT extends TenancyDeployment {

    @Test
    void aClusterComesAndGoes() throws Exception {
        String owner = owner("comings");
        assertEquals(201, rest().post("v1/tenants/comings/clusters", owner, "{\"name\":\"second\",\"nodes\":0}").status());
        Answer read = rest().get("v1/tenants/comings/clusters/second", owner);
        assertEquals(0, read.json().path("nodes").path("wanted").asInt(-1));

        assertEquals(202, rest().call("DELETE", "v1/tenants/comings/clusters/second", owner, "", Map.of()).status());

        assertTrue(rest().get("v1/tenants/comings/clusters/second", owner).problem(404));
    }

    @Test
    void anOwnerReadsWhatWasAskedOfTheirClusterAndSaysWhatIsRecorded() throws Exception {
        String owner = owner("chronicled");
        rest().join("chronicled", owner, "dev@chronicled.test", "developer", PASSWORD);
        String audit = "v1/tenants/chronicled/clusters/default/audit";

        Answer page = rest().get(audit + "?verb=create&from=2026-01-31T10:00:00Z&limit=2", owner);
        Answer lines = rest().call("GET", audit + "?continue=more", owner, "", Map.of("Accept", "application/x-ndjson"));
        Answer changed = rest().call("PUT", audit + "/settings", owner, "{\"policy\":{\"rules\":[{\"level\":\"Metadata\"}]},\"days\":7}", Map.of());

        assertEquals("chronicled/default", page.json().path("items").path(0).path("auditID").asText(), page.toString());
        assertEquals("{from=2026-01-31T10:00:00Z, verb=create, limit=2}", page.json().path("items").path(0).path("requestURI").asText());
        assertEquals("more", page.json().path("continue").asText());
        assertEquals(1, lines.body().lines().count(), lines.toString());
        assertTrue(lines.body().startsWith("{") && lines.body().endsWith("}\n"), lines.toString());
        assertEquals(200, changed.status(), changed.toString());
        assertEquals("Metadata", rest().get(audit + "/settings", owner).json().path("policy").path("rules").path(0).path("level").asText());
        assertTrue(rest().get(audit + "?name=damaged", owner).response().headers().firstValue("Warning").orElse("none").contains("2 blocks"));
        assertTrue(page.response().headers().firstValue("Warning").isEmpty());
        assertTrue(rest().get(audit + "?from=yesterday", owner).problem(400));
        assertTrue(rest().call("PUT", audit + "/settings", owner, "{\"policy\":[],\"weeks\":1}", Map.of()).problem(400));
        assertTrue(rest().get("v1/tenants/chronicled/clusters/none/audit", owner).problem(404));
        assertTrue(rest().get(audit, token("dev@chronicled.test")).problem(403), "developers have no such permission");
        assertTrue(rest().get(audit, owner("not-chronicled")).problem(403));
    }

    @Test
    void anOwnerLooksBackAtTheirCluster() throws Exception {
        String owner = owner("remembered");
        rest().join("remembered", owner, "dev@remembered.test", "developer", PASSWORD);
        String history = "v1/tenants/remembered/clusters/default/history";

        Answer span = rest().get(history, owner);
        Answer page = rest().get(history + "/objects?at=2026-01-31T10:00:00Z&resource=pods&namespace=prod&limit=2", owner);
        Answer lines = rest().call("GET", history + "/objects?at=7&resource=pods&continue=more", owner, "", Map.of("Accept", "application/x-ndjson"));
        Answer one = rest().get(history + "/object?at=7&resource=secrets&namespace=prod&name=s", owner);
        Answer differences = rest().get(history + "/differences?from=7&to=2026-01-31T10:00:00Z", owner);
        Answer gone = rest().get(history + "/objects?at=2025-01-31T10:00:00Z&resource=pods", owner);

        assertEquals("1 2026-02-01T00:00:00Z", span.json().at("/oldest/version").asText() + " " + span.json().at("/newest/time").asText(), span.toString());
        assertEquals("remembered/default", page.json().at("/items/0/metadata/name").asText(), page.toString());
        String asked = page.json().at("/items/0/query").asText();
        assertTrue(asked.startsWith("{what=objects, namespace=prod, limit=2, subject=subject-of-owner@remembered.test, email=owner@remembered.test, "), asked);
        assertEquals("more", page.json().path("continue").asText());
        assertEquals(1, lines.body().lines().count(), lines.toString());
        assertEquals("secrets", one.json().path("kind").asText(), one.toString());
        assertEquals("changed", differences.json().at("/items/0/change").asText(), differences.toString());
        assertTrue(gone.problem(410) && gone.body().contains("2026-01-01T00:00:00Z or later"), gone.toString());
        for (String wrong : List.of("/objects?at=yesterday&resource=pods", "/objects?at=2999-01-01T00:00:00Z&resource=pods", "/objects?resource=pods")) {
            Answer refused = rest().get(history + wrong, owner);
            assertTrue(refused.problem(400) && refused.body().contains("\"field\":\"at\""), refused.toString());
        }
        assertTrue(rest().get(history + "/objects?at=7", owner).body().contains("\"field\":\"resource\""));
        assertTrue(rest().get(history + "/object?at=7&resource=pods", owner).body().contains("\"field\":\"name\""));
        assertTrue(rest().get("v1/tenants/remembered/clusters/none/history", owner).problem(404));
        assertTrue(rest().get(history, token("dev@remembered.test")).problem(403), "developers have no such permission");
        assertTrue(rest().get(history, owner("not-remembered")).problem(403));
    }

    @Test
    void anOwnerForksTheirClusterAsItWas() throws Exception {
        String owner = owner("forked");
        rest().join("forked", owner, "dev@forked.test", "developer", PASSWORD);
        String forks = "v1/tenants/forked/clusters/default/history/forks";

        Answer made = rest().post(forks, owner, "{\"name\":\"yesterday\",\"at\":\"2026-01-31T10:00:00Z\"}");

        assertEquals(201, made.status(), made.toString());
        assertEquals("yesterday 0", made.json().path("name").asText() + " " + made.json().at("/nodes/wanted").asInt(-1), "it begins without nodes");
        assertEquals(200, rest().get("v1/tenants/forked/clusters/yesterday", owner).status());
        assertTrue(rest().post(forks, owner, "{\"name\":\"yesterday\",\"at\":\"7\"}").problem(409));
        assertTrue(rest().post(forks, owner, "{\"name\":\"tomorrow\",\"at\":\"2999-01-01T00:00:00Z\"}").body().contains("\"field\":\"at\""));
        assertTrue(rest().post(forks, owner, "{\"name\":\"Bad_Name\",\"at\":\"7\"}").body().contains("\"field\":\"name\""));
        assertTrue(rest().post("v1/tenants/forked/clusters/none/history/forks", owner, "{\"name\":\"x\",\"at\":\"7\"}").problem(404));
        assertTrue(rest().post(forks, token("dev@forked.test"), "{\"name\":\"mine\",\"at\":\"7\"}").problem(403), "developers make no clusters");
        assertTrue(rest().post(forks, owner("not-forked"), "{\"name\":\"stolen\",\"at\":\"7\"}").problem(403));
    }

    @Test
    void aNodePoolIsResizedByWhoHasSeenHowItIs() throws Exception {
        String owner = owner("pooled");
        String pool = "v1/tenants/pooled/clusters/default/nodepools/default-pool";
        String seen = rest().get(pool, owner).tag();

        Answer resized = rest().call("PATCH", pool, owner, "{\"nodes\":3}", Map.of("If-Match", seen));
        Answer late = rest().call("PATCH", pool, owner, "{\"nodes\":1}", Map.of("If-Match", seen));
        Answer unconditional = rest().call("PATCH", pool, owner, "{\"nodes\":1}", Map.of());

        assertEquals(3, resized.json().path("nodes").asInt(), resized.toString());
        assertTrue(late.problem(412), late.toString());
        assertEquals(1, unconditional.json().path("nodes").asInt(), unconditional.toString());
        assertTrue(rest().call("PATCH", pool, owner, "{\"nodes\":101}", Map.of()).problem(400));
        assertTrue(rest().get("v1/tenants/pooled/clusters/default/nodepools/none", owner).problem(404));
    }

    @Test
    void aNodePoolComesWithLabelsTaintsAndBoundsAndGoes() throws Exception {
        String owner = owner("scaled");
        String pools = "v1/tenants/scaled/clusters/default/nodepools";

        Answer made = rest().post(pools, owner, "{\"name\":\"gpu\",\"size\":\"large\",\"labels\":{\"disk\":\"ssd\"},\"taints\":[\"gpu=yes:NoSchedule\"],"
                + "\"autoscaling\":true,\"minNodes\":0,\"maxNodes\":3}");

        assertEquals(201, made.status(), made.toString());
        Answer read = rest().get(pools + "/gpu", owner);
        assertEquals("large 2 4Gi ssd gpu=yes:NoSchedule 3", read.json().path("size").asText() + " " + read.json().path("cpu").asText() + " "
                + read.json().path("memory").asText() + " " + read.json().at("/labels/disk").asText() + " " + read.json().at("/taints/0").asText() + " "
                + read.json().path("maxNodes").asInt(), read.toString());
        assertEquals(2, rest().get(pools, owner).json().path("items").size());
        assertTrue(rest().post(pools, owner, "{\"name\":\"gpu\"}").problem(409));
        assertTrue(rest().post(pools, owner, "{\"name\":\"x\",\"size\":\"huge\"}").body().contains("\"field\":\"size\""));
        assertTrue(rest().post(pools, owner, "{\"name\":\"x\",\"labels\":{\"a\":1}}").body().contains("\"field\":\"labels\""));
        assertTrue(rest().call("DELETE", pools + "/gpu", owner, "", Map.of("If-Match", "\"other\"")).problem(412));
        assertEquals(202, rest().call("DELETE", pools + "/gpu", owner, "", Map.of()).status());
        assertTrue(rest().get(pools + "/gpu", owner).problem(404));
    }

    @Test
    void aClusterIsDeletedByWhoHasSeenThisOneAndNoneBefore() throws Exception {
        String owner = owner("reborn");
        String cluster = "v1/tenants/reborn/clusters/second";
        rest().post("v1/tenants/reborn/clusters", owner, "{\"name\":\"second\",\"nodes\":0}");
        String seen = rest().get(cluster, owner).tag();
        assertEquals(202, rest().call("DELETE", cluster, owner, "", Map.of("If-Match", seen)).status());
        assertEquals(201, rest().post("v1/tenants/reborn/clusters", owner, "{\"name\":\"second\",\"nodes\":0}").status());

        Answer late = rest().call("DELETE", cluster, owner, "", Map.of("If-Match", seen));

        assertTrue(late.problem(412), late.toString());
        assertEquals(200, rest().get(cluster, owner).status());
    }

    @Test
    void ofManyRequestsForTheLastPlaceInTheQuotaOneIsServed() throws Exception {
        String owner = owner("crowded");
        Rest rest = rest();
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService people = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                String body = "{\"name\":\"c%d\",\"nodes\":0}".formatted(i);
                answers.add(people.submit((Callable<Answer>) () -> rest.post("v1/tenants/crowded/clusters", owner, body)));
            }
        }
        int made = 0;
        for (Future<Answer> answer : answers) {
            made += answer.get().status() == 201 ? 1 : 0;
            assertTrue(answer.get().status() == 201 || answer.get().problem(403), answer.get().toString());
        }

        assertEquals(1, made);
        assertEquals(2, rest.get("v1/tenants/crowded/clusters", owner).json().path("items").size());
    }
}
