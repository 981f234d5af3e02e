package dev.marina.controlplane.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.worlds.PretendedNode;
import dev.marina.controllers.engine.NodeStatuses;
import dev.marina.controllers.engine.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Nodes of a world: made where it begins, and renewing their leases as kubelets do, as long as they are not lost. Those that were not ready before
/// stay silent.
final class PretendedNodes {

    /// Seldom enough to be cheap, and well before a node counts as silent, which is after 40 s.
    private static final Duration RENEWED = Duration.ofSeconds(20);
    private static final String LEASES = "kube-node-lease";
    static final String SYSTEM = "system:apiserver";

    private final ClusterCopy copy;
    private final ClusterClient client;
    private final Call call;
    private final Set<String> lost = new HashSet<>();
    private final Set<String> reporting = new HashSet<>();
    private Instant renewed = Instant.MIN;

    PretendedNodes(ClusterCopy copy) {
        this.copy = copy;
        this.client = copy.server().client();
        // a node's own name may not touch other nodes' leases
        this.call = new Call(copy.cluster(), SYSTEM, Cause.clock("node"));
    }

    /// Those that are to be there besides what the cluster has. Throws Invalid or AlreadyExists as the server does.
    void make(List<PretendedNode> nodes) {
        nodes.forEach(this::make);
    }

    private void make(PretendedNode node) {
        Document made = Document.object("v1", "Node").with(node.name(), "metadata", "name").with(node.labels().deepCopy().put("kubernetes.io/hostname",
                node.name()), "metadata", "labels");
        client.create(call, Types.NODES.resource(), made);
        ObjectNode status = Document.mapper().createObjectNode();
        for (String field : List.of("capacity", "allocatable")) {
            status.withObject("/status").putObject(field).put("cpu", node.cpu()).put("memory", node.memory()).put("pods", node.pods());
        }
        String now = copy.clock().instant().toString();
        status.withObject("/status").putArray("conditions").addObject().put("type", "Ready").put("status", "True").put("reason", "KubeletReady")
                .put("lastHeartbeatTime", now).put("lastTransitionTime", now);
        client.patch(call, Types.NODES.resource(), "", node.name(), "status", PatchType.MERGE, Document.of(status).bytes());
    }

    /// From here on those that are ready report.
    void begin() {
        copy.snapshot().list(Types.NODES, "").stream().filter(NodeStatuses::ready).forEach(node -> reporting.add(node.getMetadata().getName()));
        report();
    }

    /// It says nothing any more, and nothing happens on it.
    void lose(String node) {
        lost.add(node);
        reporting.remove(node);
    }

    boolean alive(String node) {
        return !lost.contains(node) && copy.snapshot().lives(Types.NODES, "", node);
    }

    /// Renews what is due.
    void report() {
        Instant now = copy.clock().instant();
        if (renewed.equals(Instant.MIN) || !now.isBefore(renewed.plus(RENEWED))) {
            renewed = now;
            reporting.stream().sorted().filter(this::alive).forEach(node -> renew(node, now));
        }
    }

    private void renew(String node, Instant now) {
        copy.expense().require();
        Document lease = Document.object("coordination.k8s.io/v1", "Lease").with(node, "metadata", "name").with(LEASES, "metadata", "namespace")
                .with(node, "spec", "holderIdentity").with(40, "spec", "leaseDurationSeconds").with(rfc3339Micro(now), "spec", "renewTime");
        try {
            client.patch(call, Types.LEASES.resource(), LEASES, node, "", PatchType.MERGE, lease.bytes());
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
            client.create(call, Types.LEASES.resource(), lease);
        }
    }

    /// MicroTime: https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#MicroTime
    private static String rfc3339Micro(Instant time) {
        return java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", java.util.Locale.ROOT).withZone(java.time.ZoneOffset.UTC)
                .format(time);
    }
}
