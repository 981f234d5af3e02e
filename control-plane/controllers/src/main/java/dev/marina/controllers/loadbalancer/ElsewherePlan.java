package dev.marina.controllers.loadbalancer;

import dev.marina.api.net.IpAddress;
import dev.marina.model.Machine;
import dev.marina.model.Machine.Elsewhere;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the installation's own machine is to know of nodes on others: each that is on a machine which lives, at which addresses of its own cluster's it
/// can answer, and whether it has the cluster's entrance. What a machine says of a node that it does not have, or of an address that the node's cluster
/// does not have, is not passed on.
record ElsewherePlan(List<Elsewhere> elsewhere) {

    private record Node(String clusterId, String name) {}

    /// Empty if the machine knows it.
    ///
    /// @param own the machine that is to know it
    /// @param alive names of machines that live
    static Optional<ElsewherePlan> of(Machine own, List<Machine> machines, Set<String> alive, List<AddressClaim> claims) {
        List<Elsewhere> wanted = new ArrayList<>();
        if (address(own).isPresent()) {
            Map<String, Set<String>> granted = claims.stream().filter(AddressClaim::live)
                    .collect(Collectors.groupingBy(AddressClaim::clusterId, Collectors.mapping(AddressClaim::address, Collectors.toSet())));
            machines.stream().filter(machine -> !name(machine).equals(name(own)) && alive.contains(name(machine)))
                    .forEach(machine -> address(machine).ifPresent(its -> wanted.addAll(nodes(machine, its, granted))));
        }
        wanted.sort(Comparator.comparing(Elsewhere::clusterId).thenComparing(Elsewhere::address));
        List<Elsewhere> known = own.getSpec() == null || own.getSpec().elsewhere() == null ? List.of() : own.getSpec().elsewhere();
        return wanted.equals(known) ? Optional.empty() : Optional.of(new ElsewherePlan(List.copyOf(wanted)));
    }

    private static List<Elsewhere> nodes(Machine machine, String its, Map<String, Set<String>> granted) {
        if (machine.getSpec() == null || machine.getSpec().nodes() == null) {
            return List.of();
        }
        Map<Node, Machine.NodeState> states = new HashMap<>();
        Objects.requireNonNullElse(machine.getStatus().nodes(), List.<Machine.NodeState>of()).stream().filter(Objects::nonNull)
                .forEach(state -> states.put(new Node(state.clusterId(), state.name()), state));
        return machine.getSpec().nodes().stream().map(node -> {
            Optional<Machine.NodeState> state = Optional.ofNullable(states.get(new Node(node.clusterId(), node.name())));
            List<String> answers = state.map(Machine.NodeState::answers).orElse(List.of()).stream()
                    .filter(granted.getOrDefault(node.clusterId(), Set.of())::contains).sorted().distinct().toList();
            return new Elsewhere(node.clusterId(), node.tenant(), node.cluster(), node.address(), its,
                    state.map(Machine.NodeState::entrance).filter(Boolean.TRUE::equals).orElse(null), answers);
        }).toList();
    }

    private static String name(Machine machine) {
        return machine.getMetadata().getName();
    }

    private static Optional<String> address(Machine machine) {
        return Optional.ofNullable(machine.getStatus()).map(Machine.Status::address).filter(address -> IpAddress.parse(address).filter(read -> !read.six()).isPresent());
    }
}
