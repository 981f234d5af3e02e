package dev.marina.console.client;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import java.util.function.Consumer;

/// A YAML text to write, with completion and documentation from a cluster's own schemas. What is typed stays in the browser until it is asked for.
@Tag("marina-editor")
public final class YamlEditor extends Component {

    /// @param tenant and cluster whose schemas are asked
    public YamlEditor(String tenant, String cluster) {
        getElement().setAttribute("schemas", "/schema/%s/%s".formatted(tenant, cluster)).setAttribute("aria-label", getTranslation("edit.label"));
    }

    public void begin(String yaml) {
        getElement().setProperty("text", yaml);
    }

    public void focus() {
        getElement().callJsFunction("enter");
    }

    /// The text as it is now; comes later, in the page.
    public void text(Consumer<String> then) {
        getElement().executeJs("return this.text").then(String.class, then::accept);
    }

    /// Marks what is wrong, where it stands.
    ///
    /// @param said a JSON list of `line` or `document` and `field`, each with its `message`
    public void mark(String said) {
        getElement().callJsFunction("mark", said);
    }

    /// Lets the person choose files whose texts are added.
    public void upload() {
        getElement().callJsFunction("upload");
    }
}
