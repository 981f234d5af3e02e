package dev.marina.console.learn;

import com.vaadin.flow.component.UI;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.terminal.ShellPod;
import dev.marina.console.terminal.TerminalDock;

/// The person's own shell of the cluster, at the foot of the page.
final class Shell {

    /// What a shell needs.
    static final Permission USING = new Permission("create", "", "pods", "exec", ShellPod.NAMESPACE);

    private Shell() {}

    static void open(UI ui, ClusterApi api) {
        TerminalDock.in(ui).ifPresent(dock -> dock.shell(api));
    }

    /// Types it and runs it.
    static void run(UI ui, ClusterApi api, String command) {
        TerminalDock.in(ui).ifPresent(dock -> dock.run(api, command + "\n"));
    }
}
