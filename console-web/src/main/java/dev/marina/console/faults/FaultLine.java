package dev.marina.console.faults;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import java.util.function.Consumer;

/// One fault: how far it is, what was expected and seen, and the way back. It stays the same line while what it says changes.
final class FaultLine extends NativeTableRow {

    private final NativeTableCell what = new NativeTableCell();
    private final NativeTableCell nodes = new NativeTableCell();
    private final NativeTableCell phase = new NativeTableCell();
    private final NativeTableCell seen = new NativeTableCell();
    private final Button undo = new Button(getTranslation("break.undo"));
    private final Button remove = new Button(getTranslation("break.remove"));
    private final Guarded guardedUndo = new Guarded(undo);
    private final Guarded guardedRemove = new Guarded(remove);
    private Broken shown;

    FaultLine(Broken fault, Consumer<Broken> undoing, Consumer<Broken> removing) {
        undo.addThemeVariants(ButtonVariant.LUMO_SMALL);
        undo.setEnabled(false);
        undo.setAriaLabel(getTranslation("break.undo.of", fault.name()));
        undo.getElement().setAttribute("title", "kubectl patch fault %s --type merge -p '{\"spec\":{\"undone\":true}}'".formatted(fault.name()));
        undo.addClickListener(_ -> undoing.accept(shown));
        remove.addThemeVariants(ButtonVariant.LUMO_SMALL);
        remove.setEnabled(false);
        remove.setAriaLabel(getTranslation("break.remove.of", fault.name()));
        remove.getElement().setAttribute("title", "kubectl delete fault " + fault.name());
        remove.addClickListener(_ -> removing.accept(shown));
        add(what, nodes, phase, seen, new NativeTableCell(guardedUndo, guardedRemove));
        show(fault);
    }

    Guarded guardedUndo() {
        return guardedUndo;
    }

    Guarded guardedRemove() {
        return guardedRemove;
    }

    void show(Broken fault) {
        if (fault.equals(shown)) {
            return;
        }
        shown = fault;
        what.removeAll();
        what.add(new Div(new Span(getTranslation("break.case." + fault.type()))), new Div(new Span(fault.name())));
        nodes.setText(fault.of());
        phase.removeAll();
        String word = fault.phase().isEmpty() ? "Starting" : fault.phase();
        phase.add(new Pill(getTranslation("break.phase." + word), tone(word)));
        if (fault.lasts() && !fault.until().isEmpty()) {
            phase.add(new Div(new Span(getTranslation("break.until", fault.until()))));
        }
        seen.removeAll();
        if (fault.seen().isEmpty()) {
            seen.setText(getTranslation("break.nothing-yet"));
        } else {
            seen.add(new Div(new Span(getTranslation("break.sign." + fault.seen()))));
            if (!fault.expected().isEmpty()) {
                seen.add(new Pill(getTranslation(fault.right() ? "break.right" : "break.wrong"), fault.right() ? Tone.GOOD : Tone.BAD),
                        new Div(new Span(getTranslation("break.you-said", getTranslation("break.sign." + fault.expected())))));
            }
        }
        guardedUndo.possible(fault.lasts());
        guardedRemove.possible(!fault.lasts());
    }

    private static Tone tone(String phase) {
        return switch (phase) {
            case "Active" -> Tone.BAD;
            case "Ended" -> Tone.GOOD;
            default -> Tone.BUSY;
        };
    }
}
