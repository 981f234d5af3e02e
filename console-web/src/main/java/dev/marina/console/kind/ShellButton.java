package dev.marina.console.kind;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.terminal.ShellPod;
import dev.marina.console.terminal.TerminalDock;

/// Opens the person's own shell in a cluster.
final class ShellButton extends Div {

    private final Button button = new Button(getTranslation("shell.open"));
    private final Guarded guarded = new Guarded(button);
    private final ClusterApi api;

    ShellButton(ClusterRef cluster) {
        api = new ClusterApi(Console.current().http(), MainLayout.requirePerson(), cluster.tenant(), cluster.name());
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        button.addClickListener(click -> TerminalDock.in(getUI().orElseThrow()).ifPresent(dock -> dock.shell(api)));
        add(guarded);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        Permission running = new Permission("create", "", "pods", "exec", ShellPod.NAMESPACE);
        Rights.guard(event.getUI(), api, guarded, running, guarded::deny);
    }
}
