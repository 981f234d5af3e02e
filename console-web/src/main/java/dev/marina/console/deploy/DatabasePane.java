package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.act.Request;
import dev.marina.console.applications.AddOn;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/// A database with credentials of its own, and how other applications find it.
final class DatabasePane extends Div {

    private static final int PASSWORD_BYTES = 18;

    private final Select<AddOn> kind = new Select<>();
    private final TextField name = new TextField(getTranslation("deploy.name"));
    private final TextField image = new TextField(getTranslation("deploy.image"));
    private final Button deploy = new Button(getTranslation("deploy.do"), _ -> deploy());
    private final Span refusal = new Span();
    private final Div result = new Div();
    private final SecureRandom random = new SecureRandom();
    private final UI ui;
    private final ClusterApi api;
    private final ClusterRef cluster;
    private final String namespace;

    DatabasePane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.ui = ui;
        this.api = api;
        this.cluster = cluster;
        this.namespace = namespace;
        kind.setLabel(getTranslation("database.kind"));
        kind.setItems(AddOn.values());
        kind.setItemLabelGenerator(AddOn::title);
        kind.addValueChangeListener(event -> image.setValue(event.getValue().image()));
        kind.setValue(AddOn.MARIADB);
        name.setValue("db");
        name.setMaxLength(52);
        image.setMaxLength(512);
        deploy.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        deploy.setEnabled(false);
        refusal.addClassName("refusal");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
        result.getElement().setAttribute("role", "status");
        Guarded guarded = new Guarded(deploy);
        Div fields = new Div(kind, name, image, guarded);
        fields.addClassName("add-member");
        add(new Paragraph(getTranslation("database.text")), fields, refusal, result);
        Rights.guard(ui, api, guarded, ApplicationRequests.permission("create", namespace), this::failed);
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(!reason.isEmpty());
    }

    private String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void deploy() {
        failed("");
        result.removeAll();
        if (image.isEmpty() || name.isEmpty()) {
            failed(getTranslation("deploy.missing"));
            return;
        }
        String made = name.getValue().strip();
        AddOn chosen = kind.getValue();
        List<ObjectNode> objects = chosen.objects(namespace, made, image.getValue().strip(), this::password);
        deploy.setEnabled(false);
        Attempt.of(ui, () -> {
            // Asked first, so that no credentials are left of a database whose name is taken.
            for (String dry : List.of("&dryRun=All", "")) {
                for (ObjectNode object : objects) {
                    Request request = ApplicationRequests.create(object);
                    api.write(request.method(), request.path() + dry, request.type(), request.document());
                }
            }
            return made;
        }, this::made, reason -> {
            deploy.setEnabled(true);
            failed(reason);
        });
    }

    private void made(String database) {
        deploy.setEnabled(true);
        ObjectAddress address = new ObjectAddress(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, namespace, database);
        Pre lines = new Pre(String.join("\n", kind.getValue().binding(database)));
        lines.addClassName("made");
        lines.getElement().setAttribute("tabindex", "0").setAttribute("role", "group").setAttribute("aria-label", getTranslation("database.binding"));
        result.add(new Anchor(address.link(cluster), database), new Paragraph(getTranslation("database.bind")), lines);
    }
}
