package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.Set;
import java.util.stream.Collectors;

/// Nobody takes addresses that nobody gave them (CVE-2020-8554): a Service gets no external addresses; those that it has it may keep.
/// plugin/pkg/admission/network/denyserviceexternalips/admission.go
final class DenyServiceExternalIPsAdmission implements AdmissionPlugin.Validating {

    @Override
    public String name() {
        return "DenyServiceExternalIPs";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != AdmissionRequest.Operation.DELETE && request.is("services");
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        Set<String> had = request.stored().map(DenyServiceExternalIPsAdmission::addresses).orElse(Set.of());
        return had.containsAll(addresses(request.object())) ? Verdict.FINE : new Verdict.Deny("Use of external IPs is denied by admission control");
    }

    private static Set<String> addresses(Document service) {
        return service.at("spec", "externalIPs").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    }
}
