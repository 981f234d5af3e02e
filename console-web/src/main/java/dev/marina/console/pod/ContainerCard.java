package dev.marina.console.pod;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One container of a pod; its terminal is offered while it runs.
final class ContainerCard extends Div {

    private final Div head = new Div();
    private final Div facts = new Div();
    private final Span message = new Span();
    private final Supplier<Guarded> offered;
    private final String name;
    private Guarded terminal;

    ContainerCard(String name, Supplier<Guarded> offered) {
        this.name = name;
        this.offered = offered;
        head.addClassName("card-head");
        facts.addClassName("facts");
        message.addClassName("endpoint");
        add(head, facts, message);
        addClassName("card");
    }

    void show(Pod pod, ContainerStatus status) {
        ContainerLine line = ContainerLine.of(status);
        head.removeAll();
        head.add(new H3(name), new Pill(line.state(), line.tone()));
        String image = Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(one -> one.getName().equals(name)).map(Container::getImage).findFirst().orElse("");
        facts.removeAll();
        facts.add(new Span(image), new Span(getTranslation("pod.restarts", status.getRestartCount())));
        message.setText(line.message());
        message.setVisible(!line.message().isEmpty());
        boolean runs = status.getState() != null && status.getState().getRunning() != null;
        if (runs && terminal == null) {
            terminal = offered.get();
            add(terminal);
        } else if (!runs && terminal != null) {
            remove(terminal);
            terminal = null;
        }
    }
}
