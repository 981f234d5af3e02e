package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Request;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.SourceProposal;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import dev.marina.console.shell.Refusal;

/// A Helm chart or a Kustomize folder: where it lies, what of it, with which values. It is called as the folder is.
final class SourcePane extends Div {

    private static final int LONGEST = 2000;
    private static final int MOST_VALUES = 64 << 10;

    private final TextField place = new TextField(getTranslation("source.place"));
    private final TextField folder = new TextField(getTranslation("source.folder"));
    private final TextArea values = new TextArea(getTranslation("source.values"));
    private final Button deploy = new Button(getTranslation("deploy.do"), _ -> deploy());
    private final Refusal refusal = new Refusal();
    private final MadeYaml yaml = new MadeYaml();
    private final UI ui;
    private final ClusterApi api;
    private final ClusterRef cluster;
    private final String namespace;

    SourcePane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.ui = ui;
        this.api = api;
        this.cluster = cluster;
        this.namespace = namespace;
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
        place.addValueChangeListener(_ -> show());
        folder.addValueChangeListener(_ -> show());
        values.addValueChangeListener(_ -> show());
        deploy.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        deploy.setEnabled(false);
        Guarded guarded = new Guarded(deploy);
        Div fields = new Div(place, folder, guarded);
        fields.addClassName("add-member");
        add(new Paragraph(getTranslation("source.text")), fields, values, refusal, new KubectlLine("kubectl apply -f -"), yaml);
        show();
        Rights.guard(ui, api, guarded, ApplicationRequests.permission("create", namespace), this::failed);
    }

    private SourceProposal proposal() {
        return new SourceProposal(place.getValue(), folder.getValue(), values.getValue());
    }

    private ObjectNode application() {
        return ApplicationRequests.application(namespace, proposal().name(), proposal());
    }

    private void show() {
        yaml.setText(Yaml.of(application()));
    }

    private void failed(String reason) {
        refusal.say(reason);
    }

    private void deploy() {
        failed("");
        String made = proposal().name();
        if (made.isEmpty()) {
            failed(getTranslation("source.missing"));
            return;
        }
        Request request = ApplicationRequests.create(application());
        deploy.setEnabled(false);
        Attempt.of(ui, () -> api.write(request.method(), request.path(), request.type(), request.document()), _ -> ui.navigate(
                new ObjectAddress(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, namespace, made).link(cluster).substring(1)), reason -> {
                    deploy.setEnabled(true);
                    failed(reason);
                });
    }
}
