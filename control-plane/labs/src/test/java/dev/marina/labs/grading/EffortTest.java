package dev.marina.labs.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ResourceVersion;
import dev.marina.labs.content.Act;
import dev.marina.labs.content.Condition;
import dev.marina.labs.content.Filling;
import dev.marina.store.ClusterImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A lab that anybody may have written looks as long as it has something left; one of the installation as long as it likes.
class EffortTest {

    private static final ClusterState NOTHING = new ClusterState((ClusterImage) null, Map.of());

    private final AtomicInteger decided = new AtomicInteger();
    private final Condition rights = new Condition(
            new Condition.What.Permits("ann", "", List.of(), "", List.of(new Act("get", "pods", "", "", "", "")), List.of()), new Condition.History.Now(),
            Optional.empty());

    private ConditionCheck check(Effort effort, Visible visible) {
        return new ConditionCheck(_ -> Optional.empty(), (_, _, _, _, _) -> {
            decided.incrementAndGet();
            return true;
        }, new Filling(Map.of("namespace", "lab-x")), ResourceVersion.NONE, Map.of(), visible, effort);
    }

    @Test
    void questionsAboutRightsEndWithTheEffort() {
        ConditionCheck check = check(Effort.bounded(), Visible.EVERYTHING);
        int asked = 0;
        while (check.check(rights, NOTHING).holds()) {
            asked++;
        }
        assertTrue(asked > 1_000 && asked < 30_000, "asked " + asked);
        assertEquals(Words.TOO_DEAR, check.check(rights, NOTHING).sees());
        assertEquals(asked, decided.get());
    }

    @Test
    void theInstallationsLabsAreNotCounted() {
        ConditionCheck check = check(Effort.unbounded(), Visible.EVERYTHING);
        for (int i = 0; i < 50_000; i++) {
            assertTrue(check.check(rights, NOTHING).holds());
        }
    }

    @Test
    void rightsAreNotToldToWhoMayNotLookAtBindings() {
        assertFalse(check(Effort.bounded(), (type, namespace, _) -> !type.resource().equals("rolebindings") || !namespace.equals("lab-x"))
                .check(rights, NOTHING).holds());
        assertEquals(0, decided.get());
    }
}
