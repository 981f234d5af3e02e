package dev.marina.controllers.fault;

import dev.marina.model.Fault;
import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What follows of a fault at a time: what machines are to be told of, what is to be said, and when to look again.
///
/// @param machines whose list of faults changes, with the new list
/// @param over whether its time is over
record FaultPlan(Map<String, List<Machine.NodeFault>> machines, Fault.Status status, boolean over, Optional<Duration> next) {

    /// Another fault of the type has the node.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /// @param cluster id of the cluster that the fault is of
    /// @param nodes of that cluster, by name
    static FaultPlan of(Fault fault, String cluster, List<Machine> machines, Map<String, Node> nodes, Instant now) {
        Fault.Status before = fault.getStatus() == null ? new Fault.Status(null, null, null, null, null, null) : fault.getStatus();
        Instant since = since(before, now);
        Instant until = since.plusSeconds(fault.getSpec().seconds());
        boolean over = before.ended() != null || fault.isMarkedForDeletion() || Boolean.TRUE.equals(fault.getSpec().undone()) || !now.isBefore(until);
        Own own = new Own(fault, cluster, machines, until, over, now);

        Map<String, List<Machine.NodeFault>> told = new LinkedHashMap<>();
        for (Machine machine : machines) {
            List<Machine.NodeFault> wanted = own.faults(machine);
            if (!wanted.equals(Own.present(machine))) {
                told.put(machine.getMetadata().getName(), wanted);
            }
        }
        Map<String, Fault.OnNode> states = new TreeMap<>();
        fault.getSpec().nodes().forEach(node -> states.put(node, own.state(node, nodes.containsKey(node), before)));
        FirstSign sign = new FirstSign(fault.getSpec(), before.prediction(), since);
        Fault.Status status = new Fault.Status(phase(states.values(), over), since.toString(), until.toString(),
                over ? Optional.ofNullable(before.ended()).orElse((now.isBefore(until) ? now : until).truncatedTo(ChronoUnit.SECONDS).toString()) : null,
                states, sign.at(nodes, over));
        return new FaultPlan(told, status, over, over ? Optional.empty() : Optional.of(own.contested(told) ? LOOK_AGAIN : Duration.between(now, until)));
    }

    /// A status may have been written by its cluster's administrator: what is no time that has been does not make it last longer.
    private static Instant since(Fault.Status before, Instant now) {
        Instant usual = now.truncatedTo(ChronoUnit.SECONDS);
        try {
            return before.since() == null || Instant.parse(before.since()).isAfter(now) ? usual : Instant.parse(before.since());
        } catch (DateTimeParseException _) {
            return usual;
        }
    }

    private static String phase(Collection<Fault.OnNode> nodes, boolean over) {
        List<String> states = nodes.stream().map(Fault.OnNode::state).toList();
        if (over) {
            return states.contains(Fault.ENDING) ? Fault.ENDING : Fault.ENDED;
        }
        return states.contains(Fault.ACTIVE) && !states.contains(Fault.STARTING) ? Fault.ACTIVE : Fault.STARTING;
    }

    /// What concerns this one fault.
    private record Own(Fault fault, String cluster, List<Machine> machines, Instant until, boolean over, Instant now) {

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
            if (!over) {
                fault.getSpec().nodes().stream().filter(node -> has(machine, cluster, node) && !taken(faults, node)).map(this::on).forEach(faults::add);
            }
            return faults;
        }

        private Machine.NodeFault on(String node) {
            Fault.Spec spec = fault.getSpec();
            return new Machine.NodeFault(cluster, node, fault.getMetadata().getName(), uid(), spec.type(), until.toString(), spec.delayMillis(),
                    spec.skewSeconds());
        }

        private boolean lasts(Machine.NodeFault other) {
            return now.isBefore(Instant.parse(other.until()));
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
        Fault.OnNode state(String node, boolean there, Fault.Status before) {
            Optional<Fault.OnNode> said = Optional.ofNullable(before.nodes()).map(nodes -> nodes.get(node));
            if (machines.stream().anyMatch(machine -> has(machine, cluster, node))) {
                Optional<Machine.InEffect> effect = effect(node);
                return effect.map(each -> kept(said, over ? Fault.ENDING : Fault.ACTIVE, each.since(), each.message()))
                        .orElseGet(() -> kept(said, over ? Fault.ENDED : Fault.STARTING, null, null));
            }
            if (!there) {
                return kept(said, Fault.NO_SUCH_NODE, null, "this cluster has no node \"%s\"".formatted(node));
            }
            boolean active = said.filter(each -> Fault.ACTIVE.equals(each.state()) || Fault.ENDING.equals(each.state())).isPresent();
            String state = over ? (active ? Fault.ENDING : Fault.ENDED) : (active ? Fault.ACTIVE : Fault.STARTING);
            return kept(said, state, null, said.map(Fault.OnNode::message).orElse(null));
        }

        /// The time of a state that has not changed stays.
        private Fault.OnNode kept(Optional<Fault.OnNode> said, String state, String since, String message) {
            String before = said.filter(each -> state.equals(each.state())).map(Fault.OnNode::since).orElse(null);
            String time = Stream.of(Optional.ofNullable(before), Optional.ofNullable(since)).flatMap(Optional::stream).findFirst()
                    .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
            return new Fault.OnNode(state, time, message);
        }

        private Optional<Machine.InEffect> effect(String node) {
            return machines.stream().filter(machine -> machine.getStatus() != null && machine.getStatus().nodes() != null)
                    .flatMap(machine -> machine.getStatus().nodes().stream())
                    .filter(state -> cluster.equals(state.clusterId()) && node.equals(state.name()) && state.faults() != null)
                    .flatMap(state -> state.faults().stream()).filter(effect -> uid().equals(effect.uid())).findFirst();
        }
    }
}
