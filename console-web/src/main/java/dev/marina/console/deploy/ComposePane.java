package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.TextArea;
import dev.marina.console.act.Request;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.Compose;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.edit.YamlDocuments;
import dev.marina.console.feed.TableSource;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A compose file in; applications out, after what would be made and what is not done was read.
final class ComposePane extends Div {

    private static final int MOST_CHARACTERS = 200_000;

    private final TextArea text = new TextArea(getTranslation("compose.file"));
    private final Button look = new Button(getTranslation("compose.preview"), _ -> preview());
    private final Button deploy = new Button(getTranslation("compose.do"), _ -> deploy());
    private final Refusal refusal = new Refusal();
    private final Div result = new Div();
    private final UI ui;
    private final ClusterApi api;
    private final ClusterRef cluster;
    private final String namespace;
    private List<ObjectNode> objects = List.of();

    ComposePane(UI ui, ClusterApi api, ClusterRef cluster, String namespace) {
        this.ui = ui;
        this.api = api;
        this.cluster = cluster;
        this.namespace = namespace;
        text.setWidthFull();
        text.setMinHeight("14rem");
        text.setMaxHeight("26rem");
        text.setMaxLength(MOST_CHARACTERS);
        text.addValueChangeListener(_ -> forget());
        deploy.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        deploy.setEnabled(false);
        result.getElement().setAttribute("role", "status");
        Div bar = new Div(look);
        bar.addClassName("add-member");
        add(text, bar, refusal, result);
    }

    /// What was shown was of another text.
    private void forget() {
        objects = List.of();
        result.removeAll();
    }

    private void failed(String reason) {
        refusal.say(reason);
    }

    private void preview() {
        failed("");
        forget();
        try {
            show(Compose.of(text.getValue(), namespace));
        } catch (YamlDocuments.Fault fault) {
            failed(fault.line() == 0 ? fault.getMessage() : getTranslation("edit.line", fault.line(), fault.getMessage()));
        }
    }

    private void show(Compose compose) {
        objects = compose.objects();
        if (!compose.remarks().isEmpty()) {
            UnorderedList remarks = new UnorderedList();
            compose.remarks()
                    .forEach(remark -> remarks.add(new ListItem(remark.field() + ": " + getTranslation("compose.remark." + remark.key(), remark.value()))));
            result.add(new H4(getTranslation("compose.remarks")), remarks);
        }
        if (objects.isEmpty()) {
            return;
        }
        MadeYaml yaml = new MadeYaml();
        yaml.setText(objects.stream().map(ComposePane::shown).collect(Collectors.joining("---\n")));
        Guarded guarded = new Guarded(deploy);
        deploy.setEnabled(false);
        result.add(new H4(getTranslation("compose.made", objects.size())), guarded, yaml);
        Rights.guard(ui, api, guarded, ApplicationRequests.permission("create", namespace), this::failed);
    }

    /// What is secret is not shown.
    private static String shown(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.path("stringData") instanceof ObjectNode data) {
            data.properties().stream().map(java.util.Map.Entry::getKey).toList().forEach(key -> data.put(key, "***"));
        }
        return Yaml.of(copy);
    }

    /// @param refused why it was not made; "" when it was
    private record Made(ObjectNode object, String refused) {}

    private void deploy() {
        deploy.setEnabled(false);
        List<ObjectNode> wanted = objects;
        Attempt.of(ui, () -> all(wanted), made -> {
            result.removeAll();
            UnorderedList list = new UnorderedList();
            made.forEach(one -> list.add(line(one)));
            result.add(list);
        }, reason -> {
            deploy.setEnabled(true);
            failed(reason);
        });
    }

    /// One after the other; what is refused does not keep the rest from being made.
    private List<Made> all(List<ObjectNode> wanted) throws IOException {
        List<Made> made = new ArrayList<>();
        for (ObjectNode object : wanted) {
            Request request = ApplicationRequests.create(object);
            try {
                api.write(request.method(), request.path(), request.type(), request.document());
                made.add(new Made(object, ""));
            } catch (TableSource.Refusal refusal) {
                made.add(new Made(object, refusal.getMessage()));
            }
        }
        return made;
    }

    private ListItem line(Made made) {
        String kind = made.object().path("kind").asText();
        String name = made.object().at("/metadata/name").asText();
        ObjectAddress address = kind.equals("Secret")
                ? new ObjectAddress("", "secrets", namespace, name)
                : new ObjectAddress(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, namespace, name);
        ListItem item = new ListItem(new Anchor(address.link(cluster), kind + " " + name));
        item.add(new Span(" " + (made.refused().isEmpty() ? getTranslation("compose.created") : made.refused())));
        return item;
    }
}
