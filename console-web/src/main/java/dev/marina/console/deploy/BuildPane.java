package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.BuildProposal;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.ClusterApi;
import java.time.Instant;
import java.util.List;

/// A repository with a source: where it lies, what of it, where the program listens. A build is made of it, and an application of the build's image.
final class BuildPane extends Div {

    private static final int LONGEST = 2000;
    private static final int HIGHEST_PORT = 65_535;
    /// What programs without a Dockerfile are told.
    private static final int USUAL_PORT = 8080;

    private final TextField repository = new TextField(getTranslation("build.repository"));
    private final TextField folder = new TextField(getTranslation("build.folder"));
    private final IntegerField port = new IntegerField(getTranslation("deploy.port"));
    private final Making making;
    private final String namespace;
    private final Instant opened;

    BuildPane(UI ui, ClusterApi api, ClusterRef cluster, String namespace, Instant opened) {
        this.namespace = namespace;
        this.making = new Making(ui, api, cluster, getTranslation("deploy.do"), getTranslation("build.missing"), () -> !proposal().name().isEmpty(),
                ApplicationRequests.permission("create", namespace), this::objects);
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
        repository.addValueChangeListener(_ -> making.show());
        folder.addValueChangeListener(_ -> making.show());
        port.addValueChangeListener(_ -> making.show());
        Div fields = new Div(repository, folder, port, making.button());
        fields.addClassName("add-member");
        add(new Paragraph(getTranslation("build.text")), fields);
        add(making.below());
        making.show();
    }

    private BuildProposal proposal() {
        return BuildProposal.of(repository.getValue(), folder.getValue());
    }

    /// The application first: where there is one of its name already nothing is built for it.
    private List<ObjectNode> objects() {
        String name = proposal().name();
        String build = BuildProposal.buildName(name, opened);
        return List.of(BuildProposal.application(namespace, name, build, port.getValue() == null ? 0 : port.getValue()),
                proposal().build(namespace, name, build));
    }
}
