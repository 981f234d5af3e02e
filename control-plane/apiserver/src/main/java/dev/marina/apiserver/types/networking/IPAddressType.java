package dev.marina.apiserver.types.networking;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.ReferenceRules;
import java.util.List;
import java.util.Set;

/// Who has an address. Those of Services are written by a controller; any other keeps its address from them.
/// pkg/registry/networking/ipaddress/strategy.go, ValidateIPAddress in pkg/apis/networking/validation/validation.go
public final class IPAddressType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("networking.k8s.io", "v1", "IPAddress", "ipaddresses").clusterScoped()
            .shortNames("ip").named(NameRule.IP_ADDRESS)
            .strategy(new IPAddressType())
            .columns(name(), text("ParentRef", IPAddressType::parent), age())
            .build();

    private static String parent(Document address) {
        JsonNode parent = address.at("spec", "parentRef");
        if (!parent.isObject()) {
            return "<none>";
        }
        String group = parent.path("group").asText();
        String namespace = parent.path("namespace").asText();
        return parent.path("resource").asText() + (group.isEmpty() ? "" : "." + group) + (namespace.isEmpty() ? "" : "/" + namespace) + "/"
                + parent.path("name").asText();
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode parent = object.at("spec", "parentRef");
        String path = "spec.parentRef";
        if (!parent.isObject()) {
            errors.required(path);
            return errors.found();
        }
        String group = parent.path("group").asText();
        if (!group.isEmpty()) {
            errors.invalid(path + ".group", group, Names.dnsSubdomain(group));
        }
        ReferenceRules.segment(errors, parent, "resource", path);
        ReferenceRules.segment(errors, parent, "name", path);
        String namespace = parent.path("namespace").asText();
        if (!namespace.isEmpty()) {
            errors.invalid(path + ".namespace", namespace, Names.pathSegment(namespace));
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec.parentRef", object.at("spec", "parentRef"), stored.at("spec", "parentRef"));
        return errors.found();
    }

    /// A Service claims its address itself.
    @Override
    public Set<String> claims(Document object) {
        JsonNode parent = object.at("spec", "parentRef");
        boolean service = parent.path("group").asText().isEmpty() && parent.path("resource").asText().equals("services");
        return service ? Set.of() : Set.of("clusterIP/" + object.name());
    }
}
