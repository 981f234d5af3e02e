package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.budget.Turns;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.explanation.ReadableObjects;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.StreamRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// `packettraces`: asks the pod's node where a packet goes, and lets it try. One of a cluster at a time. Policies and pods that the asker may not get
/// have no names in the answer.
public final class PacketTraces implements SubresourceHandler {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource POLICIES = new GroupResource("networking.k8s.io", "networkpolicies");
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final int MOST_BYTES = 1 << 20;
    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_NAME = 253;
    /// Names as a resolver takes them, and addresses.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");

    private final ClusterViews views;
    private final Authorizer authorizer;
    private final NodeAgents agents;
    private final Set<ClusterId> busy = ConcurrentHashMap.newKeySet();

    public PacketTraces(ClusterViews views, Authorizer authorizer, NodeAgents agents) {
        this.views = views;
        this.authorizer = authorizer;
        this.agents = agents;
    }

    private record Asked(String pod, String to, int port, String protocol) {
        static Asked of(Document trace) {
            String pod = trace.text("spec", "pod");
            String to = trace.text("spec", "to");
            long port = trace.at("spec", "port").asLong();
            String protocol = trace.text("spec", "protocol").isEmpty() ? "TCP" : trace.text("spec", "protocol");
            if (pod.isEmpty()) {
                throw invalid("spec.pod: Required value: the pod of this namespace from which the packet comes");
            }
            if (to.length() > LONGEST_NAME || !NAME.matcher(to).matches()) {
                throw invalid("spec.to: Invalid value: \"%s\": must be a name such as web.shop, or an IPv4 address"
                        .formatted(to.substring(0, Math.min(to.length(), LONGEST_NAME))));
            }
            if (port < 1 || port > HIGHEST_PORT) {
                throw invalid("spec.port: Invalid value: %d: must be between 1 and 65535, inclusive".formatted(port));
            }
            if (!protocol.equals("TCP") && !protocol.equals("UDP")) {
                throw invalid("spec.protocol: Unsupported value: \"%s\": supported values: \"TCP\", \"UDP\"".formatted(protocol));
            }
            return new Asked(pod, to, (int) port, protocol);
        }

        private static StatusException invalid(String message) {
            return new StatusException(422, "Invalid", "PacketTrace.marina.dev is invalid: " + message, StatusException.Details.EMPTY);
        }
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document trace = BodyReader.require(request);
        Asked asked = Asked.of(trace);
        ClusterView view = views.current(request.requireCluster());
        ObjectKey key = new ObjectKey(view.cluster(), PODS, target.namespace(), asked.pod());
        Document pod = view.find(key).map(stored -> Document.parse(stored.bytes())).orElseThrow(() -> StatusException.notFound(PODS, asked.pod()));
        String node = pod.text("spec", "nodeName");
        if (node.isEmpty()) {
            throw StatusException.conflict(PODS, asked.pod(), "it has no node yet: no packet leaves it");
        }
        if (!busy.add(request.clusterId())) {
            throw new StatusException(429, "TooManyRequests", "another packet of this cluster is being followed; please try again",
                    new StatusException.Details("", "", "", "", List.of(), 1));
        }
        try {
            // others go on while this one waits
            Turns.setDown();
            ObjectNode answer = ask(request, target, asked, pod, node);
            ReadableObjects readable = new ReadableObjects(authorizer, request.requireIdentity(), view, Set.of());
            return ApiResponse.json(201, trace.edited(root -> {
                root.withObject("/metadata").put("namespace", target.namespace());
                ObjectNode status = root.putObject("status").put("verdict", answer.path("verdict").asText());
                ArrayNode steps = status.putArray("steps");
                answer.path("stations").forEach(station -> steps.add(told(view, (ObjectNode) station, readable)));
            }));
        } finally {
            busy.remove(request.clusterId());
        }
    }

    private ObjectNode ask(ApiRequest request, Target.Resource target, Asked asked, Document pod, String node) {
        StreamRequest question = new StreamRequest("trace", request.clusterId().value(), node, target.namespace(), asked.pod(),
                pod.text("metadata", "uid"), "", List.of(),
                Map.of("to", asked.to(), "port", Integer.toString(asked.port()), "protocol", asked.protocol().toLowerCase(Locale.ROOT)));
        try (TunnelStream stream = agents.open(request.requireCluster(), question)) {
            return (ObjectNode) Document.mapper().readTree(stream.readAll(PATIENCE, MOST_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("what node %s answers is no JSON".formatted(node), e);
        }
    }

    private static ObjectNode told(ClusterView view, ObjectNode station, ReadableObjects readable) {
        for (JsonNode policy : station.path("policies")) {
            if (!readable.may(new ObjectKey(view.cluster(), POLICIES, policy.path("namespace").asText(), policy.path("name").asText()))) {
                ((ObjectNode) policy).remove(List.of("namespace", "name"));
            }
        }
        for (JsonNode candidate : station.path("candidates")) {
            if (!readable.may(new ObjectKey(view.cluster(), PODS, station.path("namespace").asText(), candidate.path("pod").asText()))) {
                ((ObjectNode) candidate).remove("pod");
            }
        }
        return station;
    }
}
