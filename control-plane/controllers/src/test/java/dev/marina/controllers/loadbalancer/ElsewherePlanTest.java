package dev.marina.controllers.loadbalancer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.Machine;
import dev.marina.model.Machine.AssignedNode;
import dev.marina.model.Machine.Elsewhere;
import dev.marina.model.Machine.NodeState;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElsewherePlanTest {

    private static final List<AddressClaim> CLAIMS = List.of(claim("203.0.113.1", "acme", Optional.empty()), claim("203.0.113.2", "beta", Optional.empty()),
            claim("203.0.113.3", "acme", Optional.of(Instant.EPOCH)));
    private static final Machine OWN = machine(Machine.OWN, "192.0.2.1", List.of(node("acme", "n1", "100.64.0.1")));

    private static AddressClaim claim(String address, String cluster, Optional<Instant> released) {
        return new AddressClaim(address, cluster, "default", cluster, "default/web", "u", released);
    }

    private static AssignedNode node(String cluster, String name, String address) {
        return new AssignedNode(cluster, cluster, "default", "p", name, 1, 5000, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", address, "1", "1Gi", null);
    }

    private static Machine machine(String name, String address, List<AssignedNode> nodes, NodeState... states) {
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName(name).build());
        machine.setSpec(new Machine.Spec(nodes));
        machine.setStatus(new Machine.Status("1", "4", "1", null, Arrays.asList(states), null, null, address));
        return machine;
    }

    private static NodeState says(String cluster, String name, Boolean entrance, String... answers) {
        return new NodeState(cluster, name, "Ready", null, null, entrance, List.of(answers));
    }

    private static List<Elsewhere> plan(Machine own, Set<String> alive, Machine... others) {
        List<Machine> all = new ArrayList<>(List.of(others));
        all.add(own);
        return ElsewherePlan.of(own, all, alive, CLAIMS).map(ElsewherePlan::elsewhere).orElse(List.of());
    }

    @Test
    void nodesOfOtherMachinesAreKnownWithWhatTheyAnswer() {
        Machine far = machine("m2", "192.0.2.2", List.of(node("beta", "n1", "100.64.0.3"), node("acme", "n2", "100.64.0.2")),
                says("acme", "n2", true, "203.0.113.1"));

        assertEquals(List.of(new Elsewhere("acme", "acme", "default", "100.64.0.2", "192.0.2.2", true, List.of("203.0.113.1")),
                new Elsewhere("beta", "beta", "default", "100.64.0.3", "192.0.2.2", null, null)), plan(OWN, Set.of(Machine.OWN, "m2"), far));
    }

    /// A machine in hostile hands says what it likes.
    @Test
    void nobodyAnswersForNodesThatItHasNotOrAtAddressesThatTheirClustersHaveNot() {
        Machine hostile = machine("m2", "192.0.2.2", List.of(node("beta", "n1", "100.64.0.3")), says("acme", "n1", true, "203.0.113.1"),
                says("beta", "n1", null, "203.0.113.1", "203.0.113.3", "192.0.2.1", "203.0.113.2"), says("beta", "n7", true));

        assertEquals(List.of(new Elsewhere("beta", "beta", "default", "100.64.0.3", "192.0.2.2", null, List.of("203.0.113.2"))),
                plan(OWN, Set.of(Machine.OWN, "m2"), hostile));
    }

    @Test
    void aListWithHolesHoldsNothingUp() {
        Machine far = machine("m2", "192.0.2.2", List.of(node("acme", "n2", "100.64.0.2")), null,
                new NodeState("acme", "n2", null, null, null, null, Arrays.asList(null, "203.0.113.1")));

        assertEquals(List.of("203.0.113.1"), plan(OWN, Set.of("m2"), far).getFirst().answers());
    }

    @Test
    void whoIsSilentOrHasNoAddressGetsNobody() {
        List<AssignedNode> nodes = List.of(node("acme", "n2", "100.64.0.2"));
        Set<String> alive = Set.of(Machine.OWN, "m2");

        assertEquals(List.of(), plan(OWN, Set.of(Machine.OWN), machine("m2", "192.0.2.2", nodes)));
        assertEquals(List.of(), plan(OWN, alive, machine("m2", null, nodes)));
        assertEquals(List.of(), plan(OWN, alive, machine("m2", "192.0.2.2; drop", nodes)));
        assertEquals(List.of(), plan(machine(Machine.OWN, null, List.of()), alive, machine("m2", "192.0.2.2", nodes)));
    }

    @Test
    void whatIsKnownIsNotSaidAgainAndWhatIsOverIsTakenBack() {
        Machine far = machine("m2", "192.0.2.2", List.of(node("acme", "n2", "100.64.0.2")));
        Machine own = machine(Machine.OWN, "192.0.2.1", List.of());
        List<Elsewhere> known = plan(own, Set.of("m2"), far);
        own.setSpec(new Machine.Spec(List.of(), null, null, null, known));

        assertEquals(Optional.empty(), ElsewherePlan.of(own, List.of(own, far), Set.of("m2"), CLAIMS));
        assertEquals(Optional.of(new ElsewherePlan(List.of())), ElsewherePlan.of(own, List.of(own), Set.of("m2"), CLAIMS));
    }
}
