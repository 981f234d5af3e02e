package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Request;
import dev.marina.console.applications.AddOnRequests;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import dev.marina.console.shell.Refusal;

/// What applications keep things in: which server, under which name, how large.
final class AddOnPane extends Div {

    private static final int LONGEST_NAME = 40;

    private final Select<String> type = new Select<>();
    private final TextField name = new TextField(getTranslation("deploy.name"));
    private final Select<String> size = new Select<>();
    private final Button make = new Button(getTranslation("add-on.make"), _ -> make());
    private final Refusal refusal = new Refusal();
    private final MadeYaml yaml = new MadeYaml();
    private final UI ui;
    private final ClusterApi api;
    private final ClusterRef cluster;
    private final String namespace;
    private boolean named;

    AddOnPane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.ui = ui;
        this.api = api;
        this.cluster = cluster;
        this.namespace = namespace;
        type.setLabel(getTranslation("add-on.type"));
        type.setItems(AddOnRequests.TYPES);
        type.setItemLabelGenerator(each -> getTranslation("add-on.type." + each));
        size.setLabel(getTranslation("add-on.size"));
        size.setItems(AddOnRequests.SIZES);
        size.setItemLabelGenerator(each -> getTranslation("add-on.size." + each));
        name.setMaxLength(LONGEST_NAME);
        name.setRequiredIndicatorVisible(true);
        name.setValueChangeMode(ValueChangeMode.EAGER);
        make.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        make.setEnabled(false);
        Guarded guarded = new Guarded(make);
        Div fields = new Div(type, name, size, guarded);
        fields.addClassName("add-member");
        add(new Paragraph(getTranslation("add-on.text")),
                new Paragraph(new Anchor(cluster.path() + "/k/%s/v1/%s".formatted(AddOnRequests.GROUP, AddOnRequests.PLURAL), getTranslation("add-on.all"))),
                fields, refusal, new KubectlLine("kubectl apply -f -"), yaml);
        type.addValueChangeListener(_ -> propose());
        size.addValueChangeListener(_ -> show());
        name.addValueChangeListener(event -> {
            named |= event.isFromClient();
            show();
        });
        size.setValue(AddOnRequests.SIZES.getFirst());
        type.setValue(AddOnRequests.TYPES.getFirst());
        Rights.guard(ui, api, guarded, AddOnRequests.permission("create", namespace), this::failed);
    }

    private void propose() {
        if (!named) {
            name.setValue(switch (type.getValue()) {
                case "redis" -> "cache";
                case "rabbitmq" -> "queue";
                default -> "db";
            });
        }
        show();
    }

    private ObjectNode addOn() {
        return AddOnRequests.addOn(namespace, name.getValue().strip(), type.getValue() == null ? "" : type.getValue(), size.getValue());
    }

    private void show() {
        yaml.setText(Yaml.of(addOn()));
    }

    private void failed(String reason) {
        refusal.say(reason);
    }

    private void make() {
        failed("");
        if (name.isEmpty()) {
            failed(getTranslation("add-on.missing"));
            return;
        }
        Request request = ApplicationRequests.create(addOn());
        String made = name.getValue().strip();
        make.setEnabled(false);
        Attempt.of(ui, () -> api.write(request.method(), request.path(), request.type(), request.document()), _ -> ui.navigate(
                new ObjectAddress(AddOnRequests.GROUP, AddOnRequests.PLURAL, namespace, made).link(cluster).substring(1)), reason -> {
                    make.setEnabled(true);
                    failed(reason);
                });
    }
}
