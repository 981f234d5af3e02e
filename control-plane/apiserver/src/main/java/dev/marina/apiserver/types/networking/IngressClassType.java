package dev.marina.apiserver.types.networking;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.ReferenceRules;
import dev.marina.model.Entrance;
import java.util.List;

/// Which controller answers for ingresses of a class; that never changes. pkg/registry/networking/ingressclass/strategy.go,
/// ValidateIngressClass in pkg/apis/networking/validation/validation.go
public final class IngressClassType extends RuledStrategy {

    private static final int LONGEST_CONTROLLER = 250;

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("networking.k8s.io", "v1", "IngressClass", "ingressclasses").clusterScoped()
            .strategy(new IngressClassType())
            .columns(name(object -> object.name() + (isDefault(object) ? " (default)" : "")),
                    Columns.text("Controller", object -> object.text("spec", "controller")), Columns.text("Parameters", IngressClassType::parameters), age())
            .build();

    /// Of the class that Ingresses get which name none.
    public static final String IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";

    /// The class that every cluster has, until somebody changes or deletes it.
    public static Document standing() {
        return Document.object("networking.k8s.io/v1", "IngressClass").edited(root -> {
            ObjectNode metadata = root.putObject("metadata").put("name", Entrance.CLASS);
            metadata.putObject("annotations").put(IS_DEFAULT, "true");
            root.putObject("spec").put("controller", Entrance.CONTROLLER);
        });
    }

    private static boolean isDefault(Document object) {
        return object.annotations().getOrDefault(IS_DEFAULT, "").equals("true");
    }

    private static String parameters(Document object) {
        JsonNode parameters = object.at("spec", "parameters");
        String group = parameters.has("apiGroup") ? "." + parameters.path("apiGroup").asText() : "";
        return parameters.isObject() ? parameters.path("kind").asText() + group + "/" + parameters.path("name").asText() : "<none>";
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            if (root.path("spec").path("parameters") instanceof ObjectNode parameters) {
                text(parameters, "scope", "Cluster");
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        String controller = object.text("spec", "controller");
        if (controller.length() > LONGEST_CONTROLLER) {
            errors.tooLong("spec.controller", LONGEST_CONTROLLER);
        }
        controller(errors, controller);
        if (object.at("spec", "parameters").isObject()) {
            parameters(errors, object.at("spec", "parameters"), "spec.parameters");
        }
        return errors.found();
    }

    /// `example.com/ingress-controller`. IsDomainPrefixedPath in apimachinery's pkg/util/validation/validation.go
    private static void controller(Errors errors, String controller) {
        if (controller.isEmpty()) {
            errors.required("spec.controller");
            return;
        }
        String[] parts = controller.split("/", 2);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            errors.invalid("spec.controller", controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        errors.invalid("spec.controller", parts[0], Names.dnsSubdomain(parts[0]));
        if (!parts[1].matches("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+")) {
            errors.invalid("spec.controller", parts[1], "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
        }
    }

    private static void parameters(Errors errors, JsonNode parameters, String path) {
        ReferenceRules.local(errors, parameters, path);
        String scope = parameters.path("scope").asText();
        errors.oneOf(path + ".scope", scope, "Cluster", "Namespace");
        String namespace = parameters.path("namespace").asText();
        if (scope.equals("Namespace") && !parameters.has("namespace")) {
            errors.required(path + ".namespace", "`parameters.scope` is set to 'Namespace'");
        } else if (scope.equals("Namespace")) {
            errors.invalid(path + ".namespace", namespace, Names.dnsLabel(namespace));
        } else if (scope.equals("Cluster") && parameters.has("namespace")) {
            errors.forbidden(path + ".namespace", "`parameters.scope` is set to 'Cluster'");
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec.controller", object.at("spec", "controller"), stored.at("spec", "controller"));
        return errors.found();
    }
}
