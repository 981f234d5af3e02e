package dev.marina.console.pools;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.kube.Tone;
import dev.marina.console.rest.NodePools.Pool;
import dev.marina.console.rest.NodePools.Wish;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import java.util.List;
import java.util.function.Consumer;

/// One pool: what it is, what is wanted of it, and how its nodes are.
final class PoolLine extends NativeTableRow {

    private final NativeTableCell size = new NativeTableCell();
    private final NativeTableCell nodes = new NativeTableCell();
    private final NativeTableCell marks = new NativeTableCell();
    private final NativeTableCell repair = new NativeTableCell();
    private final NativeTableCell state = new NativeTableCell();
    private final List<Guarded> guarded;
    private final Consumer<Guarded> right;
    private Pool shown;

    /// @param right decides who may press what changes something
    PoolLine(Pool pool, Consumer<Guarded> right, Consumer<Pool> edited, Consumer<Pool> deleted) {
        this.right = right;
        Button edit = button("pools.edit", pool);
        edit.addClickListener(_ -> edited.accept(shown));
        Button delete = button("delete", pool);
        delete.addThemeVariants(ButtonVariant.LUMO_ERROR);
        delete.addClickListener(_ -> deleted.accept(shown));
        guarded = List.of(new Guarded(edit), new Guarded(delete));
        Div actions = new Div();
        guarded.forEach(actions::add);
        actions.addClassName("line-actions");
        add(new NativeTableCell(pool.name()), size, nodes, marks, repair, state, new NativeTableCell(actions));
    }

    private Button button(String key, Pool pool) {
        Button button = new Button(getTranslation(key));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        button.setAriaLabel(getTranslation(key) + " " + pool.name());
        return button;
    }

    void show(Pool pool) {
        guarded.forEach(right);
        if (pool.equals(shown)) {
            return;
        }
        shown = pool;
        Wish wish = pool.wish();
        of(size, new Span(pool.size().isEmpty() ? "–" : pool.size()), said(getTranslation("pools.each", pool.cpu(), pool.memory())),
                said(wish.runtime()), said(getTranslation("pools.subnet.of", wish.subnet())));
        of(nodes, new Span(getTranslation("pools.nodes", pool.ready(), Math.max(pool.total(), wish.nodes()))),
                said(wish.autoscaling() ? getTranslation("pools.scaled", wish.minNodes(), wish.maxNodes()) : getTranslation("pools.fixed", wish.nodes())));
        marks.removeAll();
        wish.labels().forEach((key, value) -> marks.add(chip(key + "=" + value)));
        wish.taints().forEach(taint -> marks.add(chip(taint)));
        repair.setText(wish.repairMinutes() == 0 ? getTranslation("pools.repair.never") : getTranslation("pools.repair.after", wish.repairMinutes()));
        of(state, new Pill(reason(pool.reason()), tone(pool.reason())), said(pool.message()));
        if (!pool.scaling().isEmpty()) {
            state.add(said(pool.scalingMessage().isEmpty() ? pool.scaling() : pool.scaling() + ": " + pool.scalingMessage()));
        }
    }

    private static void of(NativeTableCell cell, Component... parts) {
        cell.removeAll();
        cell.add(parts);
    }

    private String reason(String reason) {
        if (reason.isEmpty()) {
            return getTranslation("live.unknown");
        }
        String words = getTranslation("pools.reason." + reason);
        return words.startsWith("pools.reason.") ? reason : words;
    }

    private static Tone tone(String reason) {
        return switch (reason) {
            case "NodesReady" -> Tone.GOOD;
            case "NoMachine", "NoCluster", "RuntimeNotOffered" -> Tone.BAD;
            case "", "Suspended" -> Tone.QUIET;
            default -> Tone.BUSY;
        };
    }

    private static Span chip(String text) {
        Span chip = new Span(text);
        chip.addClassName("chip");
        return chip;
    }

    private static Span said(String text) {
        Span said = new Span(text);
        said.addClassName("said");
        return said;
    }
}
