package dev.marina.console.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import dev.marina.console.act.Request;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import dev.marina.console.shell.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// How a pane ends that makes objects out of a few fields: what they will be, the button that makes them, and why it did not. Leads to the first of them.
final class Making {

    private final Button button;
    private final Guarded guarded;
    private final Refusal refusal = new Refusal();
    private final MadeYaml yaml = new MadeYaml();
    private final UI ui;
    private final ClusterApi api;
    private final ClusterRef cluster;
    private final Permission needed;
    private final Supplier<List<ObjectNode>> objects;

    /// @param label of the button
    /// @param missing said when it is pressed before what is needed is filled in
    /// @param filled whether it is
    /// @param needed for the first object, which it is made with
    /// @param objects what the fields come to, in the order in which they are made; where one is refused those behind it are not
    Making(UI ui, ClusterApi api, ClusterRef cluster, String label, String missing, BooleanSupplier filled, Permission needed,
            Supplier<List<ObjectNode>> objects) {
        this.ui = ui;
        this.api = api;
        this.cluster = cluster;
        this.needed = needed;
        this.objects = objects;
        this.button = new Button(label, _ -> make(missing, filled));
        button.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        button.setEnabled(false);
        this.guarded = new Guarded(button);
        Rights.guard(ui, api, guarded, needed, refusal::say);
    }

    /// Stands with the fields.
    Component button() {
        return guarded;
    }

    /// Stands below them.
    List<Component> below() {
        return List.of(refusal, new KubectlLine("kubectl apply -f -"), yaml);
    }

    /// What the fields come to now.
    void show() {
        yaml.setText(objects.get().stream().map(Yaml::of).collect(Collectors.joining("---\n")));
    }

    private void make(String missing, BooleanSupplier filled) {
        refusal.say("");
        if (!filled.getAsBoolean()) {
            refusal.say(missing);
            return;
        }
        List<ObjectNode> wanted = objects.get();
        String name = wanted.getFirst().at("/metadata/name").asText();
        button.setEnabled(false);
        Attempt.of(ui, () -> all(wanted),
                _ -> ui.navigate(new ObjectAddress(needed.group(), needed.resource(), needed.namespace(), name).link(cluster).substring(1)), reason -> {
                    button.setEnabled(true);
                    refusal.say(reason);
                });
    }

    private Object all(List<ObjectNode> wanted) throws IOException {
        for (ObjectNode object : wanted) {
            Request request = ApplicationRequests.create(object);
            api.write(request.method(), request.path(), request.type(), request.document());
        }
        return wanted;
    }
}
