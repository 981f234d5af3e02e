package dev.marina.console.teach;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.kube.Tone;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Classes;
import dev.marina.console.rest.Classes.Lab;
import dev.marina.console.rest.Classes.Taught;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Day;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.shell.Pill;
import java.util.List;
import java.util.Optional;

/// The classes of a tenant, for its owners.
@Route(value = "tenants/:tenant/classes", layout = MainLayout.class)
public class ClassesView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final Span refusal = new Span();
    private final Div list = new Div();
    private final ClassForm fields = new ClassForm();
    private final Button create = new Button(getTranslation("classes.create"), _ -> create());
    private final Div form = new Div();
    private String tenant;

    public ClassesView() {
        addClassName("page");
        refusal.addClassName("notice");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
        list.addClassName("cards");
        create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        form.addClassNames("card", "form");
        form.setVisible(false);
        form.add(new H3(getTranslation("classes.new")), fields, create);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        tenant = event.getRouteParameters().get("tenant").orElse("");
        removeAll();
        Span slash = new Span("/");
        slash.addClassName("slash");
        Div title = new Div(new H2(new Anchor("/clusters", tenant), slash, new Span(getTranslation("classes.title"))));
        title.addClassName("title-row");
        add(title, new Paragraph(getTranslation("classes.text")), refusal, list, form);
        Classes classes = Console.current().tenancy().classes();
        Person person = MainLayout.requirePerson();
        Attempt.of(event.getUI(), () -> new Seen(classes.list(person, tenant), classes.labs(person)), this::show, this::say);
    }

    private record Seen(List<Taught> classes, List<Lab> labs) {}

    private void show(Seen seen) {
        refusal.setVisible(false);
        list.removeAll();
        seen.classes().forEach(one -> list.add(card(one)));
        fields.offer(seen.labs());
        form.setVisible(true);
    }

    private Div card(Taught one) {
        Anchor title = new Anchor("/tenants/%s/classes/%s".formatted(tenant, one.id()), one.name());
        title.addClassName("lab-title");
        Div facts = new Div(new Span(getTranslation("classes.learners", one.learners(), one.mostLearners())),
                new Span(getTranslation("classes.until", Day.of(one.ends(), getLocale()))));
        facts.addClassName("facts");
        Div card = new Div(title, new Pill(getTranslation("classes.state." + one.state()), one.closed() ? Tone.QUIET : Tone.GOOD), facts);
        card.addClassName("card");
        return card;
    }

    private void create() {
        Optional<Classes.Wish> wish = fields.wish();
        if (wish.isEmpty()) {
            say(getTranslation("classes.incomplete"));
            return;
        }
        Classes classes = Console.current().tenancy().classes();
        Person person = MainLayout.requirePerson();
        UI ui = UI.getCurrent();
        Attempt.of(ui, () -> classes.create(person, tenant, wish.get()), made -> ui.navigate("tenants/%s/classes/%s".formatted(tenant, made.id())), this::say);
    }

    private void say(String text) {
        refusal.setText(text);
        refusal.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return "%s · %s · Marina".formatted(getTranslation("classes.title"), tenant);
    }
}
