package dev.marina.apiserver.types.certificates;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.Ages;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A request for a certificate: what is asked never changes, who approves writes conditions, who signs writes the certificate.
/// pkg/registry/certificates/certificates/strategy.go
public final class CertificateSigningRequestType extends StatusStrategy {

    public static final String GROUP = "certificates.k8s.io";
    private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "CertificateSigningRequest");

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(GROUP, "v1", "CertificateSigningRequest", "certificatesigningrequests")
            .clusterScoped().shortNames("csr").named(NameRule.PATH_SEGMENT)
            .strategy(new CertificateSigningRequestType()).status()
            .subresource("approval", KIND, "get", "patch", "update")
            .columns(name(), age(), text("SignerName", object -> object.text("spec", "signerName")),
                    text("Requestor", object -> object.text("spec", "username")), text("RequestedDuration", CertificateSigningRequestType::duration),
                    text("Condition", CertificateSigningRequestType::condition))
            .build();

    private static String duration(Document object) {
        JsonNode seconds = object.at("spec", "expirationSeconds");
        return seconds.isNumber() ? Ages.human(Duration.ofSeconds(seconds.asLong())) : "<none>";
    }

    private static String condition(Document object) {
        List<String> shown = new ArrayList<>();
        for (String type : List.of("Approved", "Denied", "Failed")) {
            if (object.at("status", "conditions").valueStream().anyMatch(condition -> condition.path("type").asText().equals(type))) {
                shown.add(type);
            }
        }
        if (shown.isEmpty()) {
            shown.add("Pending");
        }
        if (!object.text("status", "certificate").isEmpty()) {
            shown.add("Issued");
        }
        return String.join(",", shown);
    }

    /// A signer watches those that are for it.
    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("spec.signerName", object.text("spec", "signerName"));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    /// Whatever is submitted: only the metadata changes.
    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        return super.prepareForUpdate(submitted.with(stored.at("spec"), "spec"), stored);
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        SigningRules.request(errors, object.at("spec"));
        return errors.found();
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return SigningRules.status(object, stored, false);
    }

    @Override
    public ResourceStrategy through(String subresource) {
        return subresource.equals("approval") ? new Approval() : this;
    }

    /// Changes the metadata and the status' conditions.
    private static final class Approval extends StatusStrategy {

        @Override
        public Document prepareForUpdate(Document submitted, Document stored) {
            Document rest = super.prepareForUpdate(submitted.with(stored.at("spec"), "spec"), stored);
            JsonNode conditions = submitted.at("status", "conditions");
            return conditions.isArray() ? rest.with(conditions, "status", "conditions") : rest.without("status", "conditions");
        }

        /// With the certificate, if one of the cluster's own signers has answered.
        @Override
        public Document prepareAdmitted(Document admitted, Document stored) {
            Document approved = prepareForUpdate(admitted, stored);
            return admitted.at("status").has("certificate") ? approved.with(admitted.at("status", "certificate"), "status", "certificate") : approved;
        }

        @Override
        public List<FieldError> validateUpdate(Document object, Document stored) {
            return SigningRules.status(object, stored, true);
        }
    }
}
