package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.why.WhyPane;
import java.util.function.Supplier;

/// Why the object is as it is.
final class WhyTab implements DetailTab {

    private final WhyPane pane = new WhyPane();
    private final KindRef kind;
    private final Supplier<Page> page;

    /// The page that it is on now.
    record Page(UI ui, ClusterApi api, ClusterRef cluster) {}

    WhyTab(KindRef kind, Supplier<Page> page) {
        this.kind = kind;
        this.page = page;
    }

    @Override
    public String titleKey() {
        return "tab.why";
    }

    @Override
    public Component content() {
        return pane;
    }

    @Override
    public void show(JsonNode object, Row row) {
        Page now = page.get();
        pane.about(now.ui(), now.api(), now.cluster(), new ObjectAddress(kind.group(), kind.plural(), row.namespace(), row.name()));
    }

    @Override
    public void seen(boolean open) {
        pane.open(open);
    }
}
