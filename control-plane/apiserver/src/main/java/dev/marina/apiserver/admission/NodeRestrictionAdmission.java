package dev.marina.apiserver.admission;

import dev.marina.api.Document;

/// A node's agent writes its own Node and its own pods' status only; pods that it creates itself are not accepted. A machine's
/// agent, which the management cluster knows, writes the status of its own Machine only.
final class NodeRestrictionAdmission implements AdmissionPlugin.Validating {

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.identity().machine() || request.identity().node() && request.resource().group().isEmpty();
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
                    ? Verdict.FINE
                    : new Verdict.Deny("node \"%s\" is not allowed to modify node \"%s\"".formatted(node, request.name()));
            case "pods" -> pod(request, object, node);
            default -> Verdict.FINE;
        };
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
