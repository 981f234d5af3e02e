package dev.marina.console.kind;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.grid.dataview.GridListDataView;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.feed.Column;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.RowDiff;
import dev.marina.console.feed.Rows;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.Pill;
import dev.marina.console.why.StatusLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;

/// Live rows in a table: one that changes is drawn anew in its place, so that focus, order, widths and the place scrolled to stay.
final class RowGrid extends Div {

    private static final Duration AGES = Duration.ofSeconds(10);
    private static final String AGE = "Age";
    private static final Comparator<Row> NEWEST_FIRST = Comparator.comparing(Row::created, Comparator.nullsLast(Comparator.reverseOrder()));

    private final KindRef kind;
    private final Function<Row, String> link;
    private final Grid<Row> grid = new Grid<>();
    private final Span count = new Span();
    private final FeedPill state = new FeedPill();
    private final Span notice = new Span();
    private final List<Row> shown = new ArrayList<>();
    private final GridListDataView<Row> view;
    private Scope scope = new Scope("", "");
    private Rows latest;
    private List<Column> columns = List.of();
    private boolean namespaces;
    private ScheduledFuture<?> ageing;
    private Function<Row, Component> menu;

    /// @param link where a row's name leads
    RowGrid(KindRef kind, Function<Row, String> link) {
        this.kind = kind;
        this.link = link;
        count.addClassName("count");
        notice.addClassName("notice");
        notice.setVisible(false);
        grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_ROW_STRIPES, GridVariant.LUMO_COMPACT);
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.setMultiSort(false);
        grid.setEmptyStateText(getTranslation("loading"));
        grid.addClassName("rows");
        view = grid.setItems(shown);
        view.setIdentifierProvider(Row::uid);
        if (kind.plural().equals("events")) {
            // What happened last is what one looks for.
            view.setSortComparator((one, other) -> NEWEST_FIRST.compare(one, other));
        }
        add(notice, grid);
    }

    /// A control at the end of each row.
    void menu(Function<Row, Component> made) {
        menu = made;
    }

    Span count() {
        return count;
    }

    FeedPill state() {
        return state;
    }

    /// Ages grow also while nothing changes.
    @Override
    protected void onAttach(AttachEvent event) {
        UI ui = event.getUI();
        ageing = Background.repeat(AGES, () -> Background.show(ui, this::tick));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        ageing.cancel(false);
    }

    private void tick() {
        shown.forEach(view::refreshItem);
        if (latest != null) {
            state.show(latest.state());
        }
    }

    void narrow(Scope wanted) {
        scope = wanted;
        if (latest != null) {
            show(latest);
        }
    }

    void show(Rows rows) {
        latest = rows;
        boolean namespaced = scope.namespace().isEmpty() && rows.rows().stream().anyMatch(row -> !row.namespace().isEmpty());
        if (!rows.columns().isEmpty() && (!rows.columns().equals(columns) || namespaced && !namespaces)) {
            columns = rows.columns();
            namespaces = namespaced;
            head();
        }
        List<Row> wanted = rows.rows().stream().filter(scope::shows).toList();
        apply(RowDiff.between(shown, wanted));
        long all = rows.rows().size() + Math.max(rows.unseen(), 0);
        count.setText(shown.size() == all ? Long.toString(all) : "%d / %d".formatted(shown.size(), all));
        state.show(rows.state());
        notice(rows);
        grid.setEmptyStateText(getTranslation(rows.state() instanceof FeedState.Refused
                ? "live.unknown"
                : !rows.listed()
                        ? "loading"
                        : rows.rows().isEmpty() ? "live.none" : "live.none-match"));
    }

    private void apply(RowDiff diff) {
        for (Row row : diff.changed()) {
            for (int i = 0; i < shown.size(); i++) {
                if (shown.get(i).uid().equals(row.uid())) {
                    shown.set(i, row);
                    break;
                }
            }
        }
        if (diff.sameRows()) {
            diff.changed().forEach(view::refreshItem);
            return;
        }
        shown.removeIf(row -> diff.removed().contains(row.uid()));
        shown.addAll(diff.added());
        view.refreshAll();
    }

    private void notice(Rows rows) {
        String text = switch (rows.state()) {
            case FeedState.Refused refused -> getTranslation("live.denied", refused.reason());
            case FeedState.Stale stale -> getTranslation("live.lost", stale.reason());
            case FeedState.Loading _, FeedState.Live _, FeedState.Reconnecting _, FeedState.LoginOver _ ->
                rows.complete() ? "" : getTranslation("live.truncated", rows.rows().size(), rows.unseen());
        };
        notice.setText(text);
        notice.setVisible(!text.isEmpty());
    }

    private void head() {
        grid.removeAllColumns();
        grid.addColumn(new ComponentRenderer<>(row -> new Anchor(link.apply(row), row.name()))).setHeader(getTranslation("column.name"))
                .setComparator(Comparator.comparing(Row::name)).setAutoWidth(true).setResizable(true).setFlexGrow(2);
        if (namespaces) {
            grid.addColumn(Row::namespace).setHeader(getTranslation("column.namespace")).setComparator(Comparator.comparing(Row::namespace))
                    .setAutoWidth(true).setResizable(true);
        }
        Optional<KindExtras> extras = KindExtras.of(kind);
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.name().equals("Name") || column.priority() > 0) {
                continue;
            }
            column(column, i, extras);
        }
        if (menu != null) {
            grid.addColumn(new ComponentRenderer<>(menu::apply)).setHeader(getTranslation("column.actions")).setAutoWidth(true).setFlexGrow(0)
                    .setFrozenToEnd(true);
        }
    }

    private void column(Column column, int index, Optional<KindExtras> extras) {
        Function<Row, String> text = column.name().equals(AGE)
                ? row -> row.created() == null ? cell(row, index) : Age.of(Duration.between(row.created(), Instant.now()))
                : row -> cell(row, index);
        Grid.Column<Row> made = extras.filter(one -> one.toned().equals(column.name())).isPresent()
                ? grid.addColumn(
                        new ComponentRenderer<>(
                                row -> status(cell(row, index), extras.flatMap(one -> one.tone(new Cells(columns, row))).orElse(Tone.QUIET), row)))
                : column.name().equals("URL")
                        ? grid.addColumn(new ComponentRenderer<>(row -> address(text.apply(row))))
                        : grid.addColumn(text::apply).setTooltipGenerator(text::apply);
        made.setHeader(heading(column.name())).setAutoWidth(true).setResizable(true).setComparator(order(column, index));
    }

    /// A link to an address of the web, and to nothing else that a cell may say.
    private static Component address(String text) {
        return text.startsWith("https://") || text.startsWith("http://") ? ApplicationTab.outward(text) : new Span(text);
    }

    /// Of an event nobody asks why.
    private Component status(String text, Tone tone, Row row) {
        return kind.plural().equals("events") ? new Pill(text, tone) : new StatusLink(text, tone, row.name(), link.apply(row));
    }

    /// Column names are the API's; those that have a translation are shown in it.
    private String heading(String name) {
        String key = "column." + name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        String translated = getTranslation(key);
        return translated.equals(key) ? name : translated;
    }

    private static Comparator<Row> order(Column column, int index) {
        if (column.name().equals(AGE)) {
            return NEWEST_FIRST;
        }
        return column.number() ? Comparator.comparingDouble(row -> number(cell(row, index))) : Comparator.comparing(row -> cell(row, index));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return Double.NEGATIVE_INFINITY;
        }
    }

    private static String cell(Row row, int index) {
        return index < row.cells().size() ? row.cells().get(index) : "";
    }

    /// For tests: what is shown, in order.
    List<Row> rows() {
        return view.getItems().toList();
    }
}
