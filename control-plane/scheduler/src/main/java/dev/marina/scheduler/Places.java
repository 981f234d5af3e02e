package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Where the pods of a cluster's nodes are, by what selectors can tell of them and by topology domain. Kept pod by pod, so that rules
/// about other pods look at groups instead of at pods. Owned by the scheduler's thread, or made for one thought experiment.
public final class Places {

    /// Of how many topology keys counts are kept: a tenant may invent a new one with each pod.
    private static final int KEYS_KEPT = 4;

    private final Map<Group, Members> groups = new HashMap<>();
    private final Map<Refusal, Members> refusals = new HashMap<>();
    private final Map<Opinion, Members> opinions = new HashMap<>();
    private final Map<String, Map<String, Integer>> nodesByLabel = new HashMap<>();
    private List<NodeState> nodes = List.of();

    /// That pods of a namespace want none near them whom the term takes.
    public record Refusal(String namespace, PodAffinityTerm term) {}

    /// That pods of a namespace had rather be near those whom the term takes, or away from them. It counts in the scores of others.
    ///
    /// @param weight less than 0 for away
    /// @param needed whether they have to be near them: that counts what the profile says, and not the weight
    public record Opinion(String namespace, PodAffinityTerm term, int weight, boolean needed) {}

    /// Pods that are alike, by node.
    public static final class Members {
        private final Map<NodeState, Integer> nodes = new IdentityHashMap<>();
        private final Map<String, Map<String, Integer>> domains = new HashMap<>();

        public int on(NodeState node) {
            return nodes.getOrDefault(node, 0);
        }

        /// How many are in each domain of the key; not to be changed.
        public Map<String, Integer> domains(String topologyKey) {
            Map<String, Integer> counts = domains.get(topologyKey);
            if (counts == null) {
                if (domains.size() >= KEYS_KEPT) {
                    domains.clear();
                }
                counts = counted(topologyKey);
                domains.put(topologyKey, counts);
            }
            return counts;
        }

        private Map<String, Integer> counted(String topologyKey) {
            Map<String, Integer> counts = new HashMap<>();
            nodes.forEach((node, count) -> {
                String domain = node.labels().get(topologyKey);
                if (domain != null) {
                    counts.merge(domain, count, Integer::sum);
                }
            });
            return counts;
        }

        private void change(NodeState node, int by) {
            nodes.merge(node, by, Members::sum);
            domains.forEach((key, counts) -> {
                String domain = node.labels().get(key);
                if (domain != null) {
                    counts.merge(domain, by, Members::sum);
                }
            });
        }

        /// None are not there.
        private static Integer sum(int one, int other) {
            return one + other == 0 ? null : one + other;
        }
    }

    static Places of(List<NodeState> nodes) {
        Places places = new Places();
        places.nodes(nodes);
        nodes.forEach(node -> node.pods().forEach(pod -> places.add(node, pod)));
        return places;
    }

    void add(NodeState node, PodFacts pod) {
        change(node, pod, 1);
    }

    void remove(NodeState node, PodFacts pod) {
        change(node, pod, -1);
    }

    /// Selectors tell something else of a pod from now on.
    void exchange(NodeState node, Group before, Group now) {
        if (!before.equals(now)) {
            change(groups, before, node, -1);
            change(groups, now, node, 1);
        }
    }

    private void change(NodeState node, PodFacts pod, int by) {
        change(groups, pod.group(), node, by);
        pod.requiredAntiAffinity().forEach(term -> change(refusals, new Refusal(pod.namespace(), term), node, by));
        pod.requiredAffinity().forEach(term -> change(opinions, new Opinion(pod.namespace(), term, 0, true), node, by));
        pod.preferredAffinity().forEach(each -> change(opinions, new Opinion(pod.namespace(), each.getPodAffinityTerm(), each.getWeight(), false), node, by));
        pod.preferredAntiAffinity()
                .forEach(each -> change(opinions, new Opinion(pod.namespace(), each.getPodAffinityTerm(), -each.getWeight(), false), node, by));
    }

    private static <K> void change(Map<K, Members> all, K key, NodeState node, int by) {
        Members members = all.computeIfAbsent(key, _ -> new Members());
        members.change(node, by);
        if (members.nodes.isEmpty()) {
            all.remove(key);
        }
    }

    /// These are the nodes from now on; their labels may be others than they were.
    void nodes(List<NodeState> all) {
        nodes = all;
        nodesByLabel.clear();
        groups.values().forEach(members -> members.domains.clear());
        refusals.values().forEach(members -> members.domains.clear());
        opinions.values().forEach(members -> members.domains.clear());
    }

    /// What pods that run had rather have, of whom the rule takes; asked once for all that have the same opinion.
    public List<Map.Entry<Opinion, Members>> opinions(Predicate<Opinion> rule) {
        return opinions.isEmpty() ? List.of() : opinions.entrySet().stream().filter(entry -> rule.test(entry.getKey())).toList();
    }

    /// Those whom the rule takes; it is asked once for all pods that are alike.
    public List<Members> groups(Predicate<Group> rule) {
        return matching(groups, rule);
    }

    /// Those whom the pod would disturb.
    public List<Map.Entry<Refusal, Members>> refusals(Predicate<Refusal> rule) {
        return refusals.isEmpty() ? List.of() : refusals.entrySet().stream().filter(entry -> rule.test(entry.getKey())).toList();
    }

    private static <K> List<Members> matching(Map<K, Members> all, Predicate<K> rule) {
        List<Members> matching = new ArrayList<>();
        all.forEach((key, members) -> {
            if (rule.test(key)) {
                matching.add(members);
            }
        });
        return matching;
    }

    /// How many nodes have each value of the label; not to be changed.
    public Map<String, Integer> nodesBy(String label) {
        Map<String, Integer> counts = nodesByLabel.get(label);
        if (counts == null) {
            if (nodesByLabel.size() >= KEYS_KEPT) {
                nodesByLabel.clear();
            }
            counts = new HashMap<>();
            for (NodeState node : nodes) {
                String value = node.labels().get(label);
                if (value != null) {
                    counts.merge(value, 1, Integer::sum);
                }
            }
            nodesByLabel.put(label, counts);
        }
        return counts;
    }

    /// Whether every node has the label.
    public boolean everywhere(String label) {
        return nodesBy(label).values().stream().mapToInt(Integer::intValue).sum() == nodes.size();
    }
}
