package dev.marina.net;

import dev.marina.net.Traced.Candidate;
import dev.marina.net.Traced.Question;
import dev.marina.net.Traced.Station;
import dev.marina.net.dns.NameProbe;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Netns;
import dev.marina.net.policy.PolicyQuestion;
import dev.marina.net.policy.PolicyRules;
import dev.marina.net.policy.PolicyVerdict;
import dev.marina.net.service.Endpoint;
import dev.marina.net.service.Led;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceRules;
import dev.marina.net.service.ServiceSet;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Follows one packet of a pod: asks the cluster's names as the pod would, looks up what the node's rules do, and tries it from the pod's own
/// namespace, where the pod's own rules hold for the attempt. Blocks for some seconds at most.
final class PacketTracing {

    private static final Duration NAME_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_CANDIDATES = 64;
    private static final int DNS = 53;

    private final NodeSpec spec;
    private final Backend backend;
    private final ServiceSet known;
    private final ServiceRules services;
    private final PolicyRules policies;
    private final List<Station> stations = new ArrayList<>();

    PacketTracing(NodeSpec spec, Backend backend, ServiceSet known, ServiceRules services, PolicyRules policies) {
        this.spec = spec;
        this.backend = backend;
        this.known = known;
        this.services = services;
        this.policies = policies;
    }

    Traced follow(Question question) {
        return new Traced(stations, verdict(question));
    }

    private String verdict(Question question) {
        List<Ipv4> addresses = Ipv4.isIpv4(question.to()) ? List.of(Ipv4.parse(question.to())) : resolved(question);
        if (addresses.isEmpty()) {
            return stations.getLast() instanceof Station.Name name && (name.code().equals("NXDOMAIN") || name.code().equals("NOERROR"))
                    ? "NoName"
                    : "NoNameServer";
        }
        Ipv4 asked = addresses.getFirst();
        String nowhere = "";
        List<Led.Target> targets = List.of(new Led.Target(asked, question.port()));
        Optional<Led> led = services.lead(asked, question.protocol(), question.port());
        Optional<ServiceEntry> owner = owner(asked);
        if (led.isPresent() || owner.isPresent()) {
            targets = led.map(Led::targets).orElse(List.of());
            nowhere = service(question, asked, owner, led);
        }
        String denied = "";
        for (Led.Target target : targets.stream().limit(MOST_CANDIDATES).toList()) {
            String verdict = policies(question, target);
            denied = denied.isEmpty() ? verdict : denied;
            stations.add(new Station.Hops(target.address().toString(), target.port(), hops(target, !target.address().equals(asked))));
        }
        String tried = probe(question, asked);
        if (tried.equals("Connected")) {
            return "Arrives";
        }
        // why it does not is better known than that it does not
        return !nowhere.isEmpty() ? nowhere : !denied.isEmpty() ? denied : tried;
    }

    private List<Ipv4> resolved(Question question) {
        Ipv4 server = spec.dnsAddress();
        List<String> names = NameProbe.names(question.to(), question.namespace());
        if (question.netns().isEmpty()) {
            stations.add(new Station.Name(names.getFirst(), server.toString(), "NotTried", List.of(), List.of(), 0));
            return List.of();
        }
        List<NameProbe.Answer> answers;
        try (Netns pod = Netns.open(question.netns().get()); DatagramChannel channel = pod.datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            channel.connect(new InetSocketAddress(server.toInetAddress(), DNS));
            answers = NameProbe.ask(channel, names, NAME_PATIENCE);
        } catch (IOException failure) {
            stations.add(new Station.Name(names.getFirst(), server.toString(), "Failed", List.of(), List.of(), 0));
            return List.of();
        }
        answers.forEach(answer -> stations.add(new Station.Name(answer.asked(), server.toString(), answer.code(), answer.aliases(),
                answer.addresses().stream().map(Ipv4::toString).toList(), answer.micros())));
        if (answers.getLast().code().equals("NoAnswer")) {
            // a policy may be why
            PolicyVerdict verdict = policies.verdict(new PolicyQuestion(Ipv4.parse(question.address()), false, server, "udp", DNS));
            stations.add(station(false, server, DNS, verdict));
            stations.add(stations.remove(stations.size() - 2));
        }
        return answers.getLast().found() ? answers.getLast().addresses() : List.of();
    }

    private Optional<ServiceEntry> owner(Ipv4 address) {
        return known.all().stream().filter(service -> service.clusterIps().contains(address.toString())).findFirst();
    }

    /// Answers why it leads nowhere; "" where it leads somewhere.
    private String service(Question question, Ipv4 asked, Optional<ServiceEntry> owner, Optional<Led> led) {
        Optional<PortEntry> port = owner.flatMap(service -> service.ports().stream()
                .filter(each -> each.port() == question.port() && each.protocol().toLowerCase(Locale.ROOT).equals(question.protocol())).findFirst());
        List<Endpoint> endpoints = port.map(PortEntry::endpoints).orElse(List.of());
        boolean localOnly = owner.filter(ServiceEntry::localOnlyInternal).isPresent();
        List<Candidate> candidates = endpoints.stream().limit(MOST_CANDIDATES).map(endpoint -> candidate(endpoint, localOnly, led)).toList();
        boolean should = candidates.stream().anyMatch(candidate -> candidate.why().isEmpty());
        String outcome = led.isPresent() ? "Led" : port.isEmpty() ? "NoSuchPort" : should ? "NotProgrammed" : "NoEndpoints";
        stations.add(new Station.Service(owner.map(ServiceEntry::namespace).orElse(""), owner.map(ServiceEntry::name).orElse(""), asked.toString(),
                question.port(), outcome, led.filter(Led::sticky).isPresent(), led.filter(Led::masqueraded).isPresent(), candidates));
        return led.isPresent() ? "" : outcome;
    }

    private static Candidate candidate(Endpoint endpoint, boolean localOnly, Optional<Led> led) {
        boolean chosen = led.filter(some -> some.targets().stream()
                .anyMatch(target -> target.address().toString().equals(endpoint.ip()) && target.port() == endpoint.port())).isPresent();
        String why = chosen || endpoint.ready() && (endpoint.local() || !localOnly)
                ? ""
                : !endpoint.ready() ? endpoint.ending() ? "Ending" : "NotReady" : "NotLocal";
        return new Candidate(endpoint.ip(), endpoint.port(), endpoint.podName() == null ? "" : endpoint.podName(), endpoint.local(), chosen, why);
    }

    /// Packets have been led to their target when policies see them. Answers which direction is denied; "" for none.
    private String policies(Question question, Led.Target target) {
        Ipv4 pod = Ipv4.parse(question.address());
        PolicyVerdict out = policies.verdict(new PolicyQuestion(pod, false, target.address(), question.protocol(), target.port()));
        stations.add(station(false, target.address(), target.port(), out));
        PolicyVerdict in = policies.verdict(new PolicyQuestion(target.address(), true, pod, question.protocol(), target.port()));
        stations.add(station(true, target.address(), target.port(), in));
        return !out.allowed() ? "EgressDenied" : !in.allowed() ? "IngressDenied" : "";
    }

    private static Station.Policies station(boolean into, Ipv4 address, int port, PolicyVerdict verdict) {
        return new Station.Policies(into, address.toString(), port, verdict.known(), verdict.allowed(), verdict.isolating().stream()
                .map(each -> new Traced.Isolating(each.policy().namespace(), each.policy().name(), each.allows())).toList());
    }

    /// @param led whether the packet's own target is another one
    private List<String> hops(Led.Target target, boolean led) {
        List<String> hops = new ArrayList<>(List.of("pod", "node " + spec.name()));
        if (led) {
            hops.add("rewritten to %s:%d".formatted(target.address(), target.port()));
        }
        if (target.address().equals(Ipv4.parse(NodeNetwork.LOCAL_ADDRESS))) {
            hops.add("API server");
        } else if (IpPrefix.parse(spec.podCidr()).contains(target.address())) {
            hops.add("pod " + target.address());
        } else {
            Optional<NodeSpec.Peer> peer = spec.peers().stream().filter(each -> IpPrefix.parse(each.podCidr()).contains(target.address())
                    || each.underlay().equals(target.address())).findFirst();
            if (peer.isPresent()) {
                hops.addAll(List.of(BackendPlan.way(spec, peer.get(), backend).words(), "node " + peer.get().name(), "pod " + target.address()));
            } else {
                hops.addAll(List.of("leaves as %s".formatted(spec.address()), target.address().toString()));
            }
        }
        return hops;
    }

    private String probe(Question question, Ipv4 asked) {
        long start = System.nanoTime();
        String outcome = question.netns().isEmpty() || !question.protocol().equals("tcp") ? "NotTried" : tried(question, asked);
        stations.add(new Station.Probe(asked.toString(), question.port(), outcome, (System.nanoTime() - start) / 1000));
        return outcome;
    }

    private static String tried(Question question, Ipv4 asked) {
        try (Netns pod = Netns.open(question.netns().get());
                SocketChannel _ = pod.connect(new InetSocketAddress(asked.toInetAddress(), question.port()), PROBE_PATIENCE)) {
            return "Connected";
        } catch (SocketTimeoutException _) {
            return "TimedOut";
        } catch (ConnectException refused) {
            return "Refused";
        } catch (IOException _) {
            return "Unreachable";
        }
    }
}
