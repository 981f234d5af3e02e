package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A tenant never reaches the machine: what would lead there is refused by name.
final class HostAccessAdmission implements AdmissionPlugin.Validating {

    @Override
    public String name() {
        return "HostAccess";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != AdmissionRequest.Operation.DELETE && request.is("pods");
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        JsonNode spec = request.object().at("spec");
        for (String field : List.of("hostPID", "hostIPC")) {
            if (spec.path(field).asBoolean()) {
                return new Verdict.Deny("spec.%s: %s is not allowed on this platform".formatted(field, field));
            }
        }
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            int index = 0;
            for (JsonNode container : spec.path(list)) {
                if (container.path("securityContext").path("privileged").asBoolean()) {
                    return new Verdict.Deny("spec.%s[%d].securityContext.privileged: privileged containers are not allowed on this platform".formatted(list, index));
                }
                index++;
            }
        }
        return Verdict.FINE;
    }
}
