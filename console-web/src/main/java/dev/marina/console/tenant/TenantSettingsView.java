package dev.marina.console.tenant;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.kube.Tone;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.rest.Tenancy.TenantSeen;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Day;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.shell.Pill;

/// A tenant as a whole, with its danger zone: suspended and resumed, or deleted by whoever types its name.
@Route(value = "tenants/:tenant/settings", layout = MainLayout.class)
public class TenantSettingsView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final Span refusal = new Span();
    private final Div danger = new Div();
    private String tenant;

    public TenantSettingsView() {
        addClassName("page");
        refusal.addClassName("notice");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        tenant = event.getRouteParameters().get("tenant").orElse("");
        removeAll();
        danger.removeAll();
        Span slash = new Span("/");
        slash.addClassName("slash");
        Div title = new Div(new H2(new Anchor("/clusters", tenant), slash, new Span(getTranslation("settings.title"))));
        title.addClassName("title-row");
        add(title, refusal, danger);
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        Attempt.of(event.getUI(), () -> tenancy.tenant(person, tenant), this::show, this::say);
    }

    private void show(TenantSeen seen) {
        refusal.setVisible(false);
        danger.removeAll();
        danger.add(new Pill(getTranslation("tenant.state." + seen.state()), seen.ready() ? Tone.GOOD : Tone.BUSY));
        if (seen.deleting()) {
            danger.add(new Paragraph(getTranslation("tenant.deleting.text")));
            return;
        }
        seen.expires().map(end -> new Paragraph(getTranslation(seen.expired() ? "tenant.expired.text" : "tenant.expires.text", Day.of(end, getLocale()),
                seen.deletion().map(day -> Day.of(day, getLocale())).orElse("")))).ifPresent(danger::add);
        if (!seen.expired()) {
            danger.add(suspension(seen));
        }
        danger.add(deletion(seen));
    }

    private Div suspension(TenantSeen seen) {
        String key = seen.ready() ? "tenant.suspend" : "tenant.resume";
        Button change = new Button(getTranslation(key));
        change.setDisableOnClick(true);
        change.addClickListener(_ -> attempt(change, (tenancy, person) -> tenancy.suspend(person, seen, seen.ready())));
        return section(key, ownersOnly(change, seen));
    }

    private Div deletion(TenantSeen seen) {
        TextField name = new TextField(getTranslation("delete.type", tenant));
        Button delete = new Button(getTranslation("delete"));
        delete.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_ERROR);
        delete.setDisableOnClick(true);
        delete.setEnabled(false);
        delete.addClickListener(_ -> attempt(delete, (tenancy, person) -> tenancy.deleteTenant(person, seen)));
        name.setValueChangeMode(ValueChangeMode.EAGER);
        name.addValueChangeListener(change -> delete.setEnabled(seen.owner() && change.getValue().equals(tenant)));
        Div section = section("tenant.delete", ownersOnly(delete, seen));
        section.addComponentAtIndex(2, name);
        section.addClassName("danger");
        return section;
    }

    private Div section(String key, Guarded action) {
        Div section = new Div(new H3(getTranslation(key)), new Paragraph(getTranslation(key + ".text")), action);
        section.addClassNames("card", "form");
        return section;
    }

    private Guarded ownersOnly(Button button, TenantSeen seen) {
        Guarded guarded = new Guarded(button);
        if (!seen.owner()) {
            guarded.deny(getTranslation("permission.role", "owner"));
        }
        return guarded;
    }

    /// One change that a person asked for.
    @FunctionalInterface
    private interface Change {
        void make(Tenancy tenancy, Person person);
    }

    /// What is shown then is what the REST API says then.
    private void attempt(Button button, Change change) {
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        Attempt.of(UI.getCurrent(), () -> {
            change.make(tenancy, person);
            return tenancy.tenant(person, tenant);
        }, this::show, reason -> {
            say(reason);
            button.setEnabled(true);
        });
    }

    private void say(String text) {
        refusal.setText(text);
        refusal.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return "%s · %s · Marina".formatted(getTranslation("settings.title"), tenant);
    }
}
