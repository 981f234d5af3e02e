package dev.marina.controllers.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevisionPlanTest {

    private static Application shop(int version) {
        return Applications.of("shop", "{'image':'shop:%d','replicas':2}".formatted(version));
    }

    private static List<ControllerRevision> made(int... versions) {
        List<ControllerRevision> all = new ArrayList<>();
        for (int version : versions) {
            RevisionPlan plan = RevisionPlan.of(shop(version), "shop:" + version, all);
            plan.create().ifPresent(all::add);
            all.removeAll(plan.delete());
        }
        return all;
    }

    @Test
    void theFirstIsOneAndStaysWhileNothingIsSaidAnew() {
        RevisionPlan plan = RevisionPlan.of(shop(1), "shop:1", made(1));

        assertEquals(1, plan.number());
        assertTrue(plan.create().isEmpty() && plan.renumber().isEmpty());
    }

    @Test
    void howManyThereAreMakesNoRevision() {
        Application more = Applications.of("shop", "{'image':'shop:1','replicas':5}");

        assertTrue(RevisionPlan.of(more, "shop:1", made(1)).create().isEmpty());
    }

    @Test
    void whatWasSaidBeforeComesBackUnderANewNumber() {
        RevisionPlan plan = RevisionPlan.of(shop(1), "shop:1", made(1, 2));

        assertEquals(3, plan.number());
        assertEquals(3, plan.renumber().orElseThrow().getRevision());
        assertTrue(plan.create().isEmpty());
    }

    @Test
    void aBuildsNextImageIsANextRevision() {
        Application built = Applications.of("shop", "{'build':{'name':'shop'}}");
        List<ControllerRevision> first = List.of(RevisionPlan.of(built, "registry/shop:1", List.of()).create().orElseThrow());

        assertEquals(2, RevisionPlan.of(built, "registry/shop:2", first).number());
    }

    @Test
    void noMoreThanTenAreKept() {
        List<ControllerRevision> all = made(IntStream.rangeClosed(1, 30).toArray());

        assertEquals(RevisionPlan.KEPT, all.size());
        assertEquals(21, all.getFirst().getRevision());
    }

    @Test
    void aRollBackLeavesHowManyThereAreAndFreezesTheBuild() {
        Application.Spec now = Applications.of("shop", "{'build':{'name':'shop'},'replicas':4,'env':[{'name':'A','value':'b'}],'rollbackTo':1}").getSpec();

        Application.Spec restored = RevisionPlan.restored(now, RevisionPlan.said(shop(1).getSpec(), "shop:1"));

        assertEquals("shop:1", restored.image());
        assertEquals(4, restored.replicas());
        assertEquals(List.of(), restored.env());
        assertNull(restored.build());
        assertNull(restored.rollbackTo());
    }
}
