package dev.marina.console.map;

import dev.marina.console.feed.Column;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Small namespaces to draw.
final class Maps {

    static final List<Column> POD_COLUMNS = List.of(new Column("Name", "string", 0), new Column("Ready", "string", 0), new Column("Status", "string", 0),
            new Column("Node", "string", 1));
    static final List<Column> READY_COLUMNS = List.of(new Column("Name", "string", 0), new Column("Ready", "string", 0));

    private Maps() {}

    static MapKind kind(String name) {
        return MapKind.named(name).orElseThrow();
    }

    static Row row(String name, String owner, Map<String, String> labels, String... cells) {
        return Row.of("uid-" + name, "shop", name, List.of(cells), Instant.EPOCH, labels, owner);
    }

    static Row pod(String name, String owner, String status, String node) {
        return row(name, owner, Map.of("app", "web"), name, status.equals("Running") ? "1/1" : "0/1", status, node);
    }

    static Rows rows(List<Column> columns, Row... rows) {
        return new Rows(columns, List.of(rows), new FeedState.Live(), 0);
    }

    /// A deployment of two pods, one of which is in trouble, behind a service, on a node.
    static Map<MapKind, Rows> shop() {
        Map<MapKind, Rows> lists = new HashMap<>();
        lists.put(kind("Deployment"), rows(READY_COLUMNS, row("web", "", Map.of(), "web", "1/2")));
        lists.put(kind("ReplicaSet"), rows(List.of(), row("web-1", "Deployment/web", Map.of()), row("web-0", "Deployment/web", Map.of())));
        lists.put(kind("Pod"), rows(POD_COLUMNS, pod("web-1-a", "ReplicaSet/web-1", "Running", "n1"),
                pod("web-1-b", "ReplicaSet/web-1", "CrashLoopBackOff", "n1")));
        lists.put(kind("Service"), rows(List.of(), row("web", "", Map.of())));
        lists.put(kind("Node"), rows(List.of(), row("n1", "", Map.of()), row("n2", "", Map.of())));
        lists.put(kind("ConfigMap"), rows(List.of(), row("settings", "", Map.of()), row("unused", "", Map.of())));
        return lists;
    }

}
