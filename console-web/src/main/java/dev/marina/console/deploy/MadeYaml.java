package dev.marina.console.deploy;

import com.vaadin.flow.component.html.Pre;

/// What will be made, as YAML, reached by the keyboard.
final class MadeYaml extends Pre {

    MadeYaml() {
        addClassName("made");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "group").setAttribute("aria-label", getTranslation("deploy.preview"));
    }
}
