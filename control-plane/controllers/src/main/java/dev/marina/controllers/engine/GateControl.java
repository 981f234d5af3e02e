package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterControl;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;

/// What learners ask of the gates and of the queues behind them.
public record GateControl(Gate gate) implements ClusterControl {

    @Override
    public void step(ClusterId cluster, String controller, int items) {
        gate.step(cluster, controller, items);
    }

    @Override
    public Document queue(ClusterId cluster, String controller, int most) {
        QueueView queue = gate.queue(cluster, controller, most)
                .orElseThrow(() -> StatusException.notFound(GateSetting.CONTROLLERS, controller));
        ObjectNode root = Document.mapper().createObjectNode();
        root.put("count", queue.count()).put("incomplete", queue.lost());
        ArrayNode items = root.putArray("items");
        queue.items().forEach(item -> describe(items.addObject(), item));
        return Document.of(root);
    }

    static void describe(ObjectNode node, QueueView.Item item) {
        node.put("kind", item.subject().kind());
        if (!item.subject().namespace().isEmpty()) {
            node.put("namespace", item.subject().namespace());
        }
        node.put("name", item.subject().name()).put("cause", item.cause().toString());
    }
}
