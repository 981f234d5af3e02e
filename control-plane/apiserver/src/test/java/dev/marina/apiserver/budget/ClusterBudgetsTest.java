package dev.marina.apiserver.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.apiserver.budget.ClusterBudgets.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterBudgetsTest {

    private static final ClusterId ACME = ClusterId.of(1);
    private static final ClusterId GLOBEX = ClusterId.of(2);

    private final ClusterBudgets budgets = new ClusterBudgets(new BudgetLimits(3, 1, 1000, 1000, 2, 10, 10_000));

    @Test
    void aClusterThatHasAllItMayIsRefusedAndNoOther() {
        List<Share> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(budgets.request(ACME, true, 10));
        }

        StatusException refused = assertThrows(StatusException.class, () -> budgets.request(ACME, true, 10));
        assertEquals(429, refused.code());
        assertEquals("too many requests in flight: this cluster may have 3; please try again later", refused.getMessage());
        assertEquals(1, refused.details().retryAfterSeconds());
        budgets.request(GLOBEX, true, 10).close();

        all.removeFirst().close();
        budgets.request(ACME, true, 10).close();
    }

    @Test
    void strangersUseUpNothingOfTheClustersOwn() {
        try (Share _ = budgets.request(ACME, false, 5000)) {
            assertEquals("too many requests in flight of unknown origin: this cluster may have 1; please try again later",
                    assertThrows(StatusException.class, () -> budgets.request(ACME, false, 0)).getMessage());
            budgets.request(ACME, true, 1000).close();
        }
    }

    @Test
    void bytesAndWatchesAreCounted() {
        try (Share _ = budgets.request(ACME, true, 900); Share _ = budgets.watch(ACME); Share _ = budgets.watch(ACME)) {
            assertEquals("too many bytes of requests in flight: this cluster may have 1000; please try again later",
                    assertThrows(StatusException.class, () -> budgets.request(ACME, true, 101)).getMessage());
            assertEquals("too many open watches: this cluster may have 2; please try again later",
                    assertThrows(StatusException.class, () -> budgets.watch(ACME)).getMessage());
            budgets.request(ACME, true, 100).close();
        }
    }

    @Test
    void nothingIsKeptOfAClusterThatHasNothingUnderWay() {
        Share share = budgets.request(ACME, true, 10);
        assertEquals(1, budgets.busy());

        share.close();
        share.close();

        assertEquals(0, budgets.busy());
    }

    @Test
    void whatIsRefusedIsNotCounted() {
        try (Share _ = budgets.request(ACME, true, 900)) {
            assertThrows(StatusException.class, () -> budgets.request(ACME, true, 900));
        }
        assertEquals(0, budgets.busy());
    }
}
