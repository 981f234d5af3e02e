package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.applications.AddOnRequests;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.ClusterApi;
import java.util.List;

/// What applications keep things in: which server, under which name, how large.
final class AddOnPane extends Div {

    private static final int LONGEST_NAME = 40;

    private final Select<String> type = new Select<>();
    private final TextField name = new TextField(getTranslation("deploy.name"));
    private final Select<String> size = new Select<>();
    private final Making making;
    private final String namespace;
    private boolean named;

    AddOnPane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.namespace = namespace;
        this.making = new Making(ui, api, cluster, getTranslation("add-on.make"), getTranslation("add-on.missing"), () -> !name.isEmpty(),
                AddOnRequests.permission("create", namespace), () -> List.of(addOn()));
        type.setLabel(getTranslation("add-on.type"));
        type.setItems(AddOnRequests.TYPES);
        type.setItemLabelGenerator(each -> getTranslation("add-on.type." + each));
        size.setLabel(getTranslation("add-on.size"));
        size.setItems(AddOnRequests.SIZES);
        size.setItemLabelGenerator(each -> getTranslation("add-on.size." + each));
        name.setMaxLength(LONGEST_NAME);
        name.setRequiredIndicatorVisible(true);
        name.setValueChangeMode(ValueChangeMode.EAGER);
        Div fields = new Div(type, name, size, making.button());
        fields.addClassName("add-member");
        add(new Paragraph(getTranslation("add-on.text")),
                new Paragraph(new Anchor(cluster.path() + "/k/%s/v1/%s".formatted(AddOnRequests.GROUP, AddOnRequests.PLURAL), getTranslation("add-on.all"))),
                fields);
        add(making.below());
        type.addValueChangeListener(_ -> propose());
        size.addValueChangeListener(_ -> making.show());
        name.addValueChangeListener(event -> {
            named |= event.isFromClient();
            making.show();
        });
        size.setValue(AddOnRequests.SIZES.getFirst());
        type.setValue(AddOnRequests.TYPES.getFirst());
    }

    private void propose() {
        if (!named) {
            name.setValue(switch (type.getValue()) {
                case "redis" -> "cache";
                case "rabbitmq" -> "queue";
                default -> "db";
            });
        }
        making.show();
    }

    private ObjectNode addOn() {
        return AddOnRequests.addOn(namespace, name.getValue().strip(), type.getValue() == null ? "" : type.getValue(), size.getValue());
    }
}
