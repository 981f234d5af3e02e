package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.testing.Samples;
import dev.marina.scheduler.plugin.GangScheduling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What plugins say together of a pod that has its node.
class PermitVerdictTest {

    private static final PodFacts POD = PodFacts.of(Samples.pod("p"));

    private record Says(String name, Permission permission) implements SchedulerPlugin.Permit {
        @Override
        public Permission permit(PodFacts pod, PodGroupState group) {
            return permission;
        }
    }

    private static PermitVerdict of(Permission... permissions) {
        List<SchedulerPlugin.Permit> plugins = new ArrayList<>();
        for (Permission permission : permissions) {
            plugins.add(new Says("Plugin" + plugins.size(), permission));
        }
        return PermitVerdict.of(plugins, POD, PodGroupState.NONE);
    }

    @Test
    void whomNobodyKeepsPasses() {
        assertEquals(new PermitVerdict.Passed(Map.of(), Map.of()), of());
        assertEquals(new PermitVerdict.Passed(Map.of(), Map.of("Plugin0", Set.of("other"))), of(new Permission.Allowed(Set.of("other"))));
    }

    @Test
    void whoeverWaitsDoesSoForAQuarterOfAnHourAtMost() {
        assertEquals(new PermitVerdict.Passed(Map.of("Plugin0", Duration.ofMinutes(5), "Plugin2", Duration.ofMinutes(15)), Map.of("Plugin1", Set.of())),
                of(new Permission.Wait("", Duration.ofMinutes(5)), new Permission.Allowed(Set.of()), new Permission.Wait("", Duration.ofDays(1))));
    }

    @Test
    void theFirstWhoIsAgainstItEndsIt() {
        assertEquals(new PermitVerdict.Rejected("Plugin1", "no"),
                of(new Permission.Wait("", Duration.ofMinutes(5)), new Permission.Rejected("no"), new Permission.Failed("broken")));
        assertEquals(new PermitVerdict.Failed("running Permit plugin \"Plugin0\": broken"), of(new Permission.Failed("broken"), new Permission.Rejected("no")));
    }

    @Test
    void aGangIsPermittedOnceItHasEnoughNodes() {
        GangScheduling plugin = new GangScheduling();
        PodGroupState.Policy gang = new PodGroupState.Policy.Gang(2);
        Set<String> members = Set.of("a", "b", "c");

        assertEquals(new Permission.Wait("waiting for minCount pods from a gang to be scheduled", Duration.ofMinutes(5)),
                plugin.permit(POD, new PodGroupState(gang, 1, members)));
        assertEquals(new Permission.Allowed(members), plugin.permit(POD, new PodGroupState(gang, 2, members)));
        assertEquals(new Permission.Allowed(Set.of()), plugin.permit(POD, PodGroupState.NONE));
        assertEquals(new Permission.Failed("failed to get podGroup default/g: podgroup.scheduling.k8s.io \"g\" not found"),
                plugin.permit(POD, new PodGroupState(new PodGroupState.Policy.Missing("default", "g"), 1, members)));
    }
}
