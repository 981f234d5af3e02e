package dev.marina.net;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What became of a packet that a pod of a node would send, as far as the node knows and as a real attempt showed.
///
/// @param verdict `Arrives`, or why it does not: `NoName`, `NoNameServer`, `NoEndpoints`, `NoSuchPort`, `NotProgrammed`, `EgressDenied`,
///     `IngressDenied`, `Refused`, `TimedOut`, `Unreachable`; `NotTried` where it should and was not tried
public record Traced(List<Station> stations, String verdict) {

    /// A pod's question.
    ///
    /// @param namespace of the pod
    /// @param address of the pod
    /// @param netns of the pod; empty where it has none, as where nodes are simulated
    /// @param to a name or an IPv4 address
    /// @param protocol `tcp` or `udp`
    public record Question(String namespace, String address, java.util.Optional<java.nio.file.Path> netns, String to, int port, String protocol) {}

    /// What is passed.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "station")
    @JsonSubTypes({@JsonSubTypes.Type(value = Station.Name.class, name = "Name"), @JsonSubTypes.Type(value = Station.Service.class, name = "Service"),
            @JsonSubTypes.Type(value = Station.Policies.class, name = "Policies"),
            @JsonSubTypes.Type(value = Station.Hops.class, name = "Hops"), @JsonSubTypes.Type(value = Station.Probe.class, name = "Probe")})
    public sealed interface Station {

        /// One question to the cluster's name server.
        record Name(String asked, String server, String code, List<String> aliases, List<String> addresses, long micros) implements Station {}

        /// @param namespace and `service`: whose address it is; "" where it is nobody's
        /// @param outcome `Led`, `NoEndpoints`, `NoSuchPort` or `NotProgrammed`
        /// @param sticky whether a client stays with its endpoint
        /// @param masqueraded whether the endpoint sees the node as the client
        record Service(String namespace, String service, String address, int port, String outcome, boolean sticky, boolean masqueraded,
                List<Candidate> candidates) implements Station {}

        /// @param into whether it is about packets that come to the pod
        record Policies(boolean into, String address, int port, boolean known, boolean allowed, List<Isolating> policies) implements Station {}

        /// @param address of the target
        record Hops(String address, int port, List<String> hops) implements Station {}

        /// @param outcome `Connected`, `Refused`, `TimedOut`, `Unreachable` or `NotTried`
        record Probe(String address, int port, String outcome, long micros) implements Station {}
    }

    /// An endpoint of a Service.
    ///
    /// @param pod its name; "" for none
    /// @param chosen whether connections are led to it, each time to one of those that are
    /// @param why it is not: `NotReady`, `NotLocal`, `Ending`; "" where it is
    public record Candidate(String address, int port, String pod, boolean local, boolean chosen, String why) {}

    public record Isolating(String namespace, String name, boolean allows) {}
}
