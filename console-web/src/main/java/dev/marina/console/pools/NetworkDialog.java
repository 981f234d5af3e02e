package dev.marina.console.pools;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import dev.marina.console.rest.ClusterNetworks.ClusterNetwork;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import java.util.function.Consumer;

/// Asks how the cluster's nodes are to carry packets to each other.
final class NetworkDialog extends Dialog {

    private final Select<String> backend = new Select<>();
    private final Checkbox reflector = new Checkbox(getTranslation("pools.network.reflector"));
    private final Refusal refusal = new Refusal();
    private final Button save = new Button(getTranslation("pools.save"));

    /// @param work says it to the REST API; may block
    NetworkDialog(ClusterNetwork before, Consumer<ClusterNetwork> work, Runnable done) {
        setHeaderTitle(getTranslation("pools.network"));
        setMaxWidth("40rem");
        backend.setLabel(getTranslation("pools.network.backend"));
        backend.setItems(ClusterNetwork.BACKENDS);
        backend.setItemLabelGenerator(each -> "%s: %s".formatted(each, getTranslation("pools.network.backend." + each)));
        backend.setValue(before.backend());
        backend.addValueChangeListener(_ -> changed());
        reflector.setValue(before.reflector());
        save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        save.setDisableOnClick(true);
        save.addClickListener(_ -> submit(work, done));
        Div form = new Div(backend, reflector, new Paragraph(getTranslation("pools.network.change")), refusal);
        form.addClassName("form");
        add(form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), save);
        changed();
    }

    private ClusterNetwork wanted() {
        return new ClusterNetwork(backend.getValue(), reflector.getValue());
    }

    private void changed() {
        reflector.setVisible(wanted().bgp());
    }

    private void submit(Consumer<ClusterNetwork> work, Runnable done) {
        refusal.setVisible(false);
        ClusterNetwork wanted = wanted();
        Attempt.of(UI.getCurrent(), () -> {
            work.accept(wanted);
            return wanted;
        }, _ -> {
            close();
            done.run();
        }, this::failed);
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
        save.setEnabled(true);
    }
}
