package dev.marina.console.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.TabSheet;
import com.vaadin.flow.router.Location;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Tabs whose choice stands in the address (`?tab=why`), so that a link, a reload and a colleague open the same one.
public final class AddressedTabs extends TabSheet {

    private static final String PARAMETER = "tab";

    private final Map<Tab, String> names = new HashMap<>();
    private String wanted = "";

    /// @param chosen is told the name of the tab that is seen from now on
    public AddressedTabs(Consumer<String> chosen) {
        addSelectedChangeListener(event -> {
            String name = names.getOrDefault(event.getSelectedTab(), "");
            if (event.isFromClient()) {
                wanted = name;
                // Not a navigation: the page stays and goes on.
                UI.getCurrent().getPage().executeJs("const u = new URL(location.href); u.searchParams.set($0, $1); history.replaceState(history.state, '', u)",
                        PARAMETER, name);
            }
            chosen.accept(name);
        });
    }

    /// What the address says.
    public void open(Location location) {
        wanted = location.getQueryParameters().getSingleParameter(PARAMETER).orElse("");
        names.entrySet().stream().filter(entry -> entry.getValue().equals(wanted)).findFirst().ifPresent(entry -> setSelectedTab(entry.getKey()));
    }

    public void add(String name, String title, Component content) {
        Tab tab = new Tab(title);
        names.put(tab, name);
        add(tab, content);
        if (name.equals(wanted)) {
            setSelectedTab(tab);
        }
    }

    public void clear() {
        names.clear();
        while (getTabCount() > 0) {
            remove(0);
        }
    }
}
