package dev.marina.console.course;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.why.DifferenceTable;
import dev.marina.console.why.FieldChange;
import java.util.List;
import java.util.Locale;

/// What a write passed in the server: each station with the time it took, what it said, and what it made of the object.
final class PassedTable extends Div {

    PassedTable(JsonNode stages) {
        addClassName("wide");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("course.request"));
        NativeTable table = new NativeTable();
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of("course.station", "course.took", "course.said")) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(getTranslation(title));
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        stages.forEach(stage -> table.getBody().addRow().add(name(stage), took(stage), said(stage)));
        add(table);
    }

    private NativeTableCell name(JsonNode stage) {
        String words = getTranslation("course.stage." + stage.path("stage").asText());
        String name = stage.path("name").asText();
        return new NativeTableCell(name.isEmpty() ? words : words + ": " + name);
    }

    private static NativeTableCell took(JsonNode stage) {
        NativeTableCell cell = new NativeTableCell(String.format(Locale.ROOT, "%.3f ms", stage.path("micros").asLong() / 1000.0));
        cell.addClassName("figure");
        return cell;
    }

    private NativeTableCell said(JsonNode stage) {
        NativeTableCell cell = new NativeTableCell(new Span(stage.path("message").asText()));
        List<FieldChange> changes = FieldChange.told(stage.path("difference"));
        if (!changes.isEmpty()) {
            cell.add(new NativeDetails(getTranslation("why.difference.fields", changes.size()), new DifferenceTable(changes)));
        }
        return cell;
    }
}
