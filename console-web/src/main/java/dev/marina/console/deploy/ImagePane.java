package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.ImageProposal;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.ClusterApi;
import java.util.List;

/// An image, a name, a port. The latter two are proposed until somebody writes them.
final class ImagePane extends Div {

    private static final int HIGHEST_PORT = 65_535;

    private final TextField image = new TextField(getTranslation("deploy.image"));
    private final TextField name = new TextField(getTranslation("deploy.name"));
    private final IntegerField port = new IntegerField(getTranslation("deploy.port"));
    private final Making making;
    private final String namespace;
    private boolean named;
    private boolean ported;

    ImagePane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.namespace = namespace;
        this.making = new Making(ui, api, cluster, getTranslation("deploy.do"), getTranslation("deploy.missing"), () -> !image.isEmpty() && !name.isEmpty(),
                ApplicationRequests.permission("create", namespace), () -> List.of(application()));
        image.setPlaceholder("nginx:1.27");
        image.setMaxLength(512);
        image.setRequiredIndicatorVisible(true);
        image.setWidth("24rem");
        name.setMaxLength(52);
        name.setRequiredIndicatorVisible(true);
        port.setMin(0);
        port.setMax(HIGHEST_PORT);
        port.setHelperText(getTranslation("deploy.port.none"));
        image.setValueChangeMode(ValueChangeMode.EAGER);
        name.setValueChangeMode(ValueChangeMode.EAGER);
        image.addValueChangeListener(_ -> propose());
        name.addValueChangeListener(event -> {
            named |= event.isFromClient();
            making.show();
        });
        port.addValueChangeListener(event -> {
            ported |= event.isFromClient();
            making.show();
        });
        Div fields = new Div(image, name, port, making.button());
        fields.addClassName("add-member");
        add(fields);
        add(making.below());
        making.show();
    }

    void focus() {
        image.focus();
    }

    private void propose() {
        ImageProposal proposal = ImageProposal.of(image.getValue());
        if (!named) {
            name.setValue(proposal.name());
        }
        if (!ported) {
            port.setValue(image.isEmpty() ? null : proposal.port());
        }
        making.show();
    }

    private ObjectNode application() {
        return ApplicationRequests.application(namespace, name.getValue().strip(), image.getValue().strip(), port.getValue() == null ? 0 : port.getValue());
    }
}
