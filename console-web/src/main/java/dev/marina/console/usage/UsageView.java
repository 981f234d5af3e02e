package dev.marina.console.usage;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.kube.Tone;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.rest.UsageApi;
import dev.marina.console.rest.UsageApi.Budget;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Facts;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.shell.Pill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a tenant has used, by the day, and its budget for the month.
@Route(value = "tenants/:tenant/usage", layout = MainLayout.class)
public class UsageView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private static final Duration SHOWN = Duration.ofDays(31);
    private static final int NEARLY = 80;
    private static final int WHOLE = 100;

    private final Span refusal = new Span();
    private final Div budgetCard = new Div();
    private final Div days = new Div();
    private String tenant;

    /// What the REST API says at one moment.
    private record Seen(boolean owner, List<DayOfUse> days, Optional<Budget> budget) {}

    public UsageView() {
        addClassName("page");
        refusal.addClassName("notice");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
        budgetCard.addClassNames("card", "form");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        tenant = event.getRouteParameters().get("tenant").orElse("");
        removeAll();
        budgetCard.removeAll();
        days.removeAll();
        Span slash = new Span("/");
        slash.addClassName("slash");
        Anchor csv = new Anchor("/usage/" + tenant, getTranslation("usage.csv"));
        csv.setRouterIgnore(true);
        csv.addClassName("small-button");
        Div title = new Div(new H2(new Anchor("/clusters", tenant), slash, new Span(getTranslation("usage.title"))), csv);
        title.addClassName("title-row");
        add(title, refusal, budgetCard, days);
        load(event.getUI(), () -> {});
    }

    /// @param change made first; may block
    private void load(UI ui, Runnable change) {
        refusal.setVisible(false);
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        String asked = tenant;
        Attempt.of(ui, () -> {
            change.run();
            return new Seen(tenancy.tenant(person, asked).owner(), DayOfUse.of(tenancy.usage().hours(person, asked, Instant.now().minus(SHOWN))),
                    tenancy.usage().budget(person, asked));
        }, seen -> {
            if (asked.equals(tenant)) {
                show(seen);
            }
        }, this::refused, this::say);
    }

    private void refused(Refused refused) {
        say(refused.fields().isEmpty() ? refused.getMessage() : String.join("; ", refused.fields().values()));
    }

    private void show(Seen seen) {
        budget(seen);
        days.removeAll();
        if (seen.days().isEmpty()) {
            days.add(new Paragraph(getTranslation("usage.none")));
            return;
        }
        Facts table = new Facts(getTranslation("usage.title"),
                Stream.of("usage.day", "usage.nodes", "usage.cpu", "usage.memory", "usage.volumes", "usage.requests")
                        .map(this::getTranslation).toList());
        for (int place = 0; place < seen.days().size(); place++) {
            table.put(place, line(seen.days().get(place)));
        }
        Div card = new Div(new H3(getTranslation("usage.days")), new Paragraph(getTranslation("usage.text")), table);
        card.addClassName("live");
        days.add(card);
    }

    private static NativeTableRow line(DayOfUse day) {
        NativeTableRow row = new NativeTableRow();
        Stream.of(day.day().toString(), hours(day.nodeHours()), hours(day.cpuHours()), hours(day.memoryGibHours()), hours(day.volumeGibHours()),
                Long.toString(day.requests())).forEach(text -> row.add(new NativeTableCell(text)));
        return row;
    }

    private static String hours(double amount) {
        return String.format(Locale.ROOT, "%.1f", amount);
    }

    private void budget(Seen seen) {
        budgetCard.removeAll();
        budgetCard.add(new H3(getTranslation("usage.budget")));
        seen.budget().ifPresentOrElse(budget -> {
            ProgressBar bar = new ProgressBar(0, WHOLE, Math.min(WHOLE, budget.percent()));
            bar.getElement().setAttribute("aria-label", getTranslation("usage.budget"));
            budgetCard.add(new Pill(getTranslation("usage.budget.percent", budget.percent()),
                    budget.percent() >= WHOLE ? Tone.BAD : budget.percent() >= NEARLY ? Tone.BUSY : Tone.GOOD),
                    new Span(getTranslation("usage.budget.used", hours(budget.usedCpuHours()), Integer.toString(budget.cpuHours()))), bar);
        }, () -> budgetCard.add(new Paragraph(getTranslation("usage.budget.none"))));
        budgetCard.add(new Paragraph(getTranslation("usage.budget.text")));
        IntegerField hours = new IntegerField(getTranslation("usage.budget.hours"));
        hours.setMin(1);
        Checkbox suspends = new Checkbox(getTranslation("usage.budget.suspends"));
        seen.budget().ifPresent(budget -> {
            hours.setValue(budget.cpuHours());
            suspends.setValue(budget.suspends());
        });
        UsageApi api = Console.current().tenancy().usage();
        Person person = MainLayout.requirePerson();
        Button save = new Button(getTranslation("usage.budget.save"), _ -> {
            int wanted = hours.getValue() == null ? 0 : hours.getValue();
            boolean halt = suspends.getValue();
            load(UI.getCurrent(), () -> api.setBudget(person, tenant, wanted, halt));
        });
        save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        Button remove = new Button(getTranslation("usage.budget.remove"), _ -> load(UI.getCurrent(), () -> api.removeBudget(person, tenant)));
        Guarded guardedSave = ownersOnly(save, seen);
        Guarded guardedRemove = ownersOnly(remove, seen);
        guardedRemove.setVisible(seen.budget().isPresent());
        Div actions = new Div(guardedSave, guardedRemove);
        actions.addClassName("title-actions");
        budgetCard.add(hours, suspends, actions);
    }

    private Guarded ownersOnly(Button button, Seen seen) {
        Guarded guarded = new Guarded(button);
        if (!seen.owner()) {
            guarded.deny(getTranslation("permission.role", getTranslation("role.owner")));
        }
        return guarded;
    }

    private void say(String text) {
        refusal.setText(text);
        refusal.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return "%s · %s · Marina".formatted(getTranslation("usage.title"), tenant);
    }
}
