package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.model.Machine;

/// What [NodeRestrictionAdmission] says of a machine's agent: it announces its own Machine without nodes, reports in its status
/// and renews its Lease.
/// The list of nodes is the right to their identities, so no machine writes one, its own included.
final class MachineRestriction {

    private MachineRestriction() {}

    static Verdict validate(AdmissionRequest request) {
        String machine = request.identity().machineName();
        if (request.resource().resource().equals("leases")) {
            return lease(request, machine);
        }
        if (!request.resource().resource().equals("machines")) {
            return new Verdict.Deny("machine \"%s\" is not allowed to modify %s".formatted(machine, request.resource()));
        }
        if (!request.name().equals(machine)) {
            return new Verdict.Deny("machine \"%s\" is not allowed to modify machine \"%s\"".formatted(machine, request.name()));
        }
        return switch (request.operation()) {
            case CREATE -> request.object().at("spec", "nodes").isEmpty() && request.object().at("metadata", "ownerReferences").isEmpty()
                    ? Verdict.FINE
                    : new Verdict.Deny("a machine is announced without nodes and without owners");
            case UPDATE -> request.subresource().equals("status") && sameMetadata(request.object(), request.stored().orElseThrow())
                    ? Verdict.FINE
                    : new Verdict.Deny("machine \"%s\" is only allowed to write its status".formatted(machine));
            case DELETE -> new Verdict.Deny("machine \"%s\" is not allowed to delete itself".formatted(machine));
            case CONNECT -> new Verdict.Deny("machine \"%s\" connects to no machine".formatted(machine));
        };
    }

    private static Verdict lease(AdmissionRequest request, String machine) {
        boolean own = request.name().equals(machine) && request.namespace().equals(Machine.LEASES);
        return own && request.operation() != AdmissionRequest.Operation.DELETE
                ? Verdict.FINE
                : new Verdict.Deny("machine \"%s\" renews no other Lease than its own".formatted(machine));
    }

    /// A status update may change labels and annotations too: a machine's says where it stands, and others choose by it.
    private static boolean sameMetadata(Document object, Document stored) {
        return object.labels().equals(stored.labels()) && object.annotations().equals(stored.annotations());
    }
}
