package dev.marina.console.members;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.rest.Tenancy.Invited;
import dev.marina.console.rest.Tenancy.Member;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.MainLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Who belongs to a tenant; owners change it here.
@Route(value = "tenants/:tenant/members", layout = MainLayout.class)
public class MembersView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final List<String> ROLES = List.of("owner", "developer", "viewer");

    private final Span refusal = new Span();
    private final Grid<Member> grid = new Grid<>();
    private final EmailField email = new EmailField(getTranslation("members.email"));
    private final Select<String> role = new Select<>();
    private final Grid<Invited> invitations = new Grid<>();
    private final Span link = new Span();
    private final Button add = new Button(getTranslation("members.add"), _ -> add());
    private final Guarded guardedAdd = new Guarded(add);
    private String tenant;
    private MembersSeen shown;
    private ScheduledFuture<?> watching;

    public MembersView() {
        addClassName("page");
        refusal.addClassName("notice");
        refusal.setVisible(false);
        grid.addColumn(Member::email).setHeader(getTranslation("members.email"));
        grid.addColumn(new ComponentRenderer<>(this::roleOf)).setHeader(getTranslation("members.role"));
        grid.addColumn(member -> member.since().replaceFirst("T.*", "")).setHeader(getTranslation("members.since"));
        grid.addColumn(new ComponentRenderer<>(this::removal)).setFlexGrow(0).setAutoWidth(true);
        grid.addThemeVariants(GridVariant.LUMO_NO_BORDER);
        grid.setAllRowsVisible(true);
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        role.setLabel(getTranslation("members.role"));
        role.setItems(ROLES);
        role.setItemLabelGenerator(one -> getTranslation("role." + one));
        role.setValue("developer");
        email.setManualValidation(true);
        email.setHelperText(getTranslation("members.invite.help"));
        link.addClassName("notice");
        link.getElement().setAttribute("role", "status");
        link.setVisible(false);
        invitations.addColumn(Invited::email).setHeader(getTranslation("members.invited"));
        invitations.addColumn(invited -> getTranslation("role." + invited.role())).setHeader(getTranslation("members.role"));
        invitations.addColumn(new ComponentRenderer<>(this::withdrawal)).setFlexGrow(0).setAutoWidth(true);
        invitations.addThemeVariants(GridVariant.LUMO_NO_BORDER);
        invitations.setAllRowsVisible(true);
        invitations.setSelectionMode(Grid.SelectionMode.NONE);
        invitations.setVisible(false);
        add.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        tenant = event.getRouteParameters().get("tenant").orElse("");
        shown = null;
        removeAll();
        Span slash = new Span("/");
        slash.addClassName("slash");
        Div title = new Div(new H2(new Anchor("/clusters", tenant), slash, new Span(getTranslation("members.title"))));
        title.addClassName("title-row");
        Div form = new Div(email, role, guardedAdd);
        form.addClassNames("card", "add-member");
        Div list = new Div(grid, invitations);
        list.addClassName("live");
        add(title, refusal, list, form, link);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        Console console = Console.current();
        Person person = MainLayout.requirePerson();
        watching = Background.repeat(EVERY, Attempt.looking(event.getUI(), () -> MembersSeen.through(console.tenancy(), person, tenant), this::show,
                outage -> say(getTranslation("live.lost", outage))));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        watching.cancel(false);
    }

    private void show(MembersSeen seen) {
        if (seen.equals(shown)) {
            return;
        }
        shown = seen;
        seen.failure().ifPresent(failure -> say(getTranslation("live.denied", failure)));
        if (seen.owner()) {
            guardedAdd.allow();
        } else {
            guardedAdd.deny(getTranslation("permission.role", "owner"));
        }
        grid.setItems(seen.members());
        invitations.setItems(seen.invited());
        invitations.setVisible(!seen.invited().isEmpty());
    }

    private Component roleOf(Member member) {
        if (!shown.owner()) {
            return new Span(getTranslation("role." + member.role()));
        }
        Select<String> choice = new Select<>();
        choice.setItems(ROLES);
        choice.setItemLabelGenerator(one -> getTranslation("role." + one));
        choice.setValue(member.role());
        choice.setAriaLabel(getTranslation("members.role") + " " + member.email());
        choice.addValueChangeListener(change -> {
            if (change.isFromClient()) {
                attempt((tenancy, person) -> tenancy.changeMember(person, tenant, member.email(), change.getValue()),
                        () -> choice.setValue(change.getOldValue()));
            }
        });
        return choice;
    }

    private Component removal(Member member) {
        return ownersOnly("members.remove", member.email(), button -> {
            ConfirmDialog dialog = new ConfirmDialog(getTranslation("members.remove.title", member.email()), getTranslation("members.remove.text", tenant),
                    getTranslation("members.remove"), _ -> attempt((tenancy, person) -> tenancy.removeMember(person, tenant, member.email()), () -> {}));
            dialog.setCancelable(true);
            dialog.setCancelText(getTranslation("cancel"));
            dialog.setConfirmButtonTheme("error primary");
            dialog.addCancelListener(_ -> button.focus());
            dialog.open();
        });
    }

    private Component withdrawal(Invited invited) {
        return ownersOnly("members.withdraw", invited.email(), _ -> attempt((tenancy, person) -> tenancy.withdraw(person, tenant, invited), () -> {}));
    }

    private Component ownersOnly(String key, String whom, Consumer<Button> change) {
        Button button = new Button(getTranslation(key));
        button.addClickListener(_ -> change.accept(button));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_SMALL);
        button.setAriaLabel(getTranslation(key) + " " + whom);
        Guarded guarded = new Guarded(button);
        if (!shown.owner()) {
            guarded.deny(getTranslation("permission.role", "owner"));
        }
        return guarded;
    }

    private void add() {
        String whom = email.getValue().strip();
        String as = role.getValue();
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        Attempt.of(UI.getCurrent(), () -> tenancy.invite(person, tenant, whom, as), shownLink -> {
            refusal.setVisible(false);
            email.clear();
            link.setText(
                    shownLink.map(text -> getTranslation("members.invite.shown", whom, text)).orElseGet(() -> getTranslation("members.invite.sent", whom)));
            link.setVisible(true);
        }, this::say);
    }

    /// The list follows by itself.
    ///
    /// @param undone where it did not work
    private void attempt(BiConsumer<Tenancy, Person> change, Runnable undone) {
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        Attempt.of(UI.getCurrent(), () -> {
            change.accept(tenancy, person);
            return MembersSeen.through(tenancy, person, tenant);
        }, seen -> {
            refusal.setVisible(false);
            show(seen);
        }, reason -> {
            say(reason);
            undone.run();
        });
    }

    private void say(String text) {
        refusal.setText(text);
        refusal.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return "%s · %s · Marina".formatted(getTranslation("members.title"), tenant);
    }
}
