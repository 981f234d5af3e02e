package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.DebugContainer;
import dev.marina.console.act.Subject;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.Permission;
import dev.marina.console.terminal.ExecTarget;
import dev.marina.console.terminal.TerminalDock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Adds a container to a running pod and opens a terminal in it.
final class DebugAction implements RowAction {

    private static final String IMAGE = "marina/busybox:1";

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return subject.group().isEmpty() && subject.plural().equals("pods") && subject.object().at("/status/phase").asText().equals("Running");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.debug", new Permission("patch", "", "pods", "ephemeralcontainers", target.namespace()), target,
                button -> open(button, shown.now(), target));
    }

    private static void open(Button button, Subject pod, Target target) {
        String name = "debugger-" + Long.toString(Instant.now().getEpochSecond() % 10_000_000, 36);
        ActionDialog dialog = new ActionDialog(button.getTranslation("action.debug") + " " + pod.name(), button.getTranslation("action.debug.text"));
        Select<String> container = new Select<>();
        container.setLabel(button.getTranslation("pod.container"));
        List<String> names = new ArrayList<>();
        for (JsonNode one : pod.object().at("/spec/containers")) {
            names.add(one.path("name").asText());
        }
        container.setItems(names);
        container.setValue(names.getFirst());
        TextField image = new TextField(button.getTranslation("action.debug.image"));
        image.setValue(IMAGE);
        image.setValueChangeMode(ValueChangeMode.LAZY);
        Runnable line = () -> dialog.kubectl(new DebugContainer(pod, name, image.getValue().strip(), container.getValue()).kubectl());
        image.addValueChangeListener(_ -> {
            line.run();
            dialog.ready(!image.getValue().isBlank());
        });
        container.addValueChangeListener(_ -> line.run());
        line.run();
        dialog.with(container).with(image).confirm(button.getTranslation("action.debug"),
                () -> target.change(new DebugContainer(pod, name, image.getValue().strip(), container.getValue()).request(), _ -> terminal(pod, name, target)))
                .open();
    }

    private static void terminal(Subject pod, String container, Target target) {
        ExecTarget exec = new ExecTarget(new ClusterRef(target.api().tenant(), target.api().cluster()), pod.namespace(), pod.name(), container,
                ExecTarget.SHELL);
        TerminalDock.in(target.ui()).ifPresent(dock -> dock.openOnceRunning(target.api(), exec, pod.name() + " / " + container,
                () -> DebugContainer.state(target.api().read(pod.path()), container)));
    }
}
