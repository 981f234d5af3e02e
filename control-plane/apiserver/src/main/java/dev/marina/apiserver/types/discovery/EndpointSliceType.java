package dev.marina.apiserver.types.discovery;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.table.EndpointTexts;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.warning.AddressForms;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// An EndpointSlice has addresses of one type, which never changes. pkg/apis/discovery/validation/validation.go
public final class EndpointSliceType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices")
            .strategy(new EndpointSliceType())
            .columns(name(), Columns.text("AddressType", object -> object.text("addressType")),
                    Columns.text("Ports", object -> EndpointTexts.ports(object)), Columns.text("Endpoints", object -> EndpointTexts.sliceEndpoints(object)),
                    age())
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> root.path("ports").forEach(node -> {
            text((ObjectNode) node, "name", "");
            text((ObjectNode) node, "protocol", "TCP");
        }));
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        errors.oneOf("addressType", object.text("addressType"), "FQDN", "IPv4", "IPv6");
        for (int i = 0; i < object.at("endpoints").size(); i++) {
            if (object.at("endpoints").get(i).path("addresses").isEmpty()) {
                errors.required("endpoints[" + i + "].addresses", "must contain at least 1 address");
            }
        }
        return errors.found();
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("addressType", object.at("addressType"), stored.at("addressType"));
        return errors.found();
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (stored.isEmpty() && object.text("addressType").equals("FQDN")) {
            warnings.add("spec.addressType", "FQDN endpoints are deprecated");
        }
        JsonNode endpoints = object.at("endpoints");
        for (int i = 0; i < endpoints.size() && !object.text("addressType").equals("FQDN"); i++) {
            for (int j = 0; j < endpoints.get(i).path("addresses").size(); j++) {
                AddressForms.address(warnings, "endpoints[%d].addresses[%d]".formatted(i, j), endpoints.get(i).path("addresses").get(j).asText());
            }
        }
        return warnings.found();
    }
}
