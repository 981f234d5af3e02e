package dev.marina.controllers.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.marina.api.Document;
import dev.marina.model.Cluster;
import dev.marina.model.Machine;
import dev.marina.model.Machine.AssignedNode;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodePoolPlanTest {

    private static final Underlay UNDERLAY = Underlay.of("100.64.0.0/16");

    private static NodePoolPlan.Wanted wanted(String tenant, int replicas) {
        return new NodePoolPlan.Wanted(tenant, "default", "id-" + tenant, "default-pool", replicas, "1", "2Gi", "10.244.0.0/16", "10.96.0.0/16");
    }

    private static Machine machine(String name, List<AssignedNode> nodes) {
        return machine(name, new Machine.Spec(nodes));
    }

    private static Machine machine(String name, Machine.Spec spec) {
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName(name).build());
        machine.setSpec(spec);
        machine.setStatus(new Machine.Status("1", "2", "8Gi", "", List.of(), null));
        return machine;
    }

    private static List<Machine> after(NodePoolPlan plan, List<Machine> machines) {
        return machines.stream().map(machine -> machine(machine.getMetadata().getName(),
                plan.machines().getOrDefault(machine.getMetadata().getName(), machine.getSpec()))).toList();
    }

    @Test
    void two_nodes_on_one_machine_know_each_other() {
        NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 2), List.of(machine("m1", List.of())), Set.of("m1"), UNDERLAY);
        List<AssignedNode> nodes = plan.machines().get("m1").nodes();
        assertEquals(List.of("default-pool-1", "default-pool-2"), plan.nodes());
        assertEquals(List.of("100.64.0.10", "100.64.0.11"), nodes.stream().map(AssignedNode::address).toList());
        assertEquals(List.of("10.244.1.0/24", "10.244.2.0/24"), nodes.stream().map(AssignedNode::podCidr).toList());
        assertEquals(
                List.of(new Machine.ClusterNodes("id-acme", List.of(new Machine.Peer("default-pool-1", "10.244.1.0/24", "100.64.0.10", "02:6d:00:40:00:0a"),
                        new Machine.Peer("default-pool-2", "10.244.2.0/24", "100.64.0.11", "02:6d:00:40:00:0b")))),
                plan.machines().get("m1").clusters());
        assertEquals(nodes.get(0).vni(), nodes.get(1).vni());
    }

    @Test
    void machines_hear_how_the_cluster_carries_packets_and_in_which_subnet_each_node_is() {
        Cluster.Network network = new Cluster.Network("bgp", new Cluster.Bgp(true));
        NodePoolPlan.Wanted far = new NodePoolPlan.Wanted("acme", "default", "id-acme", "far", 1, "1", "2Gi", "10.244.0.0/16", "10.96.0.0/16", null, null,
                Set.of(), null, 3, network);
        List<Machine> machines = List.of(machine("m1", List.of()), machine("m2", List.of()));
        machines = after(NodePoolPlan.of(wanted("acme", 1), machines, Set.of("m1", "m2"), UNDERLAY), machines);

        NodePoolPlan plan = NodePoolPlan.of(far, machines, Set.of("m1", "m2"), UNDERLAY);

        assertEquals(Set.of("m1", "m2"), plan.machines().keySet());
        plan.machines().values().forEach(spec -> {
            assertEquals(network, spec.clusters().getFirst().network());
            assertEquals(Arrays.asList(null, 3), spec.clusters().getFirst().nodes().stream().map(Machine.Peer::subnet).toList());
            spec.nodes().forEach(node -> assertNull(node.network(), "said once, for the cluster"));
        });
        assertEquals(3, plan.machines().get("m2").nodes().getFirst().subnet());
    }

    @Test
    void nodes_come_where_their_runtime_is_offered_and_know_it() {
        NodePoolPlan.Wanted wanted = new NodePoolPlan.Wanted("acme", "default", "id-acme", "own", 2, "1", "2Gi", "10.244.0.0/16", "10.96.0.0/16", null, null,
                Set.of(), NodePool.CONTAINERD, null, null);
        Machine plain = machine("m1", List.of());
        Machine both = machine("m2", List.of());
        both.setStatus(new Machine.Status("1", "2", "8Gi", null, List.of(), null, List.of(NodePool.DOCKER, NodePool.CONTAINERD)));

        NodePoolPlan nowhere = NodePoolPlan.of(wanted, List.of(plain), Set.of("m1"), UNDERLAY);
        assertEquals(2, nowhere.unplaced());

        NodePoolPlan plan = NodePoolPlan.of(wanted, List.of(plain, both), Set.of("m1", "m2"), UNDERLAY);
        assertEquals(List.of("containerd", "containerd"), plan.machines().get("m2").nodes().stream().map(AssignedNode::runtime).toList());
        assertEquals(0, plan.unplaced());
        assertEquals(Set.of("m2"), plan.machines().keySet());
    }

    @Test
    void nothing_changes_the_second_time() {
        List<Machine> machines = List.of(machine("m1", List.of()));
        machines = after(NodePoolPlan.of(wanted("acme", 2), machines, Set.of("m1"), UNDERLAY), machines);
        assertEquals(Map.of(), NodePoolPlan.of(wanted("acme", 2), machines, Set.of("m1"), UNDERLAY).machines());
    }

    @Test
    void a_pools_nodes_spread_over_machines() {
        List<Machine> machines = List.of(machine("m1", List.of()), machine("m2", List.of()));
        NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 2), machines, Set.of("m1", "m2"), UNDERLAY);
        assertEquals(Set.of("m1", "m2"), plan.machines().keySet());
    }

    @Test
    void a_smaller_pool_loses_its_newest_node_and_the_others_forget_it() {
        List<Machine> machines = List.of(machine("m1", List.of()));
        machines = after(NodePoolPlan.of(wanted("acme", 3), machines, Set.of("m1"), UNDERLAY), machines);
        NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 2), machines, Set.of("m1"), UNDERLAY);
        assertEquals(List.of("default-pool-1", "default-pool-2"), plan.nodes());
        assertEquals(List.of("default-pool-1", "default-pool-2"),
                plan.machines().get("m1").clusters().getFirst().nodes().stream().map(Machine.Peer::name).toList());
    }

    @Test
    void no_machine_means_nodes_without_a_place_and_a_machine_that_is_not_alive_gets_none() {
        assertEquals(2, NodePoolPlan.of(wanted("acme", 2), List.of(), Set.of(), UNDERLAY).unplaced());
        assertEquals(2, NodePoolPlan.of(wanted("acme", 2), List.of(machine("m1", List.of())), Set.of(), UNDERLAY).unplaced());
    }

    @Test
    void a_machine_that_reports_nonsense_keeps_no_pool_from_its_nodes() {
        Machine strange = machine("m0", List.of());
        strange.setStatus(new Machine.Status("1", "as many as you like", "8Gi", "", List.of(), null));
        NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 2), List.of(strange, machine("m1", List.of())), Set.of("m0", "m1"), UNDERLAY);
        assertEquals(0, plan.unplaced());
        assertEquals(2, plan.machines().values().stream().mapToInt(spec -> spec.nodes().size()).sum());
    }

    @Test
    void clusters_share_no_address_and_no_network_identifier() {
        List<Machine> machines = List.of(machine("m1", List.of()), machine("m2", List.of()));
        for (int i = 0; i < 20; i++) {
            machines = after(NodePoolPlan.of(wanted("t" + i, 2), machines, Set.of("m1", "m2"), UNDERLAY), machines);
        }
        List<AssignedNode> nodes = new ArrayList<>();
        machines.forEach(machine -> nodes.addAll(NodePoolPlan.assigned(machine)));
        assertEquals(40, new HashSet<>(nodes.stream().map(AssignedNode::address).toList()).size());
        assertEquals(20, new HashSet<>(nodes.stream().map(AssignedNode::vni).toList()).size());
    }

    @Test
    void every_machine_of_a_cluster_knows_all_its_nodes_and_forgets_a_cluster_with_its_last_node_here() {
        List<Machine> machines = List.of(machine("m1", List.of()), machine("m2", List.of()));
        machines = after(NodePoolPlan.of(wanted("acme", 2), machines, Set.of("m1", "m2"), UNDERLAY), machines);
        machines = after(NodePoolPlan.of(wanted("beta", 2), machines, Set.of("m1", "m2"), UNDERLAY), machines);
        for (Machine machine : machines) {
            assertEquals(List.of("id-acme", "id-beta"), machine.getSpec().clusters().stream().map(Machine.ClusterNodes::clusterId).toList());
            assertTrue(machine.getSpec().clusters().stream().allMatch(cluster -> cluster.nodes().size() == 2));
        }

        machines = after(NodePoolPlan.of(wanted("acme", 0), machines, Set.of("m1", "m2"), UNDERLAY), machines);

        machines.forEach(machine -> assertEquals(List.of("id-beta"), machine.getSpec().clusters().stream().map(Machine.ClusterNodes::clusterId).toList()));
    }

    /// With each node naming its peers these were 6 MB, which etcd does not take.
    @Test
    void as_many_nodes_as_a_cluster_may_have_fit_on_one_machine() throws JsonProcessingException {
        List<Machine> machines = List.of(machine("m1", List.of()));
        machines = after(NodePoolPlan.of(wanted("acme", 250), machines, Set.of("m1"), UNDERLAY), machines);

        Machine full = machines.getFirst();
        assertEquals(250, full.getSpec().nodes().size());
        int bytes = Document.mapper().writeValueAsBytes(full.getSpec()).length;
        assertTrue(bytes < 200_000, "bytes: " + bytes);
    }

    @Test
    void what_an_earlier_version_wrote_is_written_in_the_present_form() {
        Machine.Peer second = new Machine.Peer("default-pool-2", "10.244.2.0/24", "100.64.0.11", "02:6d:00:40:00:0b");
        AssignedNode one = new AssignedNode("id-acme", "acme", "default", "default-pool", "default-pool-1", 1, 4097, "10.244.0.0/16", "10.96.0.0/16",
                "10.244.1.0/24",
                "100.64.0.10", "1", "2Gi", List.of(second));
        List<Machine> machines = List.of(machine("m1", List.of(one)));

        NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 1), machines, Set.of("m1"), UNDERLAY);

        assertEquals(List.of(one.with(null)), plan.machines().get("m1").nodes());
        assertEquals(List.of("default-pool-1"), plan.machines().get("m1").clusters().getFirst().nodes().stream().map(Machine.Peer::name).toList());
    }

    @Test
    void addresses_are_used_again_only_after_all_others() {
        assertEquals("100.64.0.12", UNDERLAY.next(Set.of("100.64.0.11")));
        assertEquals("100.64.0.10", UNDERLAY.next(Set.of("100.64.254.255")));
    }

    @Test
    void nodes_are_apart_and_know_on_which_machine_each_is() {
        List<Machine> machines = List.of(reached(machine("m1", List.of()), "192.0.2.1"), reached(machine("m2", List.of()), "192.0.2.2"));

        NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 2), machines, Set.of("m1", "m2"), UNDERLAY);

        assertEquals(List.of(1, 1), plan.machines().values().stream().map(spec -> spec.nodes().size()).toList());
        plan.machines().values().forEach(spec -> assertEquals(List.of("192.0.2.1", "192.0.2.2"),
                spec.clusters().getFirst().nodes().stream().map(Machine.Peer::machineAddress).sorted().toList()));
    }

    /// Many processors do not make up for memory that is promised already.
    @Test
    void a_machine_short_of_memory_is_passed_over() {
        Machine many = machine("m1", List.of());
        many.setStatus(new Machine.Status("1", "64", "2Gi", null, List.of(), null));
        Machine few = machine("m2", List.of());
        few.setStatus(new Machine.Status("1", "4", "64Gi", null, List.of(), null));

        NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 3), List.of(many, few), Set.of("m1", "m2"), UNDERLAY);

        assertEquals(List.of(1, 2), List.of(plan.machines().get("m1").nodes().size(), plan.machines().get("m2").nodes().size()));
    }

    /// Whatever a machine in the wrong hands says of itself, the others are told addresses only.
    @Test
    void what_a_machine_says_and_is_no_address_is_told_to_nobody() {
        for (String said : List.of("", "192.0.2.2; drop", "192.0.2.300", "::1", "first.example", "192.0.2.2.")) {
            NodePoolPlan plan = NodePoolPlan.of(wanted("acme", 1), List.of(reached(machine("m1", List.of()), said)), Set.of("m1"), UNDERLAY);

            assertNull(plan.machines().get("m1").clusters().getFirst().nodes().getFirst().machineAddress(), said);
        }
    }

    private static Machine reached(Machine machine, String address) {
        machine.setStatus(new Machine.Status("1", "2", "8Gi", null, List.of(), null, null, address));
        return machine;
    }
}
