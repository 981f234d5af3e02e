package dev.marina.apiserver.types;

import dev.marina.api.Document;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.ServiceRules;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Services claim their addresses and node ports, so that a cluster hands each out once.
/// pkg/registry/core/service/strategy.go
final class ServiceStrategy extends StatusStrategy {

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").putObject("loadBalancer"));
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        Document kept = super.prepareForUpdate(submitted, stored);
        boolean sameKind = !submitted.text("spec", "type").equals("ExternalName");
        for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
            if (sameKind && !kept.has("spec", field) && stored.has("spec", field)) {
                kept = kept.with(stored.at("spec", field), "spec", field);
            }
        }
        return kept;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return ServiceRules.check(object);
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        if (object.at("spec").equals(stored.at("spec"))) {
            return List.of();
        }
        Errors errors = new Errors();
        String before = stored.text("spec", "clusterIP");
        String now = object.text("spec", "clusterIP");
        if (!before.isEmpty() && !now.equals(before) && !object.text("spec", "type").equals("ExternalName")) {
            errors.invalid("spec.clusterIPs[0]", object.at("spec", "clusterIPs"), "may not change once set");
        }
        errors.addAll(ServiceRules.check(object));
        return errors.found();
    }

    @Override
    public Set<String> claims(Document object) {
        Set<String> claims = new HashSet<>();
        object.at("spec", "clusterIPs").forEach(address -> {
            if (!address.asText().equals("None") && !address.asText().isEmpty()) {
                claims.add("clusterIP/" + address.asText());
            }
        });
        object.at("spec", "ports").forEach(port -> {
            if (port.path("nodePort").asInt() != 0) {
                claims.add("nodePort/" + port.path("protocol").asText("TCP") + "/" + port.path("nodePort").asInt());
            }
        });
        return claims;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("spec.clusterIP", object.text("spec", "clusterIP"), "spec.type", object.text("spec", "type"));
    }
}
