package dev.marina.agent.pod;

/// One reason why a pod does not fit on its node, in the kubelet's words. pkg/kubelet/lifecycle/predicate.go
sealed interface Misfit {

    PodAdmission.Refusal refusal();

    /// @param used by the node's other pods
    record Lacking(String resource, long requested, long used, long capacity) implements Misfit {

        long missing() {
            return requested - (capacity - used);
        }

        @Override
        public PodAdmission.Refusal refusal() {
            return new PodAdmission.Refusal("OutOf" + resource,
                    "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d".formatted(resource, requested, used, capacity));
        }
    }

    /// @param rule of the scheduler that the pod came past
    record Rule(String rule, String words) implements Misfit {

        static final Rule AFFINITY = new Rule("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
        static final Rule PORTS = new Rule("NodePorts", "node(s) didn't have free ports for the requested pod ports");
        static final Rule TAINT = new Rule("TaintToleration", "node(s) had taints that the pod didn't tolerate");

        @Override
        public PodAdmission.Refusal refusal() {
            return new PodAdmission.Refusal(rule, "Predicate %s failed: %s".formatted(rule, words));
        }
    }
}
