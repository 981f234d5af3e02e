package dev.marina.console.cluster;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.function.SerializableFunction;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.LiveObjects;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Background;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledFuture;

/// A live list of objects: a title with their number, a filter, a table, and why it may be out of date.
final class LiveGrid<T extends HasMetadata> extends Div {

    private static final int MOST_ROWS_AT_ONCE = 100;
    private static final Duration AGES = Duration.ofSeconds(10);

    private final Grid<T> grid = new Grid<>();
    private final Span count = new Span();
    private final Span notice = new Span();
    private final TextField filter = new TextField();
    private final Comparator<T> order;
    private List<T> objects = List.of();
    private boolean listed;
    private ScheduledFuture<?> ageing;

    LiveGrid(String titleKey, Comparator<T> order) {
        this.order = order;
        addClassName("live");
        count.addClassName("count");
        notice.addClassName("notice");
        notice.setVisible(false);
        filter.setPlaceholder(getTranslation("live.filter"));
        filter.setAriaLabel(getTranslation("live.filter"));
        filter.setClearButtonVisible(true);
        filter.setValueChangeMode(ValueChangeMode.EAGER);
        filter.addValueChangeListener(_ -> refresh());
        Div title = new Div(new H3(getTranslation(titleKey)), count, filter);
        title.addClassName("live-title");
        grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_ROW_STRIPES, GridVariant.LUMO_COMPACT);
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.setEmptyStateText(getTranslation("loading"));
        add(title, notice, grid);
    }

    /// Ages grow also while nothing changes.
    @Override
    protected void onAttach(AttachEvent event) {
        UI ui = event.getUI();
        ageing = Background.repeat(AGES, () -> Background.show(ui, this::refresh));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        ageing.cancel(false);
    }

    static <T extends HasMetadata> Comparator<T> byName() {
        return Comparator.comparing((T object) -> String.valueOf(object.getMetadata().getNamespace())).thenComparing(object -> object.getMetadata().getName());
    }

    LiveGrid<T> text(String headerKey, SerializableFunction<T, String> value) {
        grid.addColumn(value::apply).setHeader(getTranslation(headerKey)).setAutoWidth(true).setResizable(true)
                .setTooltipGenerator(value::apply);
        return this;
    }

    LiveGrid<T> component(String headerKey, SerializableFunction<T, Component> value) {
        grid.addColumn(new ComponentRenderer<>(value)).setHeader(getTranslation(headerKey)).setAutoWidth(true).setResizable(true);
        return this;
    }

    LiveGrid<T> name() {
        return text("column.name", object -> object.getMetadata().getName());
    }

    LiveGrid<T> namespace() {
        return text("column.namespace", object -> object.getMetadata().getNamespace());
    }

    LiveGrid<T> age() {
        return text("column.age", object -> Age.of(object.getMetadata().getCreationTimestamp(), Instant.now()));
    }

    LiveGrid<T> yaml() {
        grid.addColumn(new ComponentRenderer<>(object -> {
            Button button = new Button("YAML", _ -> open(object));
            button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
            button.setAriaLabel("YAML " + object.getMetadata().getName());
            return button;
        })).setAutoWidth(true).setFlexGrow(0);
        return this;
    }

    private void open(T object) {
        Dialog dialog = new Dialog(getTranslation("yaml.title", object.getKind(), object.getMetadata().getName()));
        Pre text = new Pre(Yaml.of(object));
        text.addClassName("yaml");
        dialog.setWidth("min(900px, 95vw)");
        dialog.add(text);
        dialog.getFooter().add(new Button(getTranslation("close"), _ -> dialog.close()));
        dialog.open();
    }

    void show(LiveObjects.Seen<T> seen) {
        objects = seen.objects();
        listed = seen.listed();
        notice.setVisible(seen.failure().isPresent());
        seen.failure().ifPresent(failure -> notice.setText(getTranslation(listed ? "live.lost" : "live.denied", failure)));
        refresh();
    }

    /// Draws the rows anew, where something beside the objects has changed.
    void refresh() {
        String wanted = filter.getValue().toLowerCase(Locale.ROOT);
        List<T> shown = objects.stream().filter(object -> matches(object, wanted)).sorted(order).toList();
        count.setText(shown.size() == objects.size() ? Integer.toString(shown.size()) : "%d / %d".formatted(shown.size(), objects.size()));
        grid.setEmptyStateText(getTranslation(listed ? "live.none" : notice.isVisible() ? "live.unknown" : "loading"));
        // Few rows make a page, many scroll within the grid, which then renders only those in sight.
        grid.setAllRowsVisible(shown.size() <= MOST_ROWS_AT_ONCE);
        grid.setItems(shown);
        grid.recalculateColumnWidths();
    }

    private static boolean matches(HasMetadata object, String wanted) {
        return wanted.isEmpty() || (object.getMetadata().getNamespace() + "/" + object.getMetadata().getName()).contains(wanted);
    }
}
