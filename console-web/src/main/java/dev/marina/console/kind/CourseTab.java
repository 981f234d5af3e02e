package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.course.CoursePane;
import dev.marina.console.feed.Row;
import java.util.function.Supplier;

/// Which way the last write of the object took, and what followed.
final class CourseTab implements DetailTab {

    private final CoursePane pane = new CoursePane();
    private final KindRef kind;
    private final Supplier<WhyTab.Page> page;

    CourseTab(KindRef kind, Supplier<WhyTab.Page> page) {
        this.kind = kind;
        this.page = page;
    }

    @Override
    public String titleKey() {
        return "tab.course";
    }

    @Override
    public Component content() {
        return pane;
    }

    @Override
    public void show(JsonNode object, Row row) {
        WhyTab.Page now = page.get();
        pane.about(now.ui(), now.api(), now.cluster(), new ObjectAddress(kind.group(), kind.plural(), row.namespace(), row.name()));
    }

    @Override
    public void seen(boolean open) {
        pane.open(open);
    }
}
