package dev.marina.console.teach;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.ClassExams;
import dev.marina.console.rest.ClassExams.Joined;
import dev.marina.console.rest.ClassExams.OwnAttempt;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.MainLayout;
import java.util.List;

/// The exams of a class for who attends it: which may be begun, and the person's own attempts.
@Route(value = "classes/:id/exams", layout = MainLayout.class)
public class JoinedExamsView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final Span refusal = new Span();
    private final Div list = new Div();
    private String id;

    public JoinedExamsView() {
        addClassName("page");
        refusal.addClassName("notice");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
        list.addClassName("cards");
        Div title = new Div(new H2(getTranslation("exam.list")));
        title.addClassName("title-row");
        add(title, new Paragraph(getTranslation("exam.joined.text")), refusal, list);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        id = event.getRouteParameters().get("id").orElse("");
        ClassExams exams = Console.current().tenancy().exams();
        Person person = MainLayout.requirePerson();
        Attempt.of(event.getUI(), () -> exams.joined(person, id), this::show, this::say);
    }

    private void show(List<Joined> all) {
        list.removeAll();
        if (all.isEmpty()) {
            list.add(new Paragraph(getTranslation("exam.none")));
        }
        all.forEach(one -> list.add(card(one)));
    }

    private Div card(Joined one) {
        Div facts = new Div(new Span(getTranslation("classes.state." + one.exam().state())),
                new Span(getTranslation("exam.times", GivenExamCard.TIME.format(one.exam().opens()), GivenExamCard.TIME.format(one.exam().closes()))),
                new Span(getTranslation("exam.minutes", one.exam().minutes())), new Span(getTranslation("exam.attempts.most", one.exam().attempts())));
        facts.addClassName("facts");
        UnorderedList own = new UnorderedList();
        one.own().forEach(attempt -> own.add(item(attempt)));
        Div card = new Div(new H3(one.exam().exam()), facts, own);
        card.addClassName("card");
        boolean running = one.own().stream().anyMatch(attempt -> attempt.attempt().state().equals("Running"));
        if (one.exam().state().equals("Open") && !running && one.own().size() < one.exam().attempts()) {
            Button begin = new Button(getTranslation("exam.begin"));
            begin.setAriaLabel(getTranslation("exam.begin.of", one.exam().exam()));
            begin.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
            begin.addClickListener(_ -> askBegin(one, begin));
            card.add(begin);
        }
        return card;
    }

    private ListItem item(OwnAttempt own) {
        String result = own.attempt().percent()
                .map(percent -> getTranslation(own.attempt().passed() ? "exam.percent.passed" : "exam.percent.failed", percent)).orElse("");
        return new ListItem(new Anchor("/clusters/%s/%s/learn/exams/%s".formatted(own.tenant(), own.cluster(), own.run()),
                getTranslation("exam.attempt", own.attempt().number())), new Span(" " + getTranslation("exam.phase." + own.attempt().state()) + " " + result));
    }

    private void askBegin(Joined one, Button from) {
        ConfirmDialog dialog = new ConfirmDialog(getTranslation("exam.begin"), getTranslation("exam.begin.text", one.exam().minutes()),
                getTranslation("exam.begin"), _ -> begin(one));
        dialog.setCancelable(true);
        dialog.setCancelText(getTranslation("cancel"));
        dialog.addCancelListener(_ -> from.focus());
        dialog.open();
    }

    private void begin(Joined one) {
        ClassExams exams = Console.current().tenancy().exams();
        Person person = MainLayout.requirePerson();
        UI ui = UI.getCurrent();
        refusal.setVisible(false);
        Attempt.of(ui, () -> exams.begin(person, id, one.exam().id()),
                own -> ui.navigate("clusters/%s/%s/learn/exams/%s".formatted(own.tenant(), own.cluster(), own.run())), this::say);
    }

    private void say(String text) {
        refusal.setText(text);
        refusal.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return getTranslation("exam.list") + " · Marina";
    }
}
