package dev.marina.console.shell;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import dev.marina.console.find.Crumbs;

/// Where one is, and the way back.
final class Breadcrumbs extends Nav {

    Breadcrumbs() {
        addClassName("crumbs");
        getElement().setAttribute("aria-label", getTranslation("crumbs.label"));
    }

    /// @param path without its leading slash
    void show(String path) {
        removeAll();
        Crumbs way = Crumbs.of(path);
        setVisible(!way.crumbs().isEmpty());
        Element list = new Element("ol");
        way.crumbs().forEach(crumb -> {
            String text = crumb.translated() ? known(crumb.text()) : crumb.text();
            Element item = new Element("li");
            if (crumb.href().isEmpty()) {
                Span here = new Span(text);
                here.getElement().setAttribute("aria-current", "page");
                item.appendChild(here.getElement());
            } else {
                item.appendChild(new Anchor(crumb.href(), text).getElement());
            }
            list.appendChild(item);
        });
        getElement().appendChild(list);
    }

    /// Kinds that have no name of ours are called by their plural.
    private String known(String key) {
        String text = getTranslation(key);
        return text.equals(key) ? key.substring(key.indexOf('.') + 1) : text;
    }
}
