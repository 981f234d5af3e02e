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
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Classes.Attended;
import dev.marina.console.rest.Classes.Offer;
import dev.marina.console.rest.Classes;
import dev.marina.console.rest.Tenancy.TenantRole;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Day;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.shell.Refusal;
import java.util.List;

/// Where a learner joins a class by its code, having read what its teacher will see, and leaves it.
@Route(value = "join", layout = MainLayout.class)
public class JoinView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final Refusal refusal = new Refusal();
    private final TextField code = new TextField(getTranslation("join.code"));
    private final Button look = new Button(getTranslation("join.look"), _ -> look());
    private final Div offered = new Div();
    private final Div attended = new Div();

    public JoinView() {
        addClassName("narrow");
        code.setManualValidation(true);
        code.setAutofocus(true);
        look.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        look.setDisableOnClick(true);
        Div form = new Div(new H2(getTranslation("join.title")), new Paragraph(getTranslation("join.text")), refusal, code, look, offered);
        form.addClassNames("card", "form");
        offered.addClassName("form");
        attended.addClassNames("card", "form");
        attended.setVisible(false);
        add(form, attended);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        event.getLocation().getQueryParameters().getSingleParameter("code").ifPresent(code::setValue);
        follow(event.getUI());
        if (!code.isEmpty()) {
            look();
        }
    }

    private void follow(UI ui) {
        Classes classes = Console.current().tenancy().classes();
        Person person = MainLayout.requirePerson();
        Attempt.of(ui, () -> classes.attended(person), this::showAttended, this::say);
    }

    private record Found(Offer offer, List<TenantRole> own) {}

    private void look() {
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        String given = code.getValue().strip();
        refusal.setVisible(false);
        offered.removeAll();
        Attempt.of(UI.getCurrent(), () -> new Found(tenancy.classes().offer(person, given),
                tenancy.tenants(person).stream().filter(one -> one.owner() && one.ready()).toList()), found -> show(found, given), this::say);
    }

    private void show(Found found, String given) {
        look.setEnabled(true);
        Offer offer = found.offer();
        offered.add(new H3(getTranslation("join.offer", offer.name(), offer.tenant())),
                new Paragraph(getTranslation("join.times", Day.of(offer.starts(), getLocale()), Day.of(offer.ends(), getLocale()), offer.labs().size())));
        if (found.own().isEmpty()) {
            Anchor make = new Anchor("/tenants/new", getTranslation("tenant.new"));
            offered.add(new Paragraph(getTranslation("join.no-tenant")), make);
            return;
        }
        TextField name = new TextField(getTranslation("join.name"));
        name.setHelperText(getTranslation("join.name.help"));
        Select<TenantRole> tenant = new Select<>();
        tenant.setLabel(getTranslation("join.tenant"));
        tenant.setItems(found.own());
        tenant.setItemLabelGenerator(TenantRole::tenant);
        tenant.setValue(found.own().getFirst());
        TextField cluster = new TextField(getTranslation("join.cluster"));
        cluster.setValue("default");
        cluster.setHelperText(getTranslation("join.cluster.help." + offer.atEnd()));
        Paragraph consent = new Paragraph(getTranslation("join.consent", offer.tenant()));
        consent.setId("consent");
        Button join = new Button(getTranslation("join.submit"));
        join.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        join.setDisableOnClick(true);
        join.getElement().setAttribute("aria-describedby", "consent");
        join.addClickListener(_ -> join(join, given, name.getValue().strip(), tenant.getValue().tenant(), cluster.getValue().strip()));
        offered.add(name, tenant, cluster, consent, join);
        name.focus();
    }

    private void join(Button button, String given, String name, String tenant, String cluster) {
        Classes classes = Console.current().tenancy().classes();
        Person person = MainLayout.requirePerson();
        Attempt.of(UI.getCurrent(), () -> {
            classes.join(person, given, name, tenant, cluster);
            return classes.attended(person);
        }, all -> {
            refusal.setVisible(false);
            offered.removeAll();
            code.clear();
            showAttended(all);
        }, reason -> {
            button.setEnabled(true);
            say(reason);
        });
    }

    private void showAttended(List<Attended> all) {
        attended.removeAll();
        attended.setVisible(!all.isEmpty());
        UnorderedList list = new UnorderedList();
        all.forEach(one -> list.add(item(one)));
        attended.add(new H3(getTranslation("join.attended")), list);
    }

    private ListItem item(Attended one) {
        Button leave = new Button(getTranslation("join.leave"));
        leave.setAriaLabel(getTranslation("join.leave") + " " + one.name());
        leave.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_SMALL);
        leave.addClickListener(_ -> askLeave(one, leave));
        ListItem item = new ListItem(new Span(getTranslation("join.attended.one", one.name(), one.teacher(), one.learner(),
                getTranslation("classes.state." + one.state()), Day.of(one.ends(), getLocale()))));
        if (!one.tenant().isEmpty()) {
            item.add(new Span(" "), new Anchor("/clusters/%s/%s/learn".formatted(one.tenant(), one.cluster()), getTranslation("join.learn")), new Span(" "),
                    new Anchor("/classes/%s/exams".formatted(one.id()), getTranslation("join.exams")));
        }
        item.add(leave);
        return item;
    }

    private void askLeave(Attended one, Button from) {
        ConfirmDialog dialog = new ConfirmDialog();
        dialog.setHeader(getTranslation("join.leave"));
        dialog.setText(getTranslation("join.leave.text", one.name()));
        dialog.setConfirmText(getTranslation("join.leave"));
        dialog.setCancelable(true);
        dialog.setCancelText(getTranslation("cancel"));
        dialog.addCancelListener(_ -> from.focus());
        dialog.addConfirmListener(_ -> {
            Classes classes = Console.current().tenancy().classes();
            Person person = MainLayout.requirePerson();
            Attempt.of(UI.getCurrent(), () -> {
                classes.leave(person, one.id());
                return classes.attended(person);
            }, this::showAttended, this::say);
        });
        dialog.open();
    }

    private void say(String text) {
        look.setEnabled(true);
        refusal.setText(text);
        refusal.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return getTranslation("join.title") + " · Marina";
    }
}
