package dev.marina.console.teach;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.select.Select;

/// What is to become of the clusters that were made for a class.
final class AtEndChoice {

    private AtEndChoice() {}

    static void fill(Select<String> choice) {
        choice.setLabel(UI.getCurrent().getTranslation("classes.at-end"));
        choice.setItems("keep", "asleep", "remove");
        choice.setItemLabelGenerator(one -> UI.getCurrent().getTranslation("classes.at-end." + one));
        choice.setValue("keep");
    }
}
