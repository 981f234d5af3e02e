package dev.marina.apiserver.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.budget.BudgetLimits;
import dev.marina.apiserver.budget.ClusterBudgets;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final ClusterRecord CLUSTER = new ClusterRecord(ClusterId.of(1), "acme", "prod", ClusterRecord.State.ACTIVE, 0, Instant.EPOCH, Map.of(),
            Map.of());
    private static final Identity ALICE = identity("alice");
    private static final Identity NODE = identity("system:node:n1", "system:nodes");

    private final ClusterBudgets budgets = new ClusterBudgets(new BudgetLimits(1, 1, 1000, 200_000, 1, 10, 10_000));
    private final Budget budget = new Budget(budgets);

    private static Identity identity(String user, String... groups) {
        return Identity.authenticated(user, "", List.of(groups), Map.of(), Identity.Proof.CERTIFICATE);
    }

    private static ApiRequest request(Identity identity, String verb, int bytes) {
        Target target = new Target.Resource(verb, new GroupVersionResource("", "v1", "pods"), "default", "", "");
        return new ApiRequest("id", "GET", "acme", "prod", "/api/v1/namespaces/default/pods", Query.NONE, Headers.NONE, new Body.Bytes(new byte[bytes], ""),
                new Peer.Remote("10.0.0.1", List.of(), null), target, Optional.of(CLUSTER), Optional.of(identity), Cause.request("id"));
    }

    private static ApiResponse.Stream stream() {
        return new ApiResponse.Stream("application/json", _ -> {});
    }

    @Test
    void aRequestCountsWhileItIsAnswered() {
        budget.filter(request(ALICE, "create", 100), _ -> {
            assertEquals(new ClusterBudgets.Used(1, 0, 100, 0, 0), budgets.used(CLUSTER.id()));
            assertThrows(StatusException.class, () -> budget.filter(request(ALICE, "list", 0), _ -> stream()));
            return ApiResponse.text(200, "");
        });

        assertEquals(new ClusterBudgets.Used(0, 0, 0, 0, 0), budgets.used(CLUSTER.id()));
    }

    @Test
    void aWatchCountsUntilItEndsAndOneThatIsRefusedDoesNot() {
        ApiResponse.Stream watch = (ApiResponse.Stream) budget.filter(request(ALICE, "watch", 0), _ -> stream());
        assertEquals(new ClusterBudgets.Used(0, 0, 0, 0, 1), budgets.used(CLUSTER.id()));
        assertEquals(429, assertThrows(StatusException.class, () -> budget.filter(request(ALICE, "watch", 0), _ -> stream())).code());

        watch.producer().close();
        assertThrows(IllegalStateException.class, () -> budget.filter(request(ALICE, "watch", 0), _ -> {
            throw new IllegalStateException("a bug");
        }));

        assertEquals(new ClusterBudgets.Used(0, 0, 0, 0, 0), budgets.used(CLUSTER.id()));
    }

    private ApiResponse.Bytes list(int bytes) {
        return (ApiResponse.Bytes) budget.filter(request(ALICE, "list", 0), _ -> ApiResponse.json(200, new byte[bytes]));
    }

    @Test
    void aLongAnswerCountsUntilItIsWritten() {
        ApiResponse.Bytes first = list(150_000);
        assertEquals(new ClusterBudgets.Used(0, 0, 0, 150_000, 0), budgets.used(CLUSTER.id()));
        assertEquals(429, assertThrows(StatusException.class, () -> list(150_000)).code());
        list(1000);

        first.with("a", "b").held().run();
        first.held().run();

        assertEquals(new ClusterBudgets.Used(0, 0, 0, 0, 0), budgets.used(CLUSTER.id()));
        list(300_000);
        assertThrows(StatusException.class, () -> list(100_000));
    }

    @Test
    void whatWasChangedIsToldHoweverMuchIsNotReadYet() {
        list(150_000);
        ApiRequest read = request(ALICE, "update", 0);
        ApiRequest write = new ApiRequest(read.id(), "PUT", read.tenant(), read.clusterName(), read.path(), read.query(), read.headers(), read.body(),
                read.peer(),
                read.target(), read.cluster(), read.identity(), read.cause());

        assertEquals(200, budget.filter(write, _ -> ApiResponse.json(200, new byte[150_000])).status());
    }

    @Test
    void thePlatformsOwnPartsGoOn() {
        budget.filter(request(ALICE, "list", 0), _ -> budget.filter(request(NODE, "list", 0), _ -> ApiResponse.text(200, "")));
    }

    @Test
    void strangersHaveABudgetOfTheirOwn() {
        budget.filter(request(Identity.ANONYMOUS, "list", 0), _ -> {
            assertThrows(StatusException.class, () -> budget.filter(request(Identity.ANONYMOUS, "list", 0), _ -> stream()));
            return budget.filter(request(ALICE, "list", 0), _ -> ApiResponse.text(200, ""));
        });
    }
}
