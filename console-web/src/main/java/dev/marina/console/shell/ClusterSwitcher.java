package dev.marina.console.shell;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.combobox.ComboBox;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import java.util.ArrayList;
import java.util.List;

/// All clusters of all tenants that a person belongs to, to go from one to another and stay with the same kind.
final class ClusterSwitcher extends ComboBox<String> {

    private final Person person;
    private String path = "";

    ClusterSwitcher(Person person) {
        this.person = person;
        addClassName("switcher");
        setAriaLabel(getTranslation("switcher.label"));
        setPlaceholder(getTranslation("switcher.label"));
        addValueChangeListener(event -> {
            if (event.isFromClient() && event.getValue() != null) {
                UI.getCurrent().navigate(target(path, event.getValue()));
            }
        });
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        var tenancy = Console.current().tenancy();
        Attempt.of(event.getUI(), () -> {
            List<String> clusters = new ArrayList<>();
            for (var tenant : tenancy.tenants(person)) {
                if (tenant.ready()) {
                    tenancy.clusters(person, tenant.tenant()).forEach(cluster -> clusters.add(tenant.tenant() + "/" + cluster.name()));
                }
            }
            return clusters;
        }, this::offer, _ -> setVisible(false));
    }

    private void offer(List<String> clusters) {
        setItems(clusters);
        at(path);
    }

    /// @param path of the page that is open, without its leading slash
    void at(String path) {
        this.path = path;
        String[] parts = path.split("/");
        String here = parts.length >= 3 && parts[0].equals("clusters") ? parts[1] + "/" + parts[2] : null;
        setValue(here != null && getListDataView().contains(here) ? here : null);
    }

    /// The same list in the other cluster; an object of that name is likely another one, or none.
    static String target(String path, String cluster) {
        String[] parts = path.split("/");
        return parts.length >= 7 && parts[3].equals("k") ? "clusters/%s/k/%s/%s/%s".formatted(cluster, parts[4], parts[5], parts[6]) : "clusters/" + cluster;
    }
}
