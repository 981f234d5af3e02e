package dev.marina.controllers.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Fault;
import dev.marina.model.Machine;
import dev.marina.model.Machine.AssignedNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ACME = "00000000000000a1";
    private static final String BETA = "00000000000000b1";

    private static Fault fault(String prediction) {
        Fault fault = new Fault();
        fault.setMetadata(new ObjectMetaBuilder().withName("dies").withUid("u1").build());
        fault.setSpec(new Fault.Spec("NodeStopped", List.of("n1"), 300, null, prediction, null, null, null));
        return fault;
    }

    private static Fault with(Fault fault, Fault.Status status) {
        fault.setStatus(status);
        return fault;
    }

    private static Machine machine(List<Machine.NodeFault> faults, Machine.NodeState... states) {
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of(node(ACME), node(BETA)), List.of(), null, faults));
        machine.setStatus(new Machine.Status("1", "4", "8Gi", null, List.of(states), null));
        return machine;
    }

    private static AssignedNode node(String cluster) {
        return new AssignedNode(cluster, cluster, "default", "p", "n1", 1, 5000, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.10", "1", "1Gi",
                null);
    }

    private static Machine.NodeFault told(String cluster, String uid, Instant until) {
        return new Machine.NodeFault(cluster, "n1", "dies", uid, "NodeStopped", until.toString(), null, null);
    }

    private static Map<String, Node> nodes(String type, String status, Instant since) {
        return Map.of("n1", new NodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewStatus()
                .addNewCondition().withType(type).withStatus(status).withLastTransitionTime(since.toString()).endCondition().endStatus().build());
    }

    private static FaultPlan plan(Fault fault, Machine machine, Map<String, Node> nodes, Instant now) {
        return FaultPlan.of(fault, ACME, List.of(machine), nodes, now);
    }

    private static Fault.Status active() {
        return plan(fault(null), machine(null), nodes("Ready", "True", NOW), NOW).status();
    }

    @Test
    void theMachineIsToldOfItsOwnClustersNodeAndWhenItIsOver() {
        FaultPlan plan = plan(fault(null), machine(null), nodes("Ready", "True", NOW), NOW);
        assertEquals(Map.of("m1", List.of(told(ACME, "u1", NOW.plusSeconds(300)))), plan.machines());
        assertEquals(Fault.STARTING, plan.status().phase());
        assertEquals(Optional.of(Duration.ofSeconds(300)), plan.next());
    }

    @Test
    void itIsActiveWhenTheMachineSaysSoAndNotBefore() {
        Machine said = machine(List.of(told(ACME, "u1", NOW.plusSeconds(300))),
                new Machine.NodeState(ACME, "n1", "Ready", null, List.of(new Machine.InEffect("dies", "u1", NOW.plusSeconds(2).toString(), "met"))));
        FaultPlan plan = plan(with(fault(null), active()), said, nodes("Ready", "True", NOW), NOW.plusSeconds(3));
        assertEquals(Map.of(), plan.machines());
        assertEquals(Fault.ACTIVE, plan.status().phase());
        assertEquals("met", plan.status().nodes().get("n1").message());
        // what another cluster's node of the name says is nothing of it
        Machine others = machine(null, new Machine.NodeState(BETA, "n1", "Ready", null, List.of(new Machine.InEffect("dies", "u1", NOW.toString(), null))));
        assertEquals(Fault.STARTING, plan(with(fault(null), active()), others, nodes("Ready", "True", NOW), NOW).status().phase());
    }

    @Test
    void whenItsTimeIsOverTheMachineHearsOfItAndOthersFaultsStay() {
        Machine.NodeFault others = told(BETA, "u2", NOW.plusSeconds(900));
        Machine said = machine(List.of(told(ACME, "u1", NOW.plusSeconds(300)), others),
                new Machine.NodeState(ACME, "n1", "Ready", null, List.of(new Machine.InEffect("dies", "u1", NOW.toString(), null))));
        FaultPlan plan = plan(with(fault(null), active()), said, nodes("Ready", "True", NOW), NOW.plusSeconds(300));
        assertEquals(Map.of("m1", List.of(others)), plan.machines());
        assertEquals(Fault.ENDING, plan.status().phase());
        assertEquals(NOW.plusSeconds(300).toString(), plan.status().ended());

        FaultPlan then = plan(with(fault(null), plan.status()), machine(List.of(others)), nodes("Ready", "True", NOW), NOW.plusSeconds(310));
        assertEquals(Fault.ENDED, then.status().phase());
        assertEquals(Optional.empty(), then.next());
        // and does not begin again when somebody gives it more time
        Fault longer = with(fault(null), then.status());
        longer.setSpec(new Fault.Spec("NodeStopped", List.of("n1"), 3_600, null, null, null, null, null));
        assertEquals(Map.of(), plan(longer, machine(List.of(others)), nodes("Ready", "True", NOW), NOW.plusSeconds(320)).machines());
    }

    @Test
    void whatIsUndoneOrDeletedIsOverAtOnce() {
        Machine said = machine(List.of(told(ACME, "u1", NOW.plusSeconds(300))));
        Fault undone = with(fault(null), active());
        undone.setSpec(new Fault.Spec("NodeStopped", List.of("n1"), 300, true, null, null, null, null));
        assertEquals(Map.of("m1", List.of()), plan(undone, said, nodes("Ready", "True", NOW), NOW.plusSeconds(1)).machines());
        Fault deleted = with(fault(null), active());
        deleted.getMetadata().setDeletionTimestamp(NOW.toString());
        assertEquals(Optional.empty(), plan(deleted, said, nodes("Ready", "True", NOW), NOW.plusSeconds(1)).next());
    }

    @Test
    void aNodeHasOneFaultOfATypeAtATimeHoweverManyAreMade() {
        Machine said = machine(List.of(told(ACME, "u0", NOW.plusSeconds(60))));
        FaultPlan plan = plan(fault(null), said, nodes("Ready", "True", NOW), NOW);
        assertEquals(Map.of(), plan.machines());
        assertEquals(Fault.STARTING, plan.status().phase());
        assertEquals(Optional.of(Duration.ofSeconds(5)), plan.next());
        assertEquals(Map.of("m1", List.of(told(ACME, "u1", NOW.plusSeconds(300)))),
                plan(with(fault(null), plan.status()), said, nodes("Ready", "True", NOW), NOW.plusSeconds(60)).machines());
    }

    @Test
    void aNodeThatThereIsNotIsSaidToBeNone() {
        Fault.OnNode said = FaultPlan.of(fault(null), ACME, List.of(), Map.of(), NOW).status().nodes().get("n1");
        assertEquals(new Fault.OnNode(Fault.NO_SUCH_NODE, NOW.toString(), "this cluster has no node \"n1\""), said);
    }

    @Test
    void aNodeThatNoMachineHasSaysItselfWhatItDoes() {
        Fault.Status status = FaultPlan.of(fault(null), ACME, List.of(), nodes("Ready", "True", NOW), NOW).status();
        assertEquals(Fault.STARTING, status.phase());
        Fault.Status said = new Fault.Status(status.phase(), status.since(), status.until(), null,
                Map.of("n1", new Fault.OnNode("Active", NOW.toString(), null)), null, null);
        Fault.Status active = FaultPlan.of(with(fault(null), said), ACME, List.of(), nodes("Ready", "True", NOW), NOW.plusSeconds(1)).status();
        assertEquals(Fault.ACTIVE, active.phase());
        assertEquals(Fault.ENDING,
                FaultPlan.of(with(fault(null), active), ACME, List.of(), nodes("Ready", "True", NOW), NOW.plusSeconds(300)).status().phase());
    }

    @Test
    void thePredictionIsHeldBesideWhatTheNodeShowsFirst() {
        Fault begun = with(fault("ReadyFalse"), active());
        assertNull(plan(begun, machine(null), nodes("Ready", "Unknown", NOW.minusSeconds(60)), NOW.plusSeconds(9)).status().prediction(), "that was so before");
        Fault.Predicted seen = plan(begun, machine(null), nodes("Ready", "Unknown", NOW.plusSeconds(41)), NOW.plusSeconds(42)).status().prediction();
        assertEquals(new Fault.Predicted("ReadyFalse", "ReadyUnknown", "n1", null, 41L, false), seen);
        // what was seen once stays
        Fault known = with(fault("ReadyFalse"), new Fault.Status("Active", NOW.toString(), null, null, Map.of(), seen, null));
        assertEquals(seen, plan(known, machine(null), nodes("Ready", "True", NOW.plusSeconds(90)), NOW.plusSeconds(300)).status().prediction());
        Fault.Predicted none = plan(with(fault("NoSign"), active()), machine(null), nodes("Ready", "True", NOW), NOW.plusSeconds(300)).status().prediction();
        assertEquals(new Fault.Predicted("NoSign", "NoSign", null, null, null, true), none);
        assertEquals("DiskPressure", plan(with(fault(null), active()), machine(null), nodes("DiskPressure", "True", NOW.plusSeconds(9)), NOW.plusSeconds(10))
                .status().prediction().seen());
        assertEquals("DNSSilent", plan(with(fault(null), active()), machine(null), nodes("DNSAnswers", "False", NOW.plusSeconds(9)), NOW.plusSeconds(10))
                .status().prediction().seen());
    }

    @Test
    void aStatusThatSomebodyMadeUpMakesItLastNoLonger() {
        for (String since : List.of("2099-01-01T00:00:00Z", "yesterday")) {
            Fault.Status forged = new Fault.Status(null, since, null, null, Map.of("n1", new Fault.OnNode(null, null, null)), null, null);
            FaultPlan plan = plan(with(fault(null), forged), machine(null), nodes("Ready", "True", NOW), NOW);
            assertEquals(Map.of("m1", List.of(told(ACME, "u1", NOW.plusSeconds(300)))), plan.machines());
            assertEquals(Fault.STARTING, FaultPlan.of(with(fault(null), forged), ACME, List.of(), nodes("Ready", "True", NOW), NOW).status().phase());
        }
    }

    @Test
    void aConditionWithoutATimeIsNoSign() {
        Map<String, Node> strange = Map.of("n1", new NodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewStatus()
                .addNewCondition().withType("Ready").withStatus("False").withLastTransitionTime("yesterday").endCondition().endStatus().build());
        assertFalse(Optional.ofNullable(plan(with(fault(null), active()), machine(null), strange, NOW.plusSeconds(1)).status().prediction()).isPresent());
    }
}
