package dev.marina.net.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.KernelTable.Packet;
import dev.marina.net.policy.Selector.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Ten thousand clusters with policies made up at random, each changed a few times: what the commands make of packets is what the
/// documentation says.
class RandomPoliciesTest {

    private static final long SEED = 20_260_417;
    private static final int CLUSTERS = 10_000;
    private static final int CHANGES = 3;
    private static final int PACKETS = 15;
    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final List<Integer> PORTS = List.of(53, 80, 81, 8080, 9000);
    private static final List<String> NAMESPACES = List.of("red", "blue", "kube-system");

    /// By number: where a pod is never changes.
    private static final List<Integer> NODES = List.of(1, 1, 2, 1, 3, 2, 1, 3);
    private static final List<String> HOMES = List.of("red", "red", "red", "blue", "blue", "kube-system", "blue", "red");

    private final Random random = new Random(SEED);

    @Test
    void whatTheKernelDoesIsWhatTheDocumentationSays() {
        int denied = 0;
        int allowed = 0;
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            KernelTable kernel = new KernelTable();
            Reading reading = new Reading();
            PolicyState state = new PolicyState("node-1", Reading.NODE, Reading.DNS, Reading.RANGES, PolicyLimits.STANDARD, 2);
            begin(reading);
            state.change(reading.everything());
            kernel.apply(state.everything());
            reading.attached.forEach((address, pod) -> kernel.apply(state.attach(address, pod)));
            for (int change = 0; change <= CHANGES; change++) {
                reading.remember();
                for (int i = 0; i < PACKETS; i++) {
                    Packet packet = packet(reading);
                    boolean passes = kernel.passes(packet);
                    String seed = "cluster " + cluster + " of seed " + SEED;
                    assertEquals(reading.passes(packet), passes, () -> "%s after a change: %s%n%s%n%s%n%s%n%s".formatted(
                            seed, packet, reading.policies.values(),
                            reading.pods.values(), reading.namespaces, kernel));
                    assertEquals(passes, told(state, reading, packet), () -> "what is told of it in %s: %s%n%s%n%s".formatted(seed, packet,
                            reading.policies.values(), reading.pods.values()));
                    allowed += passes ? 1 : 0;
                    denied += passes ? 0 : 1;
                }
                kernel.apply(mutate(reading, state));
            }
            leave(reading, state, kernel);
        }
        int all = allowed + denied;
        assertEquals(CLUSTERS * (CHANGES + 1) * PACKETS, all);
        assertTrue(denied > all / 10 && allowed > all / 10, denied + " of " + all + " packets were denied: the test says little");
    }

    /// What somebody who asks is told of the same packet, as far as this node decides it.
    private static boolean told(PolicyState state, Reading reading, Packet packet) {
        if (packet.source().equals(packet.destination())) {
            return true;
        }
        boolean out = !reading.attached.containsKey(packet.source())
                || state.verdict(new PolicyQuestion(packet.source(), false, packet.destination(), packet.protocol(), packet.port())).allowed();
        boolean in = packet.hook().equals("input") || !reading.attached.containsKey(packet.destination())
                || state.verdict(new PolicyQuestion(packet.destination(), true, packet.source(), packet.protocol(), packet.port())).allowed();
        return out && in;
    }

    /// Nothing stays when the last pod and the last policy are gone.
    private static void leave(Reading reading, PolicyState state, KernelTable kernel) {
        KernelTable empty = new KernelTable();
        empty.apply(PolicyTable.base(Reading.NODE, 2));
        reading.attached.keySet().forEach(address -> kernel.apply(state.detach(address)));
        kernel.apply(state.change(PolicyChange.everything(List.of(), Map.of(), List.of())));
        assertEquals(List.of(0, empty.chains()), List.of(kernel.elements(), kernel.chains()), kernel::toString);
    }

    private void begin(Reading reading) {
        NAMESPACES.forEach(namespace -> reading.namespaces.put(namespace, labels()));
        IntStream.rangeClosed(1, 7).forEach(number -> {
            PodEntry pod = pod("u" + number);
            reading.pods.put(pod.uid(), pod);
        });
        IntStream.rangeClosed(0, random.nextInt(5)).forEach(_ -> add(reading, policy()));
        reading.pods.values().stream().filter(pod -> pod.node().equals("node-1")).forEach(pod -> attach(reading, pod));
    }

    private static void attach(Reading reading, PodEntry pod) {
        Ipv4 address = Ipv4.parse("10.244.1." + (10 + Integer.parseInt(pod.uid().substring(1))));
        reading.attached.put(address, new PodIdentity(pod.namespace(), pod.uid()));
    }

    private static void add(Reading reading, PolicyEntry policy) {
        reading.policies.put(policy.name(), policy);
    }

    /// Changes both, and gives the commands.
    private String mutate(Reading reading, PolicyState state) {
        switch (random.nextInt(7)) {
            case 0 -> {
                PodEntry pod = pod("u" + (1 + random.nextInt(8)));
                reading.pods.put(pod.uid(), pod);
                return state.change(change(List.of(pod), List.of(), Map.of(), List.of(), List.of(), List.of()));
            }
            case 1 -> {
                String uid = "u" + (1 + random.nextInt(8));
                reading.pods.remove(uid);
                return state.change(change(List.of(), List.of(uid), Map.of(), List.of(), List.of(), List.of()));
            }
            case 2 -> {
                String namespace = any(NAMESPACES);
                Map<String, String> labels = labels();
                reading.namespaces.put(namespace, labels);
                return state.change(change(List.of(), List.of(), Map.of(namespace, labels), List.of(), List.of(), List.of()));
            }
            case 3 -> {
                PolicyEntry policy = policy();
                add(reading, policy);
                return state.change(change(List.of(), List.of(), Map.of(), List.of(), List.of(policy), List.of()));
            }
            case 4 -> {
                PolicyName name = policy().name();
                reading.policies.remove(name);
                return state.change(change(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of(name)));
            }
            case 5 -> {
                List<PodEntry> free = reading.pods.values().stream().filter(pod -> pod.node().equals("node-1")).filter(pod -> reading.attached.values().stream()
                        .noneMatch(one -> one.uid().equals(pod.uid()))).toList();
                if (!free.isEmpty()) {
                    attach(reading, free.getFirst());
                    return state.attach(Ipv4.parse("10.244.1." + (10 + Integer.parseInt(free.getFirst().uid().substring(1)))),
                            new PodIdentity(free.getFirst().namespace(), free.getFirst().uid()));
                }
                return "";
            }
            default -> {
                if (reading.attached.isEmpty()) {
                    return "";
                }
                Ipv4 address = any(List.copyOf(reading.attached.keySet()));
                reading.attached.remove(address);
                return state.detach(address);
            }
        }
    }

    private static PolicyChange change(List<PodEntry> pods, List<String> podsGone, Map<String, Map<String, String>> namespaces, List<String> namespacesGone,
            List<PolicyEntry> policies, List<PolicyName> policiesGone) {
        return new PolicyChange(false, pods, podsGone, namespaces, namespacesGone, policies, policiesGone);
    }

    private Packet packet(Reading reading) {
        List<Ipv4> addresses = new ArrayList<>(reading.attached.keySet());
        reading.pods.values().forEach(pod -> addresses.addAll(pod.addresses()));
        addresses.add(Ipv4.parse("198.51.100.7"));
        addresses.add(Ipv4.parse("10.244.1.99"));
        boolean toNode = random.nextInt(6) == 0;
        Ipv4 destination = toNode ? random.nextInt(3) == 0 ? Reading.NODE : Reading.DNS : any(addresses);
        return new Packet(toNode ? "input" : "forward", any(addresses), destination, any(PROTOCOLS), any(PORTS));
    }

    private PodEntry pod(String uid) {
        int number = Integer.parseInt(uid.substring(1));
        int node = NODES.get(number - 1);
        // What a status says may be wrong, and may be another's.
        Ipv4 address = Ipv4.parse("10.244." + (random.nextInt(8) == 0 ? 1 + random.nextInt(3) : node) + "." + (random.nextInt(8) == 0 ? 20 : 10 + number));
        return new PodEntry(uid, HOMES.get(number - 1), random.nextInt(25) == 0 ? null : labels(), "node-" + node, List.of(address),
                some(2, () -> new PodEntry.Port(any(List.of("web", "db", "dns")), any(PROTOCOLS), any(PORTS))), random.nextInt(12) == 0);
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (String key : List.of("app", "tier")) {
            if (random.nextBoolean()) {
                labels.put(key, any(List.of("a", "b")));
            }
        }
        return labels;
    }

    private Selector selector() {
        return new Selector(some(random.nextInt(3), () -> new Selector.Requirement(any(List.of("app", "tier", "k8s-app")), any(List.of(Operator.values())),
                new HashSet<>(some(2, () -> any(List.of("a", "b", "kube-dns")))))));
    }

    private PolicyEntry policy() {
        PolicyName name = new PolicyName(any(NAMESPACES), "p" + random.nextInt(3));
        return new PolicyEntry(name, selector(), random.nextInt(4) == 0 ? Optional.empty() : Optional.of(some(3, () -> rule(name.namespace()))),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(some(3, () -> rule(name.namespace()))));
    }

    private RuleEntry rule(String namespace) {
        return new RuleEntry(some(3, () -> peer(namespace)), some(3, this::port));
    }

    private Peer peer(String namespace) {
        return switch (random.nextInt(4)) {
            case 0 -> new Peer.PodsHere(namespace, selector());
            case 1 -> new Peer.PodsAcross(selector(), selector());
            case 2 -> new Peer.Block(IpPrefix.parse(any(List.of("0.0.0.0/0", "10.244.0.0/16", "10.244.1.0/24", "10.96.0.0/16", "198.51.100.0/24"))), List.of());
            default -> new Peer.Block(IpPrefix.parse("10.244.0.0/16"), some(3, () -> IpPrefix.parse(any(
                    List.of("10.244.1.0/24", "10.244.2.0/25", "10.244.2.8/29", "10.244.0.0/17", "10.244.128.0/17", "10.244.3.13/32")))));
        };
    }

    private PolicyPort port() {
        return switch (random.nextInt(4)) {
            case 0 -> new PolicyPort.Named(any(PROTOCOLS), any(List.of("web", "db", "dns")));
            case 1 -> new PolicyPort.Numbers(any(PROTOCOLS), 0, 65_535);
            case 2 -> new PolicyPort.Numbers(any(PROTOCOLS), 80, any(List.of(80, 81, 8080)));
            default -> Stream.of(any(PORTS)).map(port -> new PolicyPort.Numbers(any(PROTOCOLS), port, port)).findFirst().get();
        };
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /// Fewer than so many.
    private <T> List<T> some(int most, Supplier<T> one) {
        return most == 0 ? List.of() : IntStream.range(0, random.nextInt(most)).mapToObj(_ -> one.get()).toList();
    }
}
