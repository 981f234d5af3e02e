package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.SourceProposal;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.ClusterApi;
import java.util.List;

/// A Helm chart or a Kustomize folder: where it lies, what of it, with which values. It is called as the folder is.
final class SourcePane extends Div {

    private static final int LONGEST = 2000;
    private static final int MOST_VALUES = 64 << 10;

    private final TextField place = new TextField(getTranslation("source.place"));
    private final TextField folder = new TextField(getTranslation("source.folder"));
    private final TextArea values = new TextArea(getTranslation("source.values"));
    private final Making making;
    private final String namespace;

    SourcePane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.namespace = namespace;
        this.making = new Making(ui, api, cluster, getTranslation("deploy.do"), getTranslation("source.missing"), () -> !proposal().name().isEmpty(),
                ApplicationRequests.permission("create", namespace), () -> List.of(application()));
        place.setPlaceholder("https://git.example.org/shop.git");
        place.setHelperText(getTranslation("source.place.help"));
        place.setMaxLength(LONGEST);
        place.setRequiredIndicatorVisible(true);
        place.setWidth("24rem");
        folder.setPlaceholder("charts/shop@v1.2");
        folder.setHelperText(getTranslation("source.folder.help"));
        folder.setMaxLength(LONGEST);
        values.setHelperText(getTranslation("source.values.help"));
        values.setMaxLength(MOST_VALUES);
        values.setWidthFull();
        values.setMinHeight("6rem");
        place.setValueChangeMode(ValueChangeMode.EAGER);
        folder.setValueChangeMode(ValueChangeMode.EAGER);
        values.setValueChangeMode(ValueChangeMode.LAZY);
        place.addValueChangeListener(_ -> making.show());
        folder.addValueChangeListener(_ -> making.show());
        values.addValueChangeListener(_ -> making.show());
        Div fields = new Div(place, folder, making.button());
        fields.addClassName("add-member");
        add(new Paragraph(getTranslation("source.text")), fields, values);
        add(making.below());
        making.show();
    }

    private SourceProposal proposal() {
        return new SourceProposal(place.getValue(), folder.getValue(), values.getValue());
    }

    private ObjectNode application() {
        return ApplicationRequests.application(namespace, proposal().name(), proposal());
    }
}
