package dev.marina.controllers.resourceclaim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceClaimPlanTest {

    private static ResourceClaim claim(boolean allocated, String... consumers) {
        ResourceClaimBuilder claim = new ResourceClaimBuilder().withNewMetadata().withName("c").endMetadata().withNewStatus().endStatus();
        if (allocated) {
            claim.editStatus().withNewAllocation().endAllocation().endStatus();
        }
        for (String consumer : consumers) {
            claim.editStatus().addNewReservedFor().withResource("pods").withName(consumer).withUid(consumer).endReservedFor().endStatus();
        }
        return claim.build();
    }

    private static String plan(ResourceClaim claim, boolean held, boolean ownerDone, String... alive) {
        ResourceClaimPlan plan = ResourceClaimPlan.of(claim, held, each -> List.of(alive).contains(each.getUid()), ownerDone);
        return plan.consumers().stream().map(each -> each.getUid()).toList() + (plan.report() ? " report" : "") + (plan.giveBack() ? " giveBack" : "")
                + (plan.release() ? " release" : "") + (plan.delete() ? " delete" : "");
    }

    private static ResourceClaim going(ResourceClaim claim) {
        return new ResourceClaimBuilder(claim).editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata().build();
    }

    @Test
    void devicesAreGivenBackWithTheLastWhoUsedThem() {
        assertEquals("[a, b]", plan(claim(true, "a", "b"), true, false, "a", "b"));
        assertEquals("[b] report", plan(claim(true, "a", "b"), true, false, "b"));
        assertEquals("[] report giveBack release", plan(claim(true, "a", "b"), true, false));
    }

    @Test
    void devicesOfAClaimThatNobodyHasUsedYetStay() {
        assertEquals("[]", plan(claim(true), true, false));
        assertEquals("[]", plan(claim(false), false, false));
    }

    @Test
    void aClaimThatGoesGoesWhenNobodyUsesIt() {
        assertEquals("[a]", plan(going(claim(true, "a")), true, false, "a"));
        assertEquals("[] report giveBack release", plan(going(claim(true)), true, false));
        assertEquals("[] release", plan(going(claim(false)), true, false));
    }

    @Test
    void aClaimThatWasMadeForAPodThatIsDoneIsDeleted() {
        assertEquals("[] report giveBack release delete", plan(claim(true, "a"), true, true));
        assertEquals("[] delete", plan(claim(false), false, true));
        assertEquals("[] release", plan(going(claim(false)), true, true), "once");
    }

    @Test
    void whatSomebodyElseHasWrittenThereStays() {
        ResourceClaim claim = new ResourceClaimBuilder(claim(true)).editStatus().addNewReservedFor().withApiGroup("example.com").withResource("trains")
                .withName("t").withUid("t").endReservedFor().endStatus().build();
        assertEquals("[t]", plan(claim, true, false));
    }
}
