package dev.marina.apiserver.table;

import static dev.marina.apiserver.table.ColumnSpelling.age;
import static dev.marina.apiserver.table.ColumnSpelling.name;
import static dev.marina.apiserver.table.ColumnSpelling.text;
import static dev.marina.apiserver.table.ColumnSpelling.wide;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.List;
import java.util.stream.Collectors;

/// printService in pkg/printers/internalversion/printers.go
final class ServiceColumns {

    static final List<Column> ALL = List.of(
            name(),
            text("Type", (service, _) -> service.text("spec", "type")),
            text("Cluster-IP", (service, _) -> Columns.orNone(service.text("spec", "clusterIP"))),
            text("External-IP", (service, _) -> external(service)),
            text("Port(s)", (service, _) -> ports(service)),
            age(),
            wide("Selector", (service, _) -> Columns.orNone(ColumnSpelling.keys(service.at("spec", "selector")))));

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
            default -> Columns.orNone(ips);
        };
    }

    private static String ports(Document service) {
        return Columns.orNone(service.at("spec", "ports").valueStream().map(port -> {
            int nodePort = port.path("nodePort").asInt();
            return port.path("port").asText() + (nodePort == 0 ? "" : ":" + nodePort) + "/" + port.path("protocol").asText("TCP");
        }).collect(Collectors.joining(",")));
    }
}
