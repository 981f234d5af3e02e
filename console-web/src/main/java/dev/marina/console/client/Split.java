package dev.marina.console.client;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;

/// Two parts side by side with a border between that can be moved, by pointer or by keyboard; this browser remembers where. One below the other
/// where there is no room.
@Tag("marina-split")
public final class Split extends Component {

    /// @param name under which the place is remembered
    public Split(String name, Component first, Component second) {
        getElement().setAttribute("name", name).setAttribute("label", getTranslation("split.label"));
        first.getElement().setAttribute("slot", "first");
        second.getElement().setAttribute("slot", "second");
        getElement().appendChild(first.getElement(), second.getElement());
    }
}
