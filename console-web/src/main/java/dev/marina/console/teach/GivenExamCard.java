package dev.marina.console.teach;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import dev.marina.console.rest.ClassExams.Attempt;
import dev.marina.console.rest.ClassExams.Given;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// One exam of a class, with the attempts at it.
final class GivenExamCard extends Div {

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    GivenExamCard(String tenant, String taught, Given given, List<Attempt> attempts, Runnable remove) {
        addClassNames("card", "wide", "matrix");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", given.exam());
        Anchor export = new Anchor("/exam-grades/%s/%s/%s".formatted(tenant, taught, given.id()), getTranslation("classes.export"));
        export.setRouterIgnore(true);
        export.addClassName("small-button");
        Button back = new Button(getTranslation("exam.take-back"));
        back.setAriaLabel(getTranslation("exam.take-back") + " " + given.exam());
        back.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_SMALL);
        back.addClickListener(_ -> askRemove(back, remove));
        Div facts = new Div(new Span(getTranslation("classes.state." + given.state())),
                new Span(getTranslation("exam.times", TIME.format(given.opens()), TIME.format(given.closes()))),
                new Span(getTranslation("exam.minutes", given.minutes())), new Span(getTranslation("exam.attempts.most", given.attempts())));
        facts.addClassName("facts");
        add(new H3(given.exam()), facts, export, back);
        getElement().appendChild(table(attempts));
    }

    private void askRemove(Button from, Runnable remove) {
        ConfirmDialog dialog = new ConfirmDialog(getTranslation("exam.take-back"), getTranslation("exam.take-back.text"), getTranslation("exam.take-back"),
                _ -> remove.run());
        dialog.setCancelable(true);
        dialog.setCancelText(getTranslation("cancel"));
        dialog.addCancelListener(_ -> from.focus());
        dialog.open();
    }

    private Element table(List<Attempt> attempts) {
        Element head = new Element("tr");
        for (String key : List.of("classes.learner", "exam.column.attempt", "exam.column.state", "exam.column.started", "exam.result")) {
            head.appendChild(new Element("th").setAttribute("scope", "col").setText(getTranslation(key)));
        }
        Element body = new Element("tbody");
        attempts.forEach(one -> body.appendChild(new Element("tr").appendChild(
                new Element("th").setAttribute("scope", "row").setText(one.learner().isEmpty() ? getTranslation("exam.left-class") : one.learner()),
                new Element("td").setText(Integer.toString(one.number())), new Element("td").setText(getTranslation("exam.phase." + one.state())),
                new Element("td").setText(TIME.format(one.started())),
                new Element("td").setAttribute("class", one.passed() ? "good" : "").setText(result(one)))));
        return new Element("table").appendChild(new Element("caption").setText(getTranslation("exam.attempts.title")), new Element("thead").appendChild(head),
                body);
    }

    private String result(Attempt one) {
        return one.percent().map(percent -> getTranslation(one.passed() ? "exam.percent.passed" : "exam.percent.failed", percent)).orElse("–");
    }
}
