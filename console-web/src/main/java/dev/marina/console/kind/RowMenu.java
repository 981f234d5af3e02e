package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.terminal.ExecTarget;
import dev.marina.console.terminal.TerminalDock;
import java.util.Optional;

/// What may be done with an object of a list, without going to its page.
record RowMenu(UI ui, ClusterApi api, ClusterRef cluster, KindRef kind) {

    private record Read(JsonNode object, Optional<Kind> kind) {}

    Button button(Row row) {
        Button button = new Button("⋯", _ -> open(row));
        button.setAriaLabel(button.getTranslation("action.of", row.name()));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        return button;
    }

    private void open(Row row) {
        Dialog dialog = new Dialog();
        dialog.setHeaderTitle(ui.getTranslation("action.of", row.name()));
        Span refusal = new Span();
        refusal.addClassName("refusal");
        refusal.setVisible(false);
        Target target = new Target(ui, api, kind, row.namespace(), row.name(), reason -> {
            refusal.setText(reason);
            refusal.setVisible(!reason.isEmpty());
        });
        KindCatalogs catalogs = Console.current().catalogs();
        ObjectActions actions = new ObjectActions();
        dialog.add(refusal, actions);
        dialog.getFooter().add(new Anchor(ObjectView.path(cluster, kind, row.namespace(), row.name()), ui.getTranslation("action.page")),
                new Button(ui.getTranslation("close"), _ -> dialog.close()));
        dialog.open();
        Attempt.of(ui, () -> new Read(api.read(target.path()), catalogs.find(api.person(), cluster, kind)), read -> {
            actions.show(read.object(), read.kind(), target);
            if (kind.group().isEmpty() && kind.plural().equals("pods") && read.object().at("/status/phase").asText().equals("Running")) {
                actions.addComponentAsFirst(terminal(row, target));
            }
        }, target.failed());
    }

    private Guarded terminal(Row row, Target target) {
        return DeedAction.button("terminal.open", new Permission("create", "", "pods", "exec", row.namespace()), target,
                _ -> TerminalDock.in(ui)
                        .ifPresent(dock -> dock.open(api, new ExecTarget(cluster, row.namespace(), row.name(), "", ExecTarget.SHELL), row.name())));
    }
}
