package dev.marina.apiserver.resourcemetrics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.model.tunnel.NodeUsage;
import dev.marina.model.tunnel.NodeUsage.Amounts;
import dev.marina.store.Stored;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/// The form that NodeMetrics and PodMetrics have in common. k8s.io/metrics/pkg/apis/metrics/v1beta1/types.go
final class MetricsDocument {

    private static final int MINUTE_MILLIS = 60_000;
    private static final int SECOND_MILLIS = 1_000;
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    private MetricsDocument() {}

    /// @param about whose name and labels it has
    /// @param rest adds what was used
    static Document of(ResourceDefinition definition, Stored about, NodeUsage usage, Instant now, Consumer<ObjectNode> rest) {
        return Document.object(definition.resource().apiVersion(), definition.names().kind()).edited(root -> {
            ObjectNode metadata = root.putObject("metadata").put("name", about.key().name());
            if (!about.key().namespace().isEmpty()) {
                metadata.put("namespace", about.key().namespace());
            }
            metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
            if (!about.fields().labels().isEmpty()) {
                about.fields().labels().forEach(metadata.putObject("labels")::put);
            }
            root.put("timestamp", Instant.parse(usage.timestamp()).truncatedTo(ChronoUnit.SECONDS).toString()).put("window", window(usage.windowMillis()));
            rest.accept(root);
        });
    }

    static void use(ObjectNode node, Amounts used) {
        node.putObject("usage").put("cpu", Quantities.canonical(used.nanoCores() + "n"))
                .put("memory", Quantities.canonical(BigDecimal.valueOf(used.memoryBytes()).divide(KIBI).toPlainString() + "Ki"));
    }

    /// As Go writes durations: `15.072s`, `1m0.5s`.
    static String window(long millis) {
        if (millis < SECOND_MILLIS) {
            return millis + "ms";
        }
        String seconds = BigDecimal.valueOf(millis % MINUTE_MILLIS, 3).stripTrailingZeros().toPlainString() + "s";
        return millis < MINUTE_MILLIS ? seconds : millis / MINUTE_MILLIS + "m" + seconds;
    }
}
