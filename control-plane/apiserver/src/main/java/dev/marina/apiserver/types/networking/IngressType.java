package dev.marina.apiserver.types.networking;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.IngressRules;
import dev.marina.apiserver.warning.ServiceWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which Service answers for which host and path; the controller of its class makes it true.
/// pkg/registry/networking/ingress/strategy.go, printIngress in pkg/printers/internalversion/printers.go
public final class IngressType extends SpecStrategy {

    private static final int MOST_HOSTS = 3;
    private static final int WIDTH = 16;

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("networking.k8s.io", "v1", "Ingress", "ingresses").shortNames("ing")
            .strategy(new IngressType()).status()
            .columns(name(), text("Class", object -> Cells.orNone(object.text("spec", "ingressClassName"))), text("Hosts", IngressType::hosts),
                    text("Address", IngressType::addresses), text("Ports", object -> object.at("spec", "tls").isEmpty() ? "80" : "80, 443"), age())
            .build();

    private static String hosts(Document ingress) {
        JsonNode rules = ingress.at("spec", "rules");
        List<String> hosts = rules.valueStream().map(rule -> rule.path("host").asText()).filter(host -> !host.isEmpty()).limit(MOST_HOSTS).toList();
        if (hosts.isEmpty()) {
            return "*";
        }
        boolean more = hosts.size() == MOST_HOSTS && rules.size() > MOST_HOSTS;
        return String.join(",", hosts) + (more ? " + %d more...".formatted(rules.size() - MOST_HOSTS) : "");
    }

    private static String addresses(Document ingress) {
        String all = ingress.at("status", "loadBalancer", "ingress").valueStream()
                .flatMap(point -> Stream.of("ip", "hostname").map(field -> point.path(field).asText()).filter(text -> !text.isEmpty()).limit(1))
                .distinct().sorted().collect(Collectors.joining(","));
        return all.length() > WIDTH ? all.substring(0, WIDTH - 3) + "..." : all;
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").putObject("loadBalancer"));
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return IngressRules.check(object);
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return IngressRules.checkStatus(object);
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (stored.isEmpty() && object.at("metadata", "annotations").has("kubernetes.io/ingress.class")
                && object.text("spec", "ingressClassName").isEmpty()) {
            warnings.add("annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead");
        }
        return warnings.found();
    }

    @Override
    public List<String> statusWarnings(Document object) {
        Warnings warnings = new Warnings();
        ServiceWarnings.balancer(warnings, object.at("status"));
        return warnings.found();
    }
}
