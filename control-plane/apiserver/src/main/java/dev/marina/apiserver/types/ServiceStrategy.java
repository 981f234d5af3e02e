package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Services claim their addresses and node ports, so that a cluster hands each out once.
/// ValidateService in pkg/apis/core/validation/validation.go
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
        List<FieldError> errors = new ArrayList<>();
        String type = object.text("spec", "type");
        if (!Set.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName").contains(type)) {
            errors.add(new FieldError("FieldValueNotSupported", "spec.type",
                    "Unsupported value: \"%s\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"".formatted(type)));
        }
        boolean headless = object.text("spec", "clusterIP").equals("None");
        JsonNode ports = object.at("spec", "ports");
        if (ports.isEmpty() && !headless && !type.equals("ExternalName")) {
            errors.add(new FieldError("FieldValueRequired", "spec.ports", "Required value"));
        }
        if (type.equals("ExternalName") && object.text("spec", "externalName").isEmpty()) {
            errors.add(new FieldError("FieldValueRequired", "spec.externalName", "Required value"));
        }
        Set<String> names = new HashSet<>();
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            String path = "spec.ports[" + i + "]";
            JsonNode port = ports.get(i);
            int number = port.path("port").asInt();
            if (number < 1 || number > 65535) {
                errors.add(new FieldError("FieldValueInvalid", path + ".port", "Invalid value: %d: must be between 1 and 65535, inclusive".formatted(number)));
            }
            String name = port.path("name").asText();
            if (name.isEmpty() && ports.size() > 1) {
                errors.add(new FieldError("FieldValueRequired", path + ".name", "Required value"));
            }
            if (!name.isEmpty() && !names.add(name)) {
                errors.add(new FieldError("FieldValueDuplicate", path + ".name", "Duplicate value: \"%s\"".formatted(name)));
            }
            if (!pairs.add(port.path("protocol").asText("TCP") + number)) {
                errors.add(new FieldError("FieldValueDuplicate", path, "Duplicate value: %s".formatted(port)));
            }
            int nodePort = port.path("nodePort").asInt();
            if (nodePort != 0 && type.equals("ClusterIP")) {
                errors.add(new FieldError("FieldValueForbidden", path + ".nodePort", "Forbidden: may not be used when `type` is 'ClusterIP'"));
            } else if (nodePort != 0 && (nodePort < 30000 || nodePort > 32767)) {
                errors.add(new FieldError("FieldValueInvalid", path + ".nodePort",
                        "Invalid value: %d: provided port is not in the valid range. The range of valid ports is 30000-32767".formatted(nodePort)));
            }
        }
        return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        List<FieldError> errors = new ArrayList<>(validateCreate(object));
        String before = stored.text("spec", "clusterIP");
        String now = object.text("spec", "clusterIP");
        if (!before.isEmpty() && !now.equals(before) && !object.text("spec", "type").equals("ExternalName")) {
            errors.add(new FieldError("FieldValueInvalid", "spec.clusterIPs[0]",
                    "Invalid value: [\"%s\"]: may not change once set".formatted(now)));
        }
        return errors;
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
    public java.util.Map<String, String> selectable(Document object) {
        return java.util.Map.of("spec.clusterIP", object.text("spec", "clusterIP"), "spec.type", object.text("spec", "type"));
    }
}
