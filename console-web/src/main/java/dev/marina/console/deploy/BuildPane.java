package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Request;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.BuildProposal;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import dev.marina.console.shell.Refusal;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// A repository with a source: where it lies, what of it, where the program listens. A build is made of it, and an application of the build's image.
final class BuildPane extends Div {

    private static final int LONGEST = 2000;
    private static final int HIGHEST_PORT = 65_535;
    /// What programs without a Dockerfile are told.
    private static final int USUAL_PORT = 8080;

    private final TextField repository = new TextField(getTranslation("build.repository"));
    private final TextField folder = new TextField(getTranslation("build.folder"));
    private final IntegerField port = new IntegerField(getTranslation("deploy.port"));
    private final Button deploy = new Button(getTranslation("deploy.do"), _ -> deploy());
    private final Refusal refusal = new Refusal();
    private final MadeYaml yaml = new MadeYaml();
    private final UI ui;
    private final ClusterApi api;
    private final ClusterRef cluster;
    private final String namespace;
    private final Instant opened;

    BuildPane(UI ui, ClusterApi api, ClusterRef cluster, String namespace, Instant opened) {
        this.ui = ui;
        this.api = api;
        this.cluster = cluster;
        this.namespace = namespace;
        this.opened = opened;
        repository.setPlaceholder("https://git.example.org/shop.git");
        repository.setHelperText(getTranslation("build.repository.help"));
        repository.setMaxLength(LONGEST);
        repository.setRequiredIndicatorVisible(true);
        repository.setWidth("24rem");
        folder.setPlaceholder("site@main");
        folder.setHelperText(getTranslation("build.folder.help"));
        folder.setMaxLength(LONGEST);
        port.setMin(0);
        port.setMax(HIGHEST_PORT);
        port.setValue(USUAL_PORT);
        port.setHelperText(getTranslation("deploy.port.none"));
        repository.setValueChangeMode(ValueChangeMode.EAGER);
        folder.setValueChangeMode(ValueChangeMode.EAGER);
        repository.addValueChangeListener(_ -> show());
        folder.addValueChangeListener(_ -> show());
        port.addValueChangeListener(_ -> show());
        deploy.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        deploy.setEnabled(false);
        Guarded guarded = new Guarded(deploy);
        Div fields = new Div(repository, folder, port, guarded);
        fields.addClassName("add-member");
        add(new Paragraph(getTranslation("build.text")), fields, refusal, new KubectlLine("kubectl apply -f -"), yaml);
        show();
        Rights.guard(ui, api, guarded, ApplicationRequests.permission("create", namespace), this::failed);
    }

    private BuildProposal proposal() {
        return BuildProposal.of(repository.getValue(), folder.getValue());
    }

    private List<ObjectNode> objects() {
        String name = proposal().name();
        String build = BuildProposal.buildName(name, opened);
        return List.of(proposal().build(namespace, name, build), BuildProposal.application(namespace, name, build, port.getValue() == null
                ? 0
                : port.getValue()));
    }

    private void show() {
        yaml.setText(objects().stream().map(Yaml::of).collect(Collectors.joining("---\n")));
    }

    private void failed(String reason) {
        refusal.say(reason);
    }

    private void deploy() {
        failed("");
        String made = proposal().name();
        if (made.isEmpty()) {
            failed(getTranslation("build.missing"));
            return;
        }
        List<ObjectNode> wanted = objects();
        deploy.setEnabled(false);
        Attempt.of(ui, () -> all(wanted), _ -> ui.navigate(
                new ObjectAddress(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, namespace, made).link(cluster).substring(1)), reason -> {
                    deploy.setEnabled(true);
                    failed(reason);
                });
    }

    /// The application first: where there is one of its name already nothing is built for it.
    private Object all(List<ObjectNode> wanted) throws IOException {
        for (ObjectNode object : wanted.reversed()) {
            Request request = ApplicationRequests.create(object);
            api.write(request.method(), request.path(), request.type(), request.document());
        }
        return wanted;
    }
}
