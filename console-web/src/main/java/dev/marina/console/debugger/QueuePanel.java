package dev.marina.console.debugger;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.H5;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.debugger.DebuggerView.Change;
import dev.marina.console.debugger.DebuggerView.Guard;
import dev.marina.console.debugger.Steering.Breakpoint;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import java.util.List;
import java.util.function.Consumer;

/// One controller: what waits before it, with causes, how fast it goes, and before which objects it stops.
final class QueuePanel extends Div {

    /// Milliseconds from one item to the next that are offered; 0 is full speed.
    private static final List<Integer> DELAYS = List.of(0, 1_000, 5_000);

    private final Guard guard;
    private final Change change;
    private final H4 title = new H4();
    private final Paragraph count = new Paragraph();
    private final OrderedList queue = new OrderedList();
    private final Paragraph speed = new Paragraph();
    private final List<Guarded> speeds = DELAYS.stream().map(this::delay).toList();
    private final UnorderedList stops = new UnorderedList();
    private final TextField kind = new TextField(getTranslation("debugger.kind"));
    private final TextField namespace = new TextField(getTranslation("column.namespace"));
    private final TextField name = new TextField(getTranslation("column.name"));
    private final Guarded adding;
    private List<Breakpoint> breakpoints = List.of();
    private About about;
    private boolean reading;
    private boolean again;

    private record About(UI ui, ClusterApi api, String controller, Consumer<String> failed) {}

    private record Seen(JsonNode controller, JsonNode queue) {}

    QueuePanel(Guard guard, Change change) {
        this.guard = guard;
        this.change = change;
        addClassNames("card", "queue-panel");
        getElement().setAttribute("aria-live", "polite");
        Button add = new Button(getTranslation("debugger.stop-before"), _ -> add());
        add.addThemeVariants(ButtonVariant.LUMO_SMALL);
        add.setEnabled(false);
        adding = new Guarded(add);
        Div form = new Div(kind, namespace, name, adding);
        form.addClassName("add-member");
        queue.addClassName("chain");
        Div choices = new Div();
        choices.addClassName("title-actions");
        speeds.forEach(choices::add);
        add(title, count, queue, new H5(getTranslation("debugger.speed")), speed, choices, new H5(getTranslation("debugger.breakpoints")), stops,
                new Paragraph(getTranslation("debugger.breakpoints.text")), form);
        setVisible(false);
    }

    /// @param controller "" for none
    void about(UI ui, ClusterApi api, String controller, Consumer<String> failed) {
        about = new About(ui, api, controller, failed);
        breakpoints = List.of();
        stops.removeAll();
        guard.of(adding, Steering.HOLDING);
        speeds.forEach(each -> guard.of(each, Steering.HOLDING));
        setVisible(!controller.isEmpty());
        title.setText(getTranslation("debugger.queue", controller));
        refresh();
    }

    /// Reads anew; where it is being read, once more afterwards.
    void refresh() {
        if (about == null || about.controller().isEmpty()) {
            return;
        }
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        again = false;
        About asked = about;
        String path = Steering.CONTROLLERS + "/" + asked.controller();
        Attempt.of(asked.ui(), () -> new Seen(asked.api().read(path), asked.api().read(path + "/queue")), seen -> {
            reading = false;
            if (asked == about) {
                show(seen);
            }
            if (again || asked != about) {
                refresh();
            }
        }, reason -> {
            reading = false;
            asked.failed().accept(reason);
        });
    }

    private void show(Seen seen) {
        int all = seen.queue().path("count").asInt();
        count.setText(getTranslation(seen.queue().path("incomplete").asBoolean() ? "debugger.count.incomplete" : "debugger.count", all));
        queue.removeAll();
        seen.queue().path("items").forEach(item -> {
            String where = item.path("namespace").asText();
            Span object = new Span("%s %s".formatted(item.path("kind").asText(),
                    where.isEmpty() ? item.path("name").asText() : where + "/" + item.path("name").asText()));
            Span cause = new Span(cause(item.path("cause").asText()));
            cause.addClassName("step-cause");
            Div line = new Div(object, cause);
            line.addClassName("step-line");
            queue.add(new ListItem(line));
        });
        JsonNode by = seen.controller().at("/status/slowedBy/0");
        speed.setText(by.isMissingNode()
                ? speed(seen.controller().path("spec").path("delayMillis").asInt())
                : getTranslation("debugger.speed.fault", by.path("delayMillis").asInt() / 1000.0, by.path("fault").asText(), by.path("until").asText()));
        List<Breakpoint> now = Steering.breakpoints(seen.controller());
        if (!now.equals(breakpoints)) {
            breakpoints = now;
            stops.removeAll();
            breakpoints.forEach(each -> stops.add(new ListItem(new Span(each.text()), removal(each))));
        }
    }

    private String cause(String cause) {
        int slash = cause.indexOf('/');
        String rest = slash < 0 ? cause : cause.substring(slash + 1);
        return switch (slash < 0 ? "" : cause.substring(0, slash)) {
            case "change" -> getTranslation("debugger.cause.change", rest);
            case "request" -> getTranslation("why.cause.request");
            case "clock" -> getTranslation("why.cause.clock");
            default -> rest;
        };
    }

    private Guarded delay(int millis) {
        Button button = new Button(speed(millis), _ -> patch(Steering.delayed(millis)));
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        return new Guarded(button);
    }

    private String speed(int millis) {
        return millis == 0 ? getTranslation("debugger.speed.full") : getTranslation("debugger.speed.slow", millis / 1000.0);
    }

    private Guarded removal(Breakpoint breakpoint) {
        Button remove = new Button(getTranslation("members.remove"), _ -> patch(Steering.without(breakpoints, breakpoint)));
        remove.setAriaLabel(getTranslation("debugger.remove", breakpoint.text()));
        remove.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        remove.setEnabled(false);
        Guarded guarded = new Guarded(remove);
        guard.of(guarded, Steering.HOLDING);
        return guarded;
    }

    private void add() {
        Breakpoint wanted = new Breakpoint(kind.getValue().trim(), namespace.getValue().trim(), name.getValue().trim());
        kind.setInvalid(wanted.empty());
        kind.setErrorMessage(getTranslation("debugger.breakpoint.empty"));
        if (!wanted.empty()) {
            patch(Steering.with(breakpoints, wanted));
            List.of(kind, namespace, name).forEach(TextField::clear);
        }
    }

    private void patch(String document) {
        change.make("PATCH", Steering.CONTROLLERS + "/" + about.controller(), Steering.MERGE, document);
    }
}
