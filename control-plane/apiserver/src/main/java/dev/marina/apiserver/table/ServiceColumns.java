package dev.marina.apiserver.table;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.List;
import java.util.stream.Collectors;

/// printService in pkg/printers/internalversion/printers.go
public final class ServiceColumns {

    public static final List<Column> ALL = List.of(
            name(),
            text("Type", service -> service.text("spec", "type")),
            text("Cluster-IP", service -> Cells.orNone(service.text("spec", "clusterIP"))),
            text("External-IP", service -> external(service)),
            text("Port(s)", service -> ports(service)),
            age(),
            wide("Selector", service -> Cells.orNone(Cells.keys(service.at("spec", "selector")))));

    private ServiceColumns() {}

    private static String external(Document service) {
        String ips = service.at("spec", "externalIPs").valueStream().map(address -> address.asText()).collect(Collectors.joining(","));
        return switch (service.text("spec", "type")) {
            case "ExternalName" -> service.text("spec", "externalName");
            case "LoadBalancer" -> {
                String balanced = service.at("status", "loadBalancer", "ingress").valueStream()
                        .map(ingress -> ingress.path("ip").asText(ingress.path("hostname").asText())).collect(Collectors.joining(","));
                yield balanced.isEmpty() ? "<pending>" : balanced;
            }
            default -> Cells.orNone(ips);
        };
    }

    private static String ports(Document service) {
        return Cells.orNone(service.at("spec", "ports").valueStream().map(port -> {
            int nodePort = port.path("nodePort").asInt();
            return port.path("port").asText() + (nodePort == 0 ? "" : ":" + nodePort) + "/" + port.path("protocol").asText("TCP");
        }).collect(Collectors.joining(",")));
    }
}
