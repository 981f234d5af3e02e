package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.GroupResource;
import dev.marina.model.LinuxCapabilities;
import java.util.ArrayList;
import java.util.List;

/// A tenant never reaches the machine: what would lead there is refused by name.
final class HostAccessAdmission implements AdmissionPlugin.Validating {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final String EPHEMERAL_CONTAINERS = "ephemeralcontainers";

    @Override
    public String name() {
        return "HostAccess";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        boolean adds = request.subresource().isEmpty() || request.subresource().equals(EPHEMERAL_CONTAINERS);
        return request.operation() != AdmissionRequest.Operation.DELETE && adds && request.resource().equals(PODS);
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        JsonNode spec = request.object().at("spec");
        for (String field : List.of("hostPID", "hostIPC")) {
            if (spec.path(field).asBoolean()) {
                return new Verdict.Deny("spec.%s: %s is not allowed on this platform".formatted(field, field));
            }
        }
        List<String> warnings = new ArrayList<>();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            int index = 0;
            for (JsonNode container : spec.path(list)) {
                if (container.path("securityContext").path("privileged").asBoolean()) {
                    warnings.add(("spec.%s[%d].securityContext.privileged: on this platform it means all capabilities that a container can have in its user"
                            + " namespace; devices, modules and settings of the machine stay out of reach").formatted(list, index));
                }
                for (String capability : asked(request, list, container)) {
                    if (!LinuxCapabilities.grantable(capability, spec.path("hostNetwork").asBoolean())) {
                        return new Verdict.Deny(
                                "spec.%s[%d].securityContext.capabilities.add: %s is not allowed on this platform".formatted(list, index, capability));
                    }
                }
                index++;
            }
        }
        return warnings.isEmpty() || request.operation() != AdmissionRequest.Operation.CREATE ? Verdict.FINE : new Verdict.Admit(warnings);
    }

    /// Fixed for a pod's life: one that was taken once can still be changed and deleted.
    private static List<String> asked(AdmissionRequest request, String list, JsonNode container) {
        List<String> asked = new ArrayList<>();
        boolean added = request.subresource().equals(EPHEMERAL_CONTAINERS) && list.equals("ephemeralContainers");
        if (request.operation() == AdmissionRequest.Operation.CREATE || added) {
            container.path("securityContext").path("capabilities").path("add").forEach(capability -> asked.add(capability.asText()));
        }
        return asked;
    }
}
