package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A node writes its own Node, Lease and CSINode and its own pods' status only; pods that it creates itself are not accepted. One that
/// somebody of the cluster has made gives itself no taints and none of the labels by which it is chosen. A machine's agent, which the
/// management cluster knows, writes the status of its own Machine only. plugin/pkg/admission/noderestriction/admission.go
final class NodeRestrictionAdmission implements AdmissionPlugin.Validating {

    private static final Set<String> CONCERNED = Set.of("nodes", "pods", "leases.coordination.k8s.io", "csinodes.storage.k8s.io");
    /// Of the labels of Kubernetes those that a kubelet gives itself. staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go
    private static final Set<String> KUBELETS = Set.of("kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch",
            "node.kubernetes.io/instance-type", "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch", "beta.kubernetes.io/instance-type", "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region");
    private static final Set<String> KUBELETS_DOMAINS = Set.of("kubelet.kubernetes.io", "node.kubernetes.io");

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.identity().machine() || request.identity().node() && CONCERNED.contains(request.resource().toString());
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        if (request.identity().machine()) {
            return MachineRestriction.validate(request);
        }
        String node = request.identity().nodeName();
        Document object = request.stored().orElse(request.object());
        return switch (request.resource().resource()) {
            case "nodes" -> request.name().equals(node)
                    ? node(request, node)
                    : new Verdict.Deny("node \"%s\" is not allowed to modify node \"%s\"".formatted(node, request.name()));
            case "pods" -> pod(request, object, node);
            default -> request.name().equals(node)
                    ? Verdict.FINE
                    : new Verdict.Deny("node \"%s\" can only access %s with the same name, not \"%s\"".formatted(node, request.resource(), request.name()));
        };
    }

    /// The platform's agents give their nodes what the platform's pools say.
    private static Verdict node(AdmissionRequest request, String node) {
        if (request.identity().agent() || request.operation() == AdmissionRequest.Operation.DELETE) {
            return Verdict.FINE;
        }
        Map<String, String> before = request.stored().map(Document::labels).orElse(Map.of());
        Map<String, String> labels = new TreeMap<>(before);
        labels.putAll(request.object().labels());
        Set<String> forbidden = new TreeSet<>();
        labels.keySet().stream().filter(label -> !Objects.equals(before.get(label), request.object().labels().get(label)) && chooses(label))
                .forEach(forbidden::add);
        if (!forbidden.isEmpty()) {
            return new Verdict.Deny("node \"%s\" is not allowed to set the following labels: %s".formatted(node, String.join(", ", forbidden)));
        }
        boolean taints = request.stored().filter(stored -> !stored.at("spec", "taints").equals(request.object().at("spec", "taints"))).isPresent();
        return taints ? new Verdict.Deny("node \"%s\" is not allowed to modify taints".formatted(node)) : Verdict.FINE;
    }

    /// Whether workloads may be steered by the label, so that a node must not steer them to itself.
    private static boolean chooses(String label) {
        String domain = label.contains("/") ? label.substring(0, label.indexOf('/')) : "";
        boolean restricted = within(domain, "node-restriction.kubernetes.io");
        boolean kubernetes = within(domain, "kubernetes.io") || within(domain, "k8s.io");
        boolean kubelets = KUBELETS.contains(label) || KUBELETS_DOMAINS.stream().anyMatch(own -> within(domain, own));
        return restricted || kubernetes && !kubelets || within(domain, "marina.dev");
    }

    private static boolean within(String domain, String parent) {
        return domain.equals(parent) || domain.endsWith("." + parent);
    }

    private static Verdict pod(AdmissionRequest request, Document pod, String node) {
        if (request.operation() == AdmissionRequest.Operation.CREATE && request.subresource().isEmpty()) {
            return new Verdict.Deny("node \"%s\" is not allowed to create pods".formatted(node));
        }
        return pod.text("spec", "nodeName").equals(node)
                ? Verdict.FINE
                : new Verdict.Deny("node \"%s\" can only change pods with spec.nodeName set to itself".formatted(node));
    }
}
