package dev.marina.apiserver.types.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Tables of metrics have the resources' own names as headings. metrics-server's pkg/api/table.go
final class MetricsColumns {

    private MetricsColumns() {}

    /// @param usages of the parts whose sum is shown
    static List<Column> of(Function<Document, Stream<JsonNode>> usages) {
        return List.of(new Column("Name", "string", "name", "Name of the resource", 0, Document::name),
                new Column("cpu", "string", "quantity", "", 0,
                        object -> Quantities.canonical(sum(usages.apply(object), "cpu").movePointRight(9).toPlainString() + "n")),
                new Column("memory", "string", "quantity", "", 0,
                        object -> Quantities.canonical(sum(usages.apply(object), "memory").divide(BigDecimal.valueOf(1024)).toPlainString() + "Ki")),
                new Column("Window", "string", "duration", "", 0, object -> object.text("window")));
    }

    private static BigDecimal sum(Stream<JsonNode> usages, String resource) {
        return usages.map(usage -> Quantities.value(usage.path(resource).asText())).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
