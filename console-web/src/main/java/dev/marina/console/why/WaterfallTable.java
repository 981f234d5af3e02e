package dev.marina.console.why;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.cluster.ClusterRef;
import java.util.List;
import java.util.Locale;

/// The chain as bars on one line of time. Every bar's figures stand beside it.
public final class WaterfallTable extends Div {

    public WaterfallTable(Waterfall waterfall, ClusterRef cluster) {
        addClassName("wide");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("why.in-time"));
        NativeTable table = new NativeTable();
        table.addClassName("waterfall");
        table.setCaptionText(getTranslation("why.in-time.caption", StepWords.duration(waterfall.whole())));
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of(getTranslation("why.step"), getTranslation("why.since"), getTranslation("why.took"), getTranslation("why.bar"))) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        waterfall.bars().forEach(bar -> table.getBody().addRow().add(step(bar, cluster), new NativeTableCell("+" + StepWords.duration(bar.since())),
                new NativeTableCell(bar.took().isZero() ? "–" : StepWords.duration(bar.took())), bar(bar)));
        add(table);
    }

    private NativeTableCell step(Waterfall.Bar bar, ClusterRef cluster) {
        NativeTableCell cell = new NativeTableCell();
        if (!bar.step().hidden()) {
            Span actor = new Span("%s %s ".formatted(StepWords.actor(this, bar.step().actor()), StepWords.verb(this, bar.step().verb())));
            cell.add(actor);
        }
        cell.add(StepWords.object(this, bar.step(), cluster));
        return cell;
    }

    private static NativeTableCell bar(Waterfall.Bar bar) {
        Div drawn = new Div();
        drawn.addClassName("bar");
        drawn.getStyle().set("margin-inline-start", percent(bar.start())).set("width", "max(3px, %s)".formatted(percent(bar.width())));
        NativeTableCell cell = new NativeTableCell(drawn);
        cell.addClassName("track");
        return cell;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", Math.clamp(value, 0, 100));
    }
}
