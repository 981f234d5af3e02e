package dev.marina.console.learn;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeader;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.Locale;

/// What was reached in an exam, goal by goal, with what was there at the end and which change decided it.
final class ResultTable extends Div {

    ResultTable(ExamResult result, Locale language) {
        addClassNames("wide", "matrix");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("exam.result"));
        NativeTable table = new NativeTable();
        NativeTableRow names = new NativeTableRow();
        for (String key : new String[] {"exam.column.task", "exam.column.goal", "exam.column.state", "exam.column.points", "exam.column.sees",
                "exam.column.decided"}) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(getTranslation(key));
            cell.getElement().setAttribute("scope", "col");
            names.add(cell);
        }
        table.add(new NativeTableHeader(names));
        NativeTableBody body = new NativeTableBody();
        result.tasks().forEach(task -> task.goals().forEach(goal -> body.add(row(task, goal, language))));
        table.add(body);
        add(table);
    }

    private NativeTableRow row(ExamResult.Task task, ExamResult.Goal goal, Locale language) {
        NativeTableRow row = new NativeTableRow();
        row.add(new NativeTableCell(task.title().in(language)), new NativeTableCell(goal.title().in(language)),
                new NativeTableCell((goal.state() == Run.State.MET ? "✓ " : "○ ") + getTranslation("learn.goal." + goal.state().css())),
                new NativeTableCell(getTranslation("learn.points", goal.earned(), goal.points())), new NativeTableCell(goal.sees().in(language)),
                new NativeTableCell(goal.decided()));
        return row;
    }
}
