package dev.marina.net.policy;

import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.Group.Seen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What a cluster's policies mean for the pods of one node, followed from change to change: each change gives the commands that bring
/// the kernel's table after it. No I/O; one thread at a time.
final class PolicyState {

    /// Each node answers DNS itself. For policies it is the pod that people know, at the Service's address.
    private static final String DNS_NAMESPACE = "kube-system";
    private static final Map<String, String> DNS_LABELS = Map.of("k8s-app", "kube-dns");
    private static final List<PodEntry.Port> DNS_PORTS = List.of(new PodEntry.Port("dns", "udp", 53), new PodEntry.Port("dns-tcp", "tcp", 53));

    private static final Comparator<PolicyName> BY_NAME = Comparator.comparing(PolicyName::name);

    private final String node;
    private final Ipv4 address;
    private final PolicyLimits limits;
    private Map<String, IpPrefix> ranges;
    private boolean known;
    private final Map<String, PodEntry> pods = new HashMap<>();
    private final Map<String, Set<String>> podsByNamespace = new HashMap<>();
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final Map<String, Map<PolicyName, PolicyEntry>> policies = new HashMap<>();
    /// Pods that are wired to this node, by their addresses.
    private final Map<Ipv4, Local> attached = new LinkedHashMap<>();
    private final Map<String, List<Ipv4>> addresses = new HashMap<>();
    /// Addresses of which the kernel knows something else than what holds now.
    private final Set<Ipv4> changed = new LinkedHashSet<>();
    private final Map<Ipv4, Map<Direction, String>> told = new HashMap<>();
    private final Groups groups;
    private final Chains chains;
    private int generation;

    /// A pod of this node. Its entry stays the last one known while it is wired, also when the API has forgotten it.
    private static final class Local {
        private final PodIdentity identity;
        private PodEntry entry;
        private Isolation isolation = Isolation.NONE;
        /// Names of the chains.
        private Map<Direction, String> chains = Map.of();

        private Local(PodIdentity identity) {
            this.identity = identity;
        }
    }

    /// @param address of the node, which its pods always reach
    /// @param ranges of pod addresses by node: what a pod's status says is believed within its node's
    /// @param generation of what is allowed, to count from
    PolicyState(String node, Ipv4 address, Ipv4 dns, Map<String, IpPrefix> ranges, PolicyLimits limits, int generation) {
        this.generation = generation;
        this.node = node;
        this.address = address;
        this.ranges = ranges;
        this.limits = limits;
        groups = new Groups(limits.members(), () -> pods.keySet().stream().map(this::seen));
        chains = new Chains(limits.clauses(), groups);
        keep(new PodEntry("dns", DNS_NAMESPACE, DNS_LABELS, "", List.of(dns), DNS_PORTS, false));
    }

    /// Whether what policies say about the pod is known.
    boolean knows(PodIdentity pod) {
        return pod.equals(PodIdentity.NONE) || known && (policies(pod.namespace()).isEmpty() || pods.containsKey(pod.uid()));
    }

    /// Whether the cluster's objects have been told at all.
    boolean known() {
        return known;
    }

    /// Whether something found no place within the limits.
    boolean crowded() {
        return groups.crowded() || chains.crowded() || attached.values().stream().anyMatch(local -> local.isolation.crowded());
    }

    String change(PolicyChange change) {
        boolean first = !known;
        known = true;
        String room = groups.crowded() || chains.crowded() ? makeRoom() : "";
        changeNamespaces(change);
        changePods(change);
        changePolicies(change).forEach(namespace -> attached.values().stream().filter(local -> local.identity.namespace().equals(namespace))
                .forEach(this::isolate));
        if (first) {
            attached.values().forEach(this::isolate);
        }
        return room + stricter();
    }

    /// When much has left since something found no place, all of it is placed anew: in one transaction with what follows, so that
    /// nothing is open in between.
    private String makeRoom() {
        if (groups.members() >= limits.members() / 4 * 3 || chains.clauses() >= limits.clauses() / 4 * 3) {
            return "";
        }
        attached.values().forEach(local -> isolate(local, Isolation.NONE));
        String emptied = stricter();
        groups.reopen();
        chains.reopen();
        attached.values().forEach(this::isolate);
        return emptied;
    }

    private void changeNamespaces(PolicyChange change) {
        Map<String, Map<String, String>> fresh = new HashMap<>(change.namespaces());
        fresh.entrySet().removeIf(entry -> entry.getValue().equals(namespaces.get(entry.getKey())));
        Set<String> gone = gone(change.everything(), namespaces::keySet, change.namespaces().keySet(), change.namespacesGone());
        Set<String> all = new HashSet<>(gone);
        all.addAll(fresh.keySet());
        List<String> moved = all.stream().flatMap(namespace -> podsByNamespace.getOrDefault(namespace, Set.of()).stream()).toList();
        following(moved, () -> {
            namespaces.keySet().removeAll(gone);
            namespaces.putAll(fresh);
        });
    }

    private void changePods(PolicyChange change) {
        List<PodEntry> fresh = change.pods().stream().filter(pod -> !pod.equals(pods.get(pod.uid()))).toList();
        Set<String> gone = gone(change.everything(), this::podsOfNodes, change.pods().stream().map(PodEntry::uid).toList(), change.podsGone());
        Set<String> all = new LinkedHashSet<>(gone);
        fresh.forEach(pod -> all.add(pod.uid()));
        following(all, () -> {
            gone.forEach(this::forget);
            fresh.forEach(this::keep);
        });
        fresh.forEach(pod -> addresses.getOrDefault(pod.uid(), List.of()).stream().map(attached::get)
                .filter(local -> local.identity.namespace().equals(pod.namespace())).forEach(local -> {
                    boolean same = pod.sameTarget(local.entry);
                    local.entry = pod;
                    if (!same) {
                        isolate(local);
                    }
                }));
    }

    private List<String> podsOfNodes() {
        return pods.values().stream().filter(pod -> !pod.node().isEmpty()).map(PodEntry::uid).toList();
    }

    private Set<String> changePolicies(PolicyChange change) {
        Set<String> touched = new HashSet<>();
        for (PolicyName name : gone(change.everything(), () -> policies.values().stream().flatMap(named -> named.keySet().stream()).toList(),
                change.policies().stream().map(PolicyEntry::name).toList(), change.policiesGone())) {
            Map<PolicyName, PolicyEntry> named = policies.get(name.namespace());
            if (named != null && named.remove(name) != null) {
                touched.add(name.namespace());
                if (named.isEmpty()) {
                    policies.remove(name.namespace());
                }
            }
        }
        for (PolicyEntry policy : change.policies()) {
            String namespace = policy.name().namespace();
            if (!policy.equals(policies.computeIfAbsent(namespace, _ -> new TreeMap<>(BY_NAME)).put(policy.name(), policy))) {
                touched.add(namespace);
            }
        }
        return touched;
    }

    private static <K> Set<K> gone(boolean everything, Supplier<Collection<K>> known, Collection<K> present, Collection<K> named) {
        Set<K> gone = new LinkedHashSet<>(everything ? known.get() : named);
        gone.removeAll(new HashSet<>(present));
        return gone;
    }

    private void keep(PodEntry pod) {
        forget(pod.uid());
        pods.put(pod.uid(), pod);
        podsByNamespace.computeIfAbsent(pod.namespace(), _ -> new LinkedHashSet<>()).add(pod.uid());
    }

    private void forget(String uid) {
        PodEntry pod = pods.remove(uid);
        if (pod != null) {
            Set<String> others = podsByNamespace.get(pod.namespace());
            others.remove(uid);
            if (others.isEmpty()) {
                podsByNamespace.remove(pod.namespace());
            }
        }
    }

    /// Carries out a change after which these pods may be in other groups.
    private void following(Collection<String> uids, Runnable change) {
        List<Seen> before = uids.stream().filter(pods::containsKey).map(this::seen).toList();
        change.run();
        groups.follow(before, uids.stream().filter(pods::containsKey).map(this::seen).toList());
    }

    private Seen seen(String uid) {
        PodEntry pod = pods.get(uid);
        return new Seen(pod, addresses(pod), namespaces.get(pod.namespace()));
    }

    /// Of pods of this node those that it gave. Tenants can write what the status of others says, within what is their node's.
    private List<Ipv4> addresses(PodEntry pod) {
        if (pod.over()) {
            return List.of();
        }
        if (pod.node().isEmpty()) {
            return pod.addresses();
        }
        if (pod.node().equals(node)) {
            return addresses.getOrDefault(pod.uid(), List.of());
        }
        IpPrefix range = ranges.get(pod.node());
        return range == null ? List.of() : pod.addresses().stream().filter(range::contains).toList();
    }

    private Map<PolicyName, PolicyEntry> policies(String namespace) {
        return policies.getOrDefault(namespace, Map.of());
    }

    /// What policies say of a pod of this cluster, on whichever node: each node knows the same objects.
    PolicyVerdict verdict(PolicyQuestion question) {
        Local local = attached.get(question.pod());
        Optional<PodEntry> pod = local != null
                ? Optional.ofNullable(local.entry)
                : pods.values().stream().filter(each -> !each.node().isEmpty() && addresses(each).contains(question.pod())).findFirst();
        if (local != null && local.identity.equals(PodIdentity.NONE) || local == null && pod.isEmpty()) {
            // the address is no pod's
            return PolicyVerdict.OPEN;
        }
        String namespace = local != null ? local.identity.namespace() : pod.get().namespace();
        if (known && policies(namespace).isEmpty()) {
            return PolicyVerdict.OPEN;
        }
        if (!known || pod.isEmpty() || pod.get().labels() == null || !pod.get().namespace().equals(namespace)) {
            return question.peer().equals(address) ? PolicyVerdict.OPEN : PolicyVerdict.UNKNOWN;
        }
        Direction direction = question.into() ? Direction.INGRESS : Direction.EGRESS;
        List<PolicyVerdict.Isolating> isolating = new ArrayList<>();
        for (PolicyEntry policy : policies(pod.get().namespace()).values()) {
            boolean concerned = policy.pods().matches(pod.get().labels()) && (question.into() ? policy.ingress() : policy.egress()).isPresent();
            if (concerned) {
                List<Clause> clauses = Isolation.of(pod.get(), List.of(policy), limits).allowed().get(direction);
                isolating.add(new PolicyVerdict.Isolating(policy.name(), clauses == null || clauses.stream().anyMatch(clause -> allows(clause, question))));
            }
        }
        // a pod is always reached by its node, and reaches it, and itself
        boolean node = question.peer().equals(address) || question.peer().equals(question.pod());
        return new PolicyVerdict(true, isolating.isEmpty() || node || isolating.stream().anyMatch(PolicyVerdict.Isolating::allows), isolating);
    }

    private boolean allows(Clause clause, PolicyQuestion question) {
        boolean port = clause.ports().equals(PortRanges.ALL_TRAFFIC) || clause.ports().byProtocol().getOrDefault(question.protocol(), List.of()).stream()
                .anyMatch(range -> range.first() <= question.port() && question.port() <= range.last());
        return port && switch (clause.who()) {
            case Clause.Who.Anyone _ -> true;
            case Clause.Who.Addresses some -> some.ranges().contains(question.peer());
            case Clause.Who.Members members -> {
                String peer = question.peer().toString();
                String element = members.group().port().isEmpty() ? peer : peer + " . " + question.protocol() + " . " + question.port();
                yield pods.keySet().stream().map(this::seen).anyMatch(seen -> members.group().elements(seen).contains(element));
            }
        };
    }

    boolean attached(Ipv4 pod, PodIdentity identity) {
        Local local = attached.get(pod);
        return local != null && local.identity.equals(identity);
    }

    /// The pod gets an address of this node. May be called twice.
    String attach(Ipv4 pod, PodIdentity identity) {
        if (attached(pod, identity)) {
            return "";
        }
        unwire(pod);
        Local local = new Local(identity);
        local.entry = pods.get(identity.uid());
        following(List.of(identity.uid()), () -> {
            attached.put(pod, local);
            addresses.merge(identity.uid(), List.of(pod), PolicyState::joined);
        });
        isolate(local);
        changed.add(pod);
        return commands();
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /// May be called twice.
    String detach(Ipv4 pod) {
        unwire(pod);
        return commands();
    }

    private void unwire(Ipv4 pod) {
        Local local = attached.get(pod);
        if (local == null) {
            return;
        }
        isolate(local, Isolation.NONE);
        String uid = local.identity.uid();
        following(List.of(uid), () -> {
            attached.remove(pod);
            addresses.computeIfPresent(uid, (_, all) -> {
                List<Ipv4> others = all.stream().filter(one -> !one.equals(pod)).toList();
                return others.isEmpty() ? null : others;
            });
        });
        changed.add(pod);
    }

    String ranges(Map<String, IpPrefix> now) {
        if (now.equals(ranges)) {
            return "";
        }
        following(List.copyOf(pods.keySet()), () -> ranges = now);
        return stricter();
    }

    private void isolate(Local local) {
        isolate(local, isolation(local));
    }

    private Isolation isolation(Local local) {
        if (local.identity.equals(PodIdentity.NONE) || known && policies(local.identity.namespace()).isEmpty()) {
            return Isolation.NONE;
        }
        if (!known || local.entry == null || local.entry.labels() == null || !local.entry.namespace().equals(local.identity.namespace())) {
            return Isolation.CLOSED;
        }
        return Isolation.of(local.entry, policies(local.identity.namespace()).values(), limits);
    }

    private void isolate(Local local, Isolation now) {
        Map<Direction, String> before = local.chains;
        Map<Direction, List<Clause>> allowed = local.isolation.allowed();
        Map<Direction, String> fresh = new HashMap<>();
        now.allowed().forEach((direction, clauses) -> fresh.put(direction, chains.retain(direction, clauses)));
        before.forEach((direction, name) -> chains.release(direction, allowed.get(direction), name));
        local.isolation = now;
        local.chains = fresh;
        changed.addAll(addresses.getOrDefault(local.identity.uid(), List.of()));
    }

    private String commands() {
        return commands(false);
    }

    /// Of a change after which standing connections may not be allowed any more.
    private String stricter() {
        return commands(true);
    }

    private String commands(boolean stricter) {
        StringBuilder commands = new StringBuilder(groups.appear()).append(chains.appear());
        String led = lead();
        commands.append(led).append(chains.disappear()).append(groups.disappear());
        // That somebody is allowed more is no reason to look at anybody again.
        if (stricter && (!led.isEmpty() || groups.shrunk())) {
            commands.append(PolicyTable.generation(next()));
        }
        return commands.toString();
    }

    private int next() {
        generation = generation == Integer.MAX_VALUE ? PolicyTable.REFUSED + 1 : generation + 1;
        return generation;
    }

    /// Leads the pods that changed to their chains.
    private String lead() {
        StringBuilder commands = new StringBuilder();
        for (Direction direction : Direction.values()) {
            List<String> gone = new ArrayList<>();
            List<String> fresh = new ArrayList<>();
            for (Ipv4 pod : changed) {
                String before = told.getOrDefault(pod, Map.of()).get(direction);
                String now = chain(pod, direction);
                if (!Objects.equals(before, now)) {
                    if (before != null) {
                        gone.add(pod.toString());
                    }
                    if (now != null) {
                        fresh.add(pod + " : jump " + now);
                    }
                }
            }
            commands.append(PolicyTable.elements("delete", direction.map, gone)).append(PolicyTable.elements("add", direction.map, fresh));
        }
        List<String> gone = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        for (Ipv4 pod : changed) {
            boolean before = told.containsKey(pod);
            boolean now = attached.containsKey(pod) && !attached.get(pod).chains.isEmpty();
            if (before != now) {
                (now ? fresh : gone).add(pod + " . " + pod);
            }
            if (now) {
                told.put(pod, attached.get(pod).chains);
            } else {
                told.remove(pod);
            }
        }
        changed.clear();
        return commands.append(PolicyTable.elements("delete", "themselves", gone)).append(PolicyTable.elements("add", "themselves", fresh)).toString();
    }

    private String chain(Ipv4 pod, Direction direction) {
        Local local = attached.get(pod);
        return local == null ? null : local.chains.get(direction);
    }

    /// Commands that replace whatever is there.
    String everything() {
        // What has gone is not told of to a table that never had it.
        commands();
        told.clear();
        changed.addAll(attached.keySet());
        return PolicyTable.base(address, next()) + groups.all() + chains.all() + lead();
    }
}
