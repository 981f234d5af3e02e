package dev.marina.testing;

import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.controlplane.plan.WorldComparer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Two worlds with the standard's bounds, but for the time: how long a machine takes that has much else to do is none of what these tests are about.
final class PatientWorlds {

    private PatientWorlds() {}

    static void in(ControlPlaneExtension plane) {
        PlanBounds standard = PlanBounds.OF_A_WORLD;
        PlanBounds patient = new PlanBounds(standard.manifests(), standard.objects(), standard.objectBytes(), standard.steps(), standard.changes(),
                standard.changedBytes(), Duration.ofMinutes(2), standard.waits(), standard.ofCluster(), standard.atOnce());
        plane.plane().server().compare(
                new WorldComparer(plane.plane().server(), plane.plane().store(), Clock.systemUTC(), "100.64.0.0/16", Optional.empty(), patient));
    }
}
