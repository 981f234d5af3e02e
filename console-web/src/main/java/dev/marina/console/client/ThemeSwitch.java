package dev.marina.console.client;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;

/// Light, dark, or as the system is. The browser alone knows and remembers which: nothing of it comes to the server.
@Tag("marina-theme")
public final class ThemeSwitch extends Component {

    public ThemeSwitch() {
        getElement().setAttribute("label", getTranslation("theme.label")).setAttribute("system", getTranslation("theme.system"))
                .setAttribute("light", getTranslation("theme.light")).setAttribute("dark", getTranslation("theme.dark"));
    }
}
