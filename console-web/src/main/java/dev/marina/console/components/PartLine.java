package dev.marina.console.components;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import java.util.function.BiConsumer;

/// One part: whether it works, what waits for it, and the switch.
final class PartLine extends NativeTableRow {

    private final Part part;
    private final NativeTableCell state = new NativeTableCell();
    private final NativeTableCell waits = new NativeTableCell();
    private final Button button = new Button();
    private final Guarded guarded = new Guarded(button);
    private boolean off;

    /// @param change is told the part, and whether it is to be off
    PartLine(Part part, ClusterRef cluster, BiConsumer<Part, Boolean> change) {
        this.part = part;
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        button.addClickListener(_ -> change.accept(part, !off));
        Span stops = new Span(getTranslation(part.words() + ".stops"));
        Span goesOn = new Span(getTranslation(part.words() + ".goes-on"));
        goesOn.addClassName("goes-on");
        NativeTableCell name = new NativeTableCell(part.ofNodes()
                ? new Span(part.name())
                : new Anchor(cluster.path() + "/debugger?controller=" + part.name(), part.name()));
        add(name, state, waits, new NativeTableCell(new Div(stops), new Div(goesOn)), new NativeTableCell(guarded));
        show(false);
    }

    Guarded guarded() {
        return guarded;
    }

    /// A controller or the scheduler, as its object says.
    void queue(String phase, String queued, String next) {
        show(phase.equals("Paused"));
        if (phase.equals("AtBreakpoint")) {
            pill("components.at-breakpoint", Tone.BUSY);
        }
        waits.setText(phase.equals("Running") ? "" : getTranslation(next.isEmpty() ? "components.queue" : "components.queue.next", queued, next));
    }

    /// Of nodes: what is wanted of them, and what they say.
    void nodes(boolean wantedOff, NodesSeen seen) {
        show(wantedOff);
        nodes(seen);
    }

    void nodes(NodesSeen seen) {
        if (part.ofNodes()) {
            int resting = seen.resting().getOrDefault(part.name(), 0);
            waits.setText(off || resting > 0 ? getTranslation("components.nodes", resting, seen.nodes()) : "");
        }
    }

    private void show(boolean nowOff) {
        off = nowOff;
        pill(off ? "components.off" : "components.on", off ? Tone.BAD : Tone.GOOD);
        button.setText(getTranslation(off ? "components.switch-on" : "components.switch-off"));
        button.setAriaLabel(getTranslation(off ? "components.switch-on.of" : "components.switch-off.of", part.name()));
        button.getElement().setAttribute("title", part.kubectl(!off));
    }

    private void pill(String key, Tone tone) {
        state.removeAll();
        state.add(new Pill(getTranslation(key), tone));
    }
}
