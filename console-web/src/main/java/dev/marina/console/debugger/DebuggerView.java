package dev.marina.console.debugger;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.cluster.Rights;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.RowStatus;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import dev.marina.console.shell.Refusal;
import dev.marina.console.shell.TitledTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Controllers and scheduler of the cluster as they work, each to be paused, stepped and stopped before an object; and the cluster's clock.
@Route(value = ClusterRef.ROUTE + "/debugger", layout = ClusterLayout.class)
public class DebuggerView extends ClusterPage {

    private final FeedPill state = new FeedPill();
    private final Refusal refusal = new Refusal();
    private final ClockCard clock = new ClockCard(this::guard, this::change);
    private final TitledTable table = new TitledTable("debugger.controllers",
            List.of("column.name", "debugger.phase", "debugger.queued", "debugger.next", "debugger.ways"));
    private final QueuePanel panel = new QueuePanel(this::guard, this::change);
    /// A row keeps its controls while what it says changes.
    private final Map<String, Line> lines = new HashMap<>();
    private final Rights rights = new Rights();
    private Rows latest;
    private String chosen = "";

    public DebuggerView() {
        Div head = new Div(new H3(getTranslation("nav.debugger")), state);
        head.addClassName("live-title");
        Div card = new Div(head, new Paragraph(getTranslation("debugger.text")), refusal, clock, table, panel);
        card.addClassNames("live", "debugger");
        add(card);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        chosen = event.getLocation().getQueryParameters().getSingleParameter("controller").orElse("");
    }

    @Override
    protected void start() {
        rights.forget();
        refusal.setVisible(false);
        follow(Steering.CONTROLLERS, "", this::show);
        // The clock says little in its row: it is read when that changes.
        follow("/apis/marina.dev/v1/clocks", "", seen -> {
            if (seen.listed()) {
                clock.read(ui(), api(), this::failed);
            }
        });
        clock.guard();
        panel.about(ui(), api(), chosen, this::failed);
    }

    private void show(Rows seen) {
        latest = seen;
        state.show(seen.state());
        if (seen.state() instanceof FeedState.Refused refused) {
            failed(getTranslation("live.denied", refused.reason()));
        }
        lines.keySet().removeIf(name -> {
            boolean gone = seen.rows().stream().noneMatch(row -> row.name().equals(name));
            if (gone) {
                table.body().remove(lines.get(name));
            }
            return gone;
        });
        seen.rows().forEach(row -> lines.computeIfAbsent(row.name(), name -> {
            Line line = new Line(name);
            table.body().add(line);
            return line;
        }).show(row));
        panel.refresh();
    }

    private void choose(String controller) {
        chosen = controller;
        panel.about(ui(), api(), controller, this::failed);
    }

    private void guard(Guarded control, Permission needed) {
        rights.guardKnown(ui(), api(), control, needed, this::failed);
    }

    /// @param type of the document
    private void change(String method, String path, String type, String document) {
        refusal.setVisible(false);
        ClusterApi api = api();
        Attempt.of(ui(), () -> api.write(method, path, type, document), _ -> panel.refresh(), this::failed);
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }

    @Override
    protected String titleKey() {
        return "nav.debugger";
    }

    /// A control that needs a right.
    @FunctionalInterface
    interface Guard {
        void of(Guarded control, Permission needed);
    }

    /// A request that changes something.
    @FunctionalInterface
    interface Change {
        void make(String method, String path, String type, String document);
    }

    private final class Line extends NativeTableRow {
        private final NativeTableCell phase = new NativeTableCell();
        private final NativeTableCell queued = new NativeTableCell();
        private final NativeTableCell next = new NativeTableCell();
        private final Button pause;
        private final Button step;
        private boolean paused;

        Line(String name) {
            String path = Steering.CONTROLLERS + "/" + name;
            Button open = new Button(name, _ -> choose(name));
            open.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
            open.setAriaLabel(getTranslation("debugger.open", name));
            pause = button("debugger.pause", () -> change("PATCH", path, Steering.MERGE, Steering.paused(!paused)));
            step = button("debugger.step", () -> change("POST", path + "/step", "application/json", Steering.step(1)));
            step.setAriaLabel(getTranslation("debugger.step.of", name));
            Div ways = new Div(guarded(pause, Steering.HOLDING), guarded(step, Steering.STEPPING));
            ways.addClassName("title-actions");
            add(new NativeTableCell(open), phase, queued, next, new NativeTableCell(ways));
        }

        private static Button button(String key, Runnable act) {
            Button button = new Button();
            button.setText(button.getTranslation(key));
            button.addClickListener(_ -> act.run());
            button.addThemeVariants(ButtonVariant.LUMO_SMALL);
            button.setEnabled(false);
            return button;
        }

        private Component guarded(Button button, Permission needed) {
            Guarded guarded = new Guarded(button);
            guard(guarded, needed);
            return guarded;
        }

        void show(Row row) {
            String now = cell(row, "Phase");
            paused = now.equals("Paused");
            phase.removeAll();
            phase.add(new Pill(words(now), now.equals("Running") ? Tone.GOOD : Tone.BUSY));
            queued.setText(cell(row, "Queued"));
            next.setText(cell(row, "Next"));
            pause.setText(getTranslation(paused ? "debugger.resume" : "debugger.pause"));
            pause.setAriaLabel(getTranslation(paused ? "debugger.resume.of" : "debugger.pause.of", row.name()));
            step.setVisible(!now.equals("Running"));
        }

        private String words(String now) {
            return switch (now) {
                case "Paused" -> getTranslation("debugger.phase.paused");
                case "AtBreakpoint" -> getTranslation("debugger.phase.at-breakpoint");
                case "Slowed" -> getTranslation("debugger.phase.slowed");
                default -> getTranslation("debugger.phase.running");
            };
        }

        private String cell(Row row, String column) {
            return RowStatus.cell(latest.columns(), row, column).orElse("");
        }
    }
}
