package dev.marina.console.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import dev.marina.console.rest.History;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Objects of one type as they were, page by page.
final class PastList extends Div {

    private final BiConsumer<String, String> open;
    private final NativeTable table = new NativeTable();
    private final Paragraph none = new Paragraph(getTranslation("history.none"));
    private final Button more = new Button(getTranslation("history.more"));
    private final Consumer<String> further;
    private String next = "";

    /// @param open is told namespace and name of the one to open
    /// @param further is asked for the page of this token
    PastList(BiConsumer<String, String> open, Consumer<String> further) {
        this.open = open;
        this.further = further;
        addClassName("wide");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("history.list"));
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of(getTranslation("column.name"), getTranslation("column.namespace"), getTranslation("column.status"),
                getTranslation("history.created"))) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        more.addThemeVariants(ButtonVariant.LUMO_SMALL);
        more.addClickListener(_ -> this.further.accept(next));
        add(table, none, more);
        clear();
    }

    void clear() {
        table.getBody().removeAll();
        table.setVisible(false);
        none.setVisible(false);
        more.setVisible(false);
    }

    void show(History.Page page) {
        clear();
        add(page);
    }

    void add(History.Page page) {
        page.items().forEach(object -> table.getBody().add(row(object)));
        next = page.next();
        more.setVisible(!next.isEmpty());
        boolean empty = table.getBody().getChildren().findAny().isEmpty();
        table.setVisible(!empty);
        // A page may have nothing as long as it names the next.
        none.setVisible(empty && next.isEmpty());
    }

    private NativeTableRow row(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        String namespace = metadata.path("namespace").asText();
        String name = metadata.path("name").asText();
        Button button = new Button(name, _ -> open.accept(namespace, name));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        NativeTableRow row = new NativeTableRow();
        row.add(new NativeTableCell(button), new NativeTableCell(namespace), new NativeTableCell(status(object)),
                new NativeTableCell(metadata.path("creationTimestamp").asText()));
        return row;
    }

    /// What most kinds say of themselves in a word or a number.
    private static String status(JsonNode object) {
        JsonNode status = object.path("status");
        if (status.has("phase")) {
            return status.path("phase").asText();
        }
        return object.path("spec").has("replicas") ? "%d/%d".formatted(status.path("readyReplicas").asInt(), object.path("spec").path("replicas").asInt()) : "";
    }
}
