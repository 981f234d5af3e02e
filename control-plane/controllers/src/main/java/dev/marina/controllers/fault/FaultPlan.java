package dev.marina.controllers.fault;

import dev.marina.model.Fault;
import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What follows of a fault of nodes at a time: what machines are to be told of, what is to be said, and when to look again.
///
/// @param machines whose list of faults changes, with the new list
record FaultPlan(Map<String, List<Machine.NodeFault>> machines, Fault.Status status, Optional<Duration> next) {

    /// Another fault of the type has the node.
    static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /// @param cluster id of the cluster that the fault is of
    /// @param nodes of that cluster, by name
    static FaultPlan of(Fault fault, String cluster, List<Machine> machines, Map<String, Node> nodes, Instant now) {
        Span span = Span.of(fault, now);
        Own own = new Own(fault, cluster, machines, span);

        Map<String, List<Machine.NodeFault>> told = new LinkedHashMap<>();
        for (Machine machine : machines) {
            List<Machine.NodeFault> wanted = own.faults(machine);
            if (!wanted.equals(Own.present(machine))) {
                told.put(machine.getMetadata().getName(), wanted);
            }
        }
        Map<String, Fault.OnNode> states = new TreeMap<>();
        fault.getSpec().nodes().forEach(node -> states.put(node, own.state(node, nodes.containsKey(node))));
        FirstSign sign = new FirstSign(fault.getSpec(), span.before().prediction(), span.since());
        Fault.Status status = new Fault.Status(span.phase(states.values()), span.since().toString(), span.until().toString(), span.ended(), states,
                sign.of(nodes, span.over()), null);
        return new FaultPlan(told, status,
                span.over() ? Optional.empty() : Optional.of(own.contested(told) ? LOOK_AGAIN : Duration.between(now, span.until())));
    }

    /// What concerns this one fault.
    private record Own(Fault fault, String cluster, List<Machine> machines, Span span) {

        static List<Machine.NodeFault> present(Machine machine) {
            return machine.getSpec() == null || machine.getSpec().faults() == null ? List.of() : machine.getSpec().faults();
        }

        private String uid() {
            return fault.getMetadata().getUid();
        }

        /// Others' stay as long as they last and their nodes are here. One of each type is in effect on a node: machines hear of no more than that,
        /// however many a cluster makes.
        List<Machine.NodeFault> faults(Machine machine) {
            List<Machine.NodeFault> faults = new ArrayList<>(present(machine).stream()
                    .filter(other -> !uid().equals(other.uid()) && has(machine, other.clusterId(), other.node()) && lasts(other)).toList());
            if (!span.over()) {
                fault.getSpec().nodes().stream().filter(node -> has(machine, cluster, node) && !taken(faults, node)).map(this::on).forEach(faults::add);
            }
            return faults;
        }

        private Machine.NodeFault on(String node) {
            Fault.Spec spec = fault.getSpec();
            return new Machine.NodeFault(cluster, node, fault.getMetadata().getName(), uid(), spec.type(), span.until().toString(), spec.delayMillis(),
                    spec.skewSeconds());
        }

        private boolean lasts(Machine.NodeFault other) {
            return span.now().isBefore(Instant.parse(other.until()));
        }

        private boolean taken(List<Machine.NodeFault> faults, String node) {
            return faults.stream().anyMatch(other -> other.clusterId().equals(cluster) && other.node().equals(node)
                    && other.type().equals(fault.getSpec().type()));
        }

        boolean contested(Map<String, List<Machine.NodeFault>> told) {
            return machines.stream().anyMatch(machine -> {
                List<Machine.NodeFault> faults = told.getOrDefault(machine.getMetadata().getName(), present(machine));
                return fault.getSpec().nodes().stream().anyMatch(node -> has(machine, cluster, node)
                        && faults.stream().noneMatch(each -> uid().equals(each.uid()) && each.node().equals(node)));
            });
        }

        private static boolean has(Machine machine, String cluster, String node) {
            return machine.getSpec() != null && machine.getSpec().nodes() != null
                    && machine.getSpec().nodes().stream().anyMatch(assigned -> assigned.clusterId().equals(cluster) && assigned.name().equals(node));
        }

        /// What the machine says. Of a node that no machine has, what was said of it by whoever keeps it.
        Fault.OnNode state(String node, boolean there) {
            boolean over = span.over();
            Optional<Fault.OnNode> said = Optional.ofNullable(span.before().nodes()).map(nodes -> nodes.get(node));
            if (machines.stream().anyMatch(machine -> has(machine, cluster, node))) {
                Optional<Machine.InEffect> effect = effect(node);
                return effect.map(each -> span.kept(said, over ? Fault.ENDING : Fault.ACTIVE, each.since(), each.message()))
                        .orElseGet(() -> span.kept(said, over ? Fault.ENDED : Fault.STARTING, null, null));
            }
            if (!there) {
                return span.kept(said, Fault.NO_SUCH_NODE, null, "this cluster has no node \"%s\"".formatted(node));
            }
            boolean active = said.filter(each -> Fault.ACTIVE.equals(each.state()) || Fault.ENDING.equals(each.state())).isPresent();
            String state = over ? (active ? Fault.ENDING : Fault.ENDED) : (active ? Fault.ACTIVE : Fault.STARTING);
            return span.kept(said, state, null, said.map(Fault.OnNode::message).orElse(null));
        }

        private Optional<Machine.InEffect> effect(String node) {
            return machines.stream().filter(machine -> machine.getStatus() != null && machine.getStatus().nodes() != null)
                    .flatMap(machine -> machine.getStatus().nodes().stream())
                    .filter(state -> cluster.equals(state.clusterId()) && node.equals(state.name()) && state.faults() != null)
                    .flatMap(state -> state.faults().stream()).filter(effect -> uid().equals(effect.uid())).findFirst();
        }
    }
}
