package dev.marina.console.deploy;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.KindRef;
import dev.marina.console.kind.NamespacePicker;
import dev.marina.console.shell.AddressedTabs;
import java.time.Instant;
import java.util.Map;

/// An application in one step: three fields, a repository with its source, a compose file, a chart or a folder. What would be made is shown before.
@Route(value = ClusterRef.ROUTE + "/deploy", layout = ClusterLayout.class)
public class DeployView extends ClusterPage {

    private static final KindRef NAMESPACES = new KindRef("", "v1", "namespaces");
    private static final int LONGEST_NAMESPACE = 63;

    private final NamespacePicker picker = new NamespacePicker(this::in);
    private final AddressedTabs tabs = new AddressedTabs(_ -> {});
    private String namespace = "default";

    public DeployView() {
        Div head = new Div(new H3(getTranslation("nav.deploy")), picker);
        head.addClassName("live-title");
        Div card = new Div(head, new Paragraph(getTranslation("deploy.text")), tabs);
        card.addClassName("live");
        add(card);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        namespace = event.getLocation().getQueryParameters().getSingleParameter("namespace")
                .filter(name -> name.length() <= LONGEST_NAMESPACE && !name.isBlank()).orElse("default");
        tabs.open(event.getLocation());
    }

    private void in(String chosen) {
        ui().navigate(cluster().path().substring(1) + "/deploy", QueryParameters.simple(Map.of("namespace", chosen.isEmpty() ? "default" : chosen)));
    }

    @Override
    protected void start() {
        picker.show(namespace);
        follow(NAMESPACES.listPath(""), "", picker::show);
        tabs.clear();
        ImagePane image = new ImagePane(ui(), api(), cluster(), namespace);
        tabs.add("image", getTranslation("deploy.from-image"), image);
        tabs.add("build", getTranslation("deploy.from-build"), new BuildPane(ui(), api(), cluster(), namespace, Instant.now()));
        tabs.add("compose", getTranslation("deploy.from-compose"), new ComposePane(ui(), api(), cluster(), namespace));
        tabs.add("source", getTranslation("deploy.from-source"), new SourcePane(ui(), api(), cluster(), namespace));
        tabs.add("add-on", getTranslation("deploy.add-on"), new AddOnPane(ui(), api(), cluster(), namespace));
        image.focus();
    }

    @Override
    protected String titleKey() {
        return "nav.deploy";
    }
}
