package dev.marina.controllers.platform;

import dev.marina.model.Cluster;
import dev.marina.model.Machine;
import dev.marina.model.Machine.AssignedNode;
import dev.marina.model.Machine.ClusterNodes;
import dev.marina.model.Machine.Peer;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which nodes each machine is to realise so that one pool has its nodes, as data.
///
/// @param machines what the machines shall have whose nodes or whose nodes' clusters change
/// @param nodes names of the pool's nodes, once that is done
/// @param unplaced how many nodes found no machine
record NodePoolPlan(Map<String, Machine.Spec> machines, List<String> nodes, int unplaced) {

    static final int MOST_NODES = 250;
    private static final int FIRST_VNI = 4097;
    private static final int LAST_VNI = 0xFFFFFF;
    /// A machine says its own; one that says something else is not reached.
    private static final Pattern ADDRESS = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

    /// One pool and what it needs to know of its cluster.
    ///
    /// @param replicas how many nodes there shall be; 0 while it is deleted
    /// @param labels of new nodes
    /// @param taints likewise
    /// @param leaving names of nodes that go first, and are not replaced by others of their names
    /// @param runtime of new nodes; null: [NodePool#DOCKER]
    /// @param subnet of new nodes; null: 0
    /// @param network of the cluster; null: as is usual
    record Wanted(String tenant, String cluster, String clusterId, String pool, int replicas, String cpu, String memory, String podCidr,
            String serviceCidr, Map<String, String> labels, List<NodePool.Taint> taints, Set<String> leaving, String runtime, Integer subnet,
            Cluster.Network network) {

        Wanted(String tenant, String cluster, String clusterId, String pool, int replicas, String cpu, String memory, String podCidr, String serviceCidr) {
            this(tenant, cluster, clusterId, pool, replicas, cpu, memory, podCidr, serviceCidr, null, null, Set.of(), null, null, null);
        }
    }

    /// Whether the operator of the machine lets its nodes have this runtime.
    static boolean offers(Machine machine, String runtime) {
        List<String> offered = machine.getStatus() == null || machine.getStatus().runtimes() == null || machine.getStatus().runtimes().isEmpty()
                ? List.of(NodePool.DOCKER)
                : machine.getStatus().runtimes();
        return offered.contains(runtime == null ? NodePool.DOCKER : runtime);
    }

    /// @param alive the machines that may get new nodes, by name
    static NodePoolPlan of(Wanted wanted, List<Machine> machines, Set<String> alive, Underlay underlay) {
        Assignment assignment = new Assignment(wanted, machines, underlay);
        assignment.removeSurplus();
        int unplaced = assignment.addMissing(alive);
        return assignment.plan(unplaced);
    }

    /// The work sheet: every machine's list, changed in place.
    private static final class Assignment {
        private final Wanted wanted;
        private final Underlay underlay;
        private final List<Machine> machines;
        private final Map<String, List<AssignedNode>> lists = new TreeMap<>();

        Assignment(Wanted wanted, List<Machine> machines, Underlay underlay) {
            this.wanted = wanted;
            this.underlay = underlay;
            this.machines = machines;
            machines.forEach(machine -> lists.put(machine.getMetadata().getName(), new ArrayList<>(assigned(machine))));
        }

        private List<AssignedNode> all() {
            return lists.values().stream().flatMap(List::stream).toList();
        }

        private List<AssignedNode> ofCluster() {
            return all().stream().filter(node -> node.clusterId().equals(wanted.clusterId())).toList();
        }

        private List<AssignedNode> ofPool() {
            return ofCluster().stream().filter(node -> wanted.pool().equals(node.pool()))
                    .sorted(Comparator.comparingInt(node -> number(node.name()))).toList();
        }

        /// Those that leave, then the newest.
        void removeSurplus() {
            lists.values().forEach(list -> list.removeIf(node -> node.clusterId().equals(wanted.clusterId()) && wanted.pool().equals(node.pool())
                    && wanted.leaving().contains(node.name())));
            List<AssignedNode> mine = ofPool();
            for (AssignedNode node : mine.subList(Math.min(wanted.replicas(), mine.size()), mine.size())) {
                lists.values().forEach(list -> list.remove(node));
            }
        }

        int addMissing(Set<String> alive) {
            int missing = Math.max(0, wanted.replicas() - ofPool().size());
            for (int i = 0; i < missing; i++) {
                String machine = lists.keySet().stream().filter(alive::contains).filter(this::offersRuntime).min(Comparator.comparing(this::load)).orElse(null);
                if (machine == null || ofCluster().size() >= MOST_NODES) {
                    return missing - i;
                }
                lists.get(machine).add(next());
            }
            return 0;
        }

        private boolean offersRuntime(String name) {
            return machines.stream().filter(candidate -> candidate.getMetadata().getName().equals(name))
                    .anyMatch(candidate -> offers(candidate, wanted.runtime()));
        }

        /// How much of the machine is promised, of its processors or of its memory, whichever is more; nodes of this cluster count double: they shall
        /// be apart.
        private BigDecimal load(String machine) {
            Optional<Machine.Status> status = machines.stream().filter(candidate -> candidate.getMetadata().getName().equals(machine)).findFirst()
                    .map(Machine::getStatus);
            return promised(machine, AssignedNode::cpu, "1", status.map(Machine.Status::cpu))
                    .max(promised(machine, AssignedNode::memory, "0", status.map(Machine.Status::memory)));
        }

        /// @param usual of a node that says nothing
        private BigDecimal promised(String machine, Function<AssignedNode, String> of, String usual, Optional<String> capacity) {
            BigDecimal promised = BigDecimal.ZERO;
            for (AssignedNode node : lists.get(machine)) {
                BigDecimal share = Quantity.getAmountInBytes(new Quantity(Objects.requireNonNullElse(of.apply(node), usual)));
                promised = promised.add(node.clusterId().equals(wanted.clusterId()) ? share.add(share) : share);
            }
            Optional<BigDecimal> all = capacity.flatMap(Assignment::amount);
            // Of what the machine does not say nothing can be short; processors it has at least one.
            return all.isEmpty() && usual.equals("0") ? BigDecimal.ZERO : promised.divide(all.orElse(BigDecimal.ONE), 6, java.math.RoundingMode.HALF_UP);
        }

        /// Empty for what is no amount: one machine that reports nonsense must not keep every pool from its nodes.
        private static Optional<BigDecimal> amount(String text) {
            try {
                return Optional.of(Quantity.getAmountInBytes(new Quantity(text))).filter(amount -> amount.signum() > 0);
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        private AssignedNode next() {
            Set<Integer> numbers = new HashSet<>();
            ofPool().forEach(node -> numbers.add(number(node.name())));
            wanted.leaving().forEach(name -> numbers.add(number(name)));
            Set<Integer> indexes = new HashSet<>();
            ofCluster().forEach(node -> indexes.add(node.index()));
            Set<String> addresses = new HashSet<>();
            all().forEach(node -> addresses.add(node.address()));
            int index = Underlay.first(1, MOST_NODES, candidate -> !indexes.contains(candidate));
            return new AssignedNode(wanted.clusterId(), wanted.tenant(), wanted.cluster(), wanted.pool(),
                    wanted.pool() + "-" + Underlay.first(1, Integer.MAX_VALUE - 1, candidate -> !numbers.contains(candidate)), index, vni(),
                    wanted.podCidr(), wanted.serviceCidr(), Underlay.podCidr(wanted.podCidr(), index), underlay.next(addresses),
                    wanted.cpu(), wanted.memory(), null, wanted.labels(), wanted.taints(), null, wanted.runtime(), wanted.subnet(), null, null);
        }

        private int vni() {
            List<AssignedNode> cluster = ofCluster();
            if (!cluster.isEmpty()) {
                return cluster.getFirst().vni();
            }
            Set<Integer> used = new HashSet<>();
            all().forEach(node -> used.add(node.vni()));
            int highest = used.stream().mapToInt(Integer::intValue).max().orElse(FIRST_VNI - 1);
            return highest < LAST_VNI ? highest + 1 : Underlay.first(FIRST_VNI, LAST_VNI, candidate -> !used.contains(candidate));
        }

        NodePoolPlan plan(int unplaced) {
            ClusterNodes cluster = new ClusterNodes(wanted.clusterId(), ofCluster().stream().sorted(Comparator.comparingInt(AssignedNode::index))
                    .map(node -> new Peer(node.name(), node.podCidr(), node.address(), Underlay.mac(node.address()), node.subnet(), machineAddress(node)))
                    .toList(),
                    wanted.network());
            Map<String, Machine.Spec> changed = new LinkedHashMap<>();
            for (Machine machine : machines) {
                Machine.Spec spec = spec(machine, cluster);
                if (!spec.equals(new Machine.Spec(assigned(machine), clusters(machine)))) {
                    changed.put(machine.getMetadata().getName(), spec);
                }
            }
            return new NodePoolPlan(changed, ofPool().stream().map(AssignedNode::name).toList(), unplaced);
        }

        /// Where other machines reach the one that has the node; null where they do not.
        private String machineAddress(AssignedNode node) {
            return machines.stream().filter(machine -> lists.get(machine.getMetadata().getName()).contains(node)).findFirst().map(Machine::getStatus)
                    .map(Machine.Status::address).filter(address -> ADDRESS.matcher(address).matches()).orElse(null);
        }

        /// The nodes of this cluster, and who is in it; nodes of other clusters stay as they are, and the clusters of nodes that are gone go.
        private Machine.Spec spec(Machine machine, ClusterNodes cluster) {
            List<AssignedNode> nodes = lists.get(machine.getMetadata().getName()).stream()
                    .map(node -> node.clusterId().equals(cluster.clusterId()) ? node.with(null) : node).toList();
            Set<String> here = nodes.stream().map(AssignedNode::clusterId).collect(Collectors.toSet());
            List<ClusterNodes> clusters = Stream
                    .concat(clusters(machine).stream().filter(other -> !other.clusterId().equals(cluster.clusterId())), Stream.of(cluster))
                    .filter(known -> here.contains(known.clusterId())).sorted(Comparator.comparing(ClusterNodes::clusterId)).toList();
            return new Machine.Spec(nodes, clusters);
        }
    }

    private static List<ClusterNodes> clusters(Machine machine) {
        return machine.getSpec() == null || machine.getSpec().clusters() == null ? List.of() : machine.getSpec().clusters();
    }

    static List<AssignedNode> assigned(Machine machine) {
        return machine.getSpec() == null || machine.getSpec().nodes() == null ? List.of() : machine.getSpec().nodes();
    }

    /// The number at the end of a node's name.
    static int number(String name) {
        String digits = name.substring(name.lastIndexOf('-') + 1);
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
    }
}
