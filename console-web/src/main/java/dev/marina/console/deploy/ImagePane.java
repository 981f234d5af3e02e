package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Request;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.ImageProposal;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import dev.marina.console.shell.Refusal;

/// An image, a name, a port. The latter two are proposed until somebody writes them.
final class ImagePane extends Div {

    private static final int HIGHEST_PORT = 65_535;

    private final TextField image = new TextField(getTranslation("deploy.image"));
    private final TextField name = new TextField(getTranslation("deploy.name"));
    private final IntegerField port = new IntegerField(getTranslation("deploy.port"));
    private final Button deploy = new Button(getTranslation("deploy.do"), _ -> deploy());
    private final Refusal refusal = new Refusal();
    private final MadeYaml yaml = new MadeYaml();
    private final UI ui;
    private final ClusterApi api;
    private final ClusterRef cluster;
    private final String namespace;
    private boolean named;
    private boolean ported;

    ImagePane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.ui = ui;
        this.api = api;
        this.cluster = cluster;
        this.namespace = namespace;
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
            show();
        });
        port.addValueChangeListener(event -> {
            ported |= event.isFromClient();
            show();
        });
        deploy.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        deploy.setEnabled(false);
        Guarded guarded = new Guarded(deploy);
        Div fields = new Div(image, name, port, guarded);
        fields.addClassName("add-member");
        add(fields, refusal, new KubectlLine("kubectl apply -f -"), yaml);
        show();
        Rights.guard(ui, api, guarded, ApplicationRequests.permission("create", namespace), this::failed);
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
        show();
    }

    private ObjectNode application() {
        return ApplicationRequests.application(namespace, name.getValue().strip(), image.getValue().strip(), port.getValue() == null ? 0 : port.getValue());
    }

    private void show() {
        yaml.setText(Yaml.of(application()));
    }

    private void failed(String reason) {
        refusal.say(reason);
    }

    private void deploy() {
        failed("");
        if (image.isEmpty() || name.isEmpty()) {
            failed(getTranslation("deploy.missing"));
            return;
        }
        Request request = ApplicationRequests.create(application());
        String made = name.getValue().strip();
        deploy.setEnabled(false);
        Attempt.of(ui, () -> api.write(request.method(), request.path(), request.type(), request.document()), _ -> ui.navigate(
                new ObjectAddress(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, namespace, made).link(cluster).substring(1)), reason -> {
                    deploy.setEnabled(true);
                    failed(reason);
                });
    }
}
