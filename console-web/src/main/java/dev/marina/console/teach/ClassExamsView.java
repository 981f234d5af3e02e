package dev.marina.console.teach;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.datetimepicker.DateTimePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.ClassExams;
import dev.marina.console.rest.ClassExams.Given;
import dev.marina.console.rest.ClassExams.Installed;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.MainLayout;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;

/// The exams that a class gives: which, until when, who writes them and what came of it; and where a teacher gives another.
@Route(value = "tenants/:tenant/classes/:id/exams", layout = MainLayout.class)
public class ClassExamsView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int USUAL_MINUTES = 60;

    private final Span refusal = new Span();
    private final Div list = new Div();
    private final Select<Installed> exam = new Select<>();
    private final DateTimePicker opens = new DateTimePicker(getTranslation("exam.opens"));
    private final DateTimePicker closes = new DateTimePicker(getTranslation("exam.closes"));
    private final IntegerField minutes = new IntegerField(getTranslation("exam.each"));
    private final IntegerField attempts = new IntegerField(getTranslation("exam.attempts"));
    private final Button give = new Button(getTranslation("exam.give"), _ -> give());
    private String tenant;
    private String id;
    private Map<Given, List<ClassExams.Attempt>> shown;
    private ScheduledFuture<?> watching;

    public ClassExamsView() {
        addClassName("page");
        refusal.addClassName("notice");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
        exam.setLabel(getTranslation("exam.title"));
        exam.setItemLabelGenerator(one -> one == null ? "" : one.title().in(getLocale()));
        exam.addValueChangeListener(chosen -> minutes.setValue(chosen.getValue() == null ? USUAL_MINUTES : chosen.getValue().minutes()));
        LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        opens.setValue(now);
        closes.setValue(now.plusHours(2));
        minutes.setValue(USUAL_MINUTES);
        attempts.setValue(1);
        give.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        // until it is known which there are
        give.setEnabled(false);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        tenant = event.getRouteParameters().get("tenant").orElse("");
        id = event.getRouteParameters().get("id").orElse("");
        shown = null;
        removeAll();
        Span slash = new Span("/");
        slash.addClassName("slash");
        Div title = new Div(new H2(new Anchor("/tenants/%s/classes/%s".formatted(tenant, id), getTranslation("classes.title")), slash,
                new Span(getTranslation("exam.list"))));
        title.addClassName("title-row");
        Div form = new Div(new H3(getTranslation("exam.give")), exam, opens, closes, minutes, attempts, give);
        form.addClassNames("card", "form");
        add(title, new Paragraph(getTranslation("exam.class.text")), refusal, list, form);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        ClassExams exams = Console.current().tenancy().exams();
        Person person = MainLayout.requirePerson();
        Attempt.of(event.getUI(), () -> exams.installed(person), all -> {
            exam.setItems(all);
            all.stream().findFirst().ifPresent(exam::setValue);
            give.setEnabled(!all.isEmpty());
        }, this::say);
        watching = Background.repeat(EVERY, Attempt.looking(event.getUI(), () -> seen(exams, person), this::show,
                outage -> say(getTranslation("live.lost", outage))));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        watching.cancel(false);
    }

    private Map<Given, List<ClassExams.Attempt>> seen(ClassExams exams, Person person) {
        Map<Given, List<ClassExams.Attempt>> seen = new LinkedHashMap<>();
        exams.list(person, tenant, id).forEach(one -> seen.put(one, exams.attempts(person, tenant, id, one.id())));
        return seen;
    }

    /// Only where something is another: who stands on a button keeps it under them.
    private void show(Map<Given, List<ClassExams.Attempt>> seen) {
        if (seen.equals(shown)) {
            return;
        }
        shown = seen;
        list.removeAll();
        if (seen.isEmpty()) {
            list.add(new Paragraph(getTranslation("exam.none")));
        }
        seen.forEach((given, all) -> list.add(new GivenExamCard(tenant, id, given, all, () -> remove(given))));
    }

    private void give() {
        if (exam.getValue() == null || opens.getValue() == null || closes.getValue() == null || minutes.getValue() == null || attempts.getValue() == null) {
            say(getTranslation("exam.incomplete"));
            return;
        }
        ClassExams exams = Console.current().tenancy().exams();
        Person person = MainLayout.requirePerson();
        String chosen = exam.getValue().id();
        var from = opens.getValue().toInstant(ZoneOffset.UTC);
        var until = closes.getValue().toInstant(ZoneOffset.UTC);
        int each = minutes.getValue();
        int often = attempts.getValue();
        refusal.setVisible(false);
        Attempt.of(UI.getCurrent(), () -> {
            exams.give(person, tenant, id, chosen, from, until, each, often);
            return seen(exams, person);
        }, this::show, this::say);
    }

    private void remove(Given given) {
        ClassExams exams = Console.current().tenancy().exams();
        Person person = MainLayout.requirePerson();
        Attempt.of(UI.getCurrent(), () -> {
            exams.remove(person, tenant, id, given.id());
            return seen(exams, person);
        }, this::show, this::say);
    }

    private void say(String text) {
        refusal.setText(text);
        refusal.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return "%s · %s · Marina".formatted(getTranslation("exam.list"), tenant);
    }
}
