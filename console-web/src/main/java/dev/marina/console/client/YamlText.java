package dev.marina.console.client;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;

/// A YAML text to read, with colours, folding and find. Shown anew, it changes where it differs and the reader keeps their place.
@Tag("marina-yaml")
public final class YamlText extends Component {

    private static final String TEXT = "text";

    public void show(String yaml) {
        getElement().setProperty(TEXT, yaml);
    }

    public String shown() {
        return getElement().getProperty(TEXT, "");
    }
}
