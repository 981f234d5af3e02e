package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import java.util.List;

/// Something that may be done with an object, from its page.
interface RowAction {

    List<RowAction> ALL = List.of(new ScaleAction(), new DeleteAction());

    /// @param kind as the cluster serves it
    boolean fits(Kind kind);

    /// A control for the object as it is now; it asks for the permission that it needs and is disabled, with the reason, without it.
    Component control(JsonNode object, ObjectView.Target target);
}
