package dev.marina.controllers.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.Fault;
import dev.marina.model.Machine;
import dev.marina.model.Machine.AssignedNode;
import dev.marina.store.NewCluster;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two tenants with nodes of the same name on one machine.
class FaultReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId management = world.store.create(new NewCluster("marina", "management", Map.of(), Map.of())).id();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId beta = world.cluster("beta");
    private final FaultReconciler reconciler = new FaultReconciler(world.store);

    @BeforeEach
    void machine() {
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of(node(acme), node(beta)), List.of()));
        world.writes(management).create(Types.MACHINES, machine);
        for (ClusterId cluster : List.of(acme, beta)) {
            world.writes(cluster).create(Types.NODES, new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build());
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static AssignedNode node(ClusterId cluster) {
        return new AssignedNode(cluster.value(), cluster.value(), "default", "p", "n1", 1, 5000, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24",
                "100.64.0.10", "1", "1Gi", null);
    }

    private void make(ClusterId cluster, String name, String node) {
        Fault fault = new Fault();
        fault.setMetadata(new ObjectMetaBuilder().withName(name).withFinalizers(Fault.FINALIZER).build());
        fault.setSpec(new Fault.Spec("NodeStopped", List.of(node), 60, null, "ReadyUnknown", null, null, null));
        world.writes(cluster).create(Types.FAULTS, fault);
    }

    private Fault fault(ClusterId cluster, String name) {
        return world.require(cluster, Types.FAULTS, "", name);
    }

    private List<Machine.NodeFault> told() {
        List<Machine.NodeFault> faults = world.require(management, Types.MACHINES, "", "m1").getSpec().faults();
        return faults == null ? List.of() : faults;
    }

    private void effect(ClusterId cluster, String name) {
        world.writes(management).merge(Types.MACHINES, world.require(management, Types.MACHINES, "", "m1"), "status", patch -> {
            var node = patch.putObject("status").putArray("nodes").addObject().put("clusterId", cluster.value()).put("name", "n1").put("state", "Ready");
            if (!name.isEmpty()) {
                node.putArray("faults").addObject().put("fault", name).put("uid", fault(cluster, name).getMetadata().getUid())
                        .put("since", world.time.instant().toString());
            }
        });
    }

    @Test
    void aFaultReachesItsOwnTenantsNodeAloneAndEndsByItself() throws Exception {
        make(acme, "dies", "n1");

        Outcome first = world.reconcile(reconciler, acme, "", "dies");

        assertEquals(List.of(acme.value()), told().stream().map(Machine.NodeFault::clusterId).toList());
        assertEquals(Outcome.recheckAfter(Duration.ofSeconds(60)), first);
        assertEquals(2, world.require(management, Types.MACHINES, "", "m1").getSpec().nodes().size());

        effect(acme, "dies");
        world.reconcile(reconciler, acme, "", "dies");
        assertEquals(Fault.ACTIVE, fault(acme, "dies").getStatus().phase());

        world.time.advance(Duration.ofSeconds(60));
        world.reconcile(reconciler, acme, "", "dies");
        assertEquals(List.of(), told());
        assertEquals(Fault.ENDING, fault(acme, "dies").getStatus().phase());
        effect(acme, "");
        world.reconcile(reconciler, acme, "", "dies");
        assertEquals(Fault.ENDED, fault(acme, "dies").getStatus().phase());
        assertEquals(false, fault(acme, "dies").getStatus().prediction().right());
    }

    @Test
    void aDeletedFaultGoesWhenTheMachineHasBeenTold() throws Exception {
        make(acme, "dies", "n1");
        make(beta, "dies", "n1");
        world.reconcile(reconciler, acme, "", "dies");
        world.reconcile(reconciler, beta, "", "dies");
        assertEquals(2, told().size());

        world.writes(acme).delete(Types.FAULTS, fault(acme, "dies"));
        world.reconcile(reconciler, acme, "", "dies");

        assertEquals(List.of(beta.value()), told().stream().map(Machine.NodeFault::clusterId).toList());
        assertTrue(world.snapshot(acme).list(Types.FAULTS, "").stream().allMatch(fault -> fault.getMetadata().getFinalizers().isEmpty()));
    }

    @Test
    void aNameThatIsAnothersNodeReachesNothing() throws Exception {
        make(acme, "dies", "n2");

        world.reconcile(reconciler, acme, "", "dies");

        assertEquals(List.of(), told());
        assertEquals(Fault.NO_SUCH_NODE, fault(acme, "dies").getStatus().nodes().get("n2").state());
    }
}
