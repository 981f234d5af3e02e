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
