package dev.marina.console.teach;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.ClassHelp.Help;
import dev.marina.console.rest.ClassHelp;
import dev.marina.console.rest.ClassSources.Opened;
import dev.marina.console.rest.ClassSources;
import dev.marina.console.rest.Classes;
import dev.marina.console.rest.Classes.Lab;
import dev.marina.console.rest.Classes.LearnerRow;
import dev.marina.console.rest.Classes.Standing;
import dev.marina.console.rest.Classes.Taught;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.Day;
import dev.marina.console.shell.Latest;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.terminal.TerminalDock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;

/// One class as it stands now: learners by goals, who is stuck and on what; and what its teacher does with it.
@Route(value = "tenants/:tenant/classes/:id", layout = MainLayout.class)
public class ClassView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private static final Duration EVERY = Duration.ofSeconds(3);

    /// Why the last act was not done: it stays until the next one, however often the page looks meanwhile.
    private final Span refusal = notice();
    /// That the page cannot see how the class stands now.
    private final Span lost = notice();
    private final Span name = new Span();
    private final Div facts = new Div();
    private final Span code = new Span();
    private final Matrix matrix = new Matrix();
    private final StuckList stuck = new StuckList();
    private final LearnerList learners = new LearnerList(new Asked());
    private final SourceList sources = new SourceList(new OfSources());
    private final Button change = new Button(getTranslation("classes.change"));
    private final Button renew = new Button(getTranslation("classes.renew"));
    private final Button close = new Button(getTranslation("classes.close"));
    private final Button copy = new Button(getTranslation("classes.copy"));
    private final Button remove = new Button(getTranslation("classes.remove"));
    private String tenant;
    private String id;
    private final Latest<Seen> latest = new Latest<>(this::show);
    private Seen shown;
    private ScheduledFuture<?> watching;

    private record Seen(Taught taught, Standing standing, List<Help> helps, List<Opened> sources) {
        Seen as(Taught now) {
            return new Seen(now, standing, helps, sources);
        }
    }

    public ClassView() {
        addClassName("page");
        facts.addClassName("facts");
        code.addClassName("class-code");
        change.addClickListener(_ -> askChange());
        renew.addClickListener(_ -> attempt((classes, person, seen) -> classes.renewCode(person, tenant, seen)));
        close.addClickListener(_ -> askClose());
        copy.addClickListener(_ -> askCopy());
        remove.addClickListener(_ -> askRemove());
        close.addThemeVariants(ButtonVariant.LUMO_ERROR);
        remove.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_TERTIARY);
    }

    private static Span notice() {
        Span notice = new Span();
        notice.addClassName("notice");
        notice.getElement().setAttribute("role", "alert");
        notice.setVisible(false);
        return notice;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        tenant = event.getRouteParameters().get("tenant").orElse("");
        id = event.getRouteParameters().get("id").orElse("");
        shown = null;
        removeAll();
        Span slash = new Span("/");
        slash.addClassName("slash");
        Anchor export = new Anchor("/grades/%s/%s".formatted(tenant, id), getTranslation("classes.export"));
        export.setRouterIgnore(true);
        export.addClassName("small-button");
        Anchor exams = new Anchor("/tenants/%s/classes/%s/exams".formatted(tenant, id), getTranslation("exam.list"));
        exams.addClassName("small-button");
        Div actions = new Div(exams, export, change, renew, copy, close, remove);
        actions.addClassName("title-actions");
        Div title = new Div(new H2(new Anchor("/tenants/%s/classes".formatted(tenant), getTranslation("classes.title")), slash, name), actions);
        title.addClassName("title-row");
        actions.setVisible(false);
        add(title, refusal, lost, facts, code, stuck, learners, sources, matrix);
        stuck.setVisible(false);
        learners.setVisible(false);
        matrix.setVisible(false);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        watching = Background.repeat(EVERY, Attempt.looking(event.getUI(),
                () -> latest.ask(() -> seen(tenancy, tenancy.classes().read(person, tenant, id), person)), latest::show,
                outage -> say(lost, getTranslation("live.lost", outage))));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        watching.cancel(false);
    }

    /// Blocks.
    private Seen seen(Tenancy tenancy, Taught taught, Person person) {
        return new Seen(taught, tenancy.classes().standing(person, tenant, id), tenancy.help().list(person, tenant, id),
                taught.closed() ? List.of() : tenancy.classSources().list(person, tenant, taught));
    }

    private void show(Seen seen) {
        lost.setVisible(false);
        // How long somebody has been stuck grows by itself.
        stuck.show(seen.standing(), Instant.now());
        learners.show(seen.standing().learners(), seen.helps(), seen.taught().state().equals("Open"));
        if (seen.equals(shown)) {
            return;
        }
        shown = seen;
        Taught taught = seen.taught();
        name.setText(taught.name());
        facts.removeAll();
        facts.add(new Span(getTranslation("classes.state." + taught.state())),
                new Span(getTranslation("classes.learners", taught.learners(), taught.mostLearners())),
                new Span(getTranslation("classes.until", Day.of(taught.ends(), getLocale()))));
        code.setVisible(!taught.closed());
        code.setText(getTranslation("classes.code", taught.code(), taught.link()));
        matrix.show(seen.standing());
        sources.show(seen.sources());
        matrix.setVisible(true);
        learners.setVisible(true);
        stuck.setVisible(!taught.closed());
        change.setVisible(!taught.closed());
        renew.setVisible(!taught.closed());
        close.setVisible(!taught.closed());
        close.getParent().ifPresent(actions -> actions.setVisible(true));
    }

    private void askClose() {
        Select<String> clusters = new Select<>();
        AtEndChoice.fill(clusters);
        clusters.setValue(shown.taught().atEnd());
        ConfirmDialog dialog = dialog("classes.close", close, () -> {
            String chosen = clusters.getValue();
            attempt((classes, person, seen) -> classes.close(person, tenant, seen.id(), chosen));
        });
        dialog.setText(new Div(new Paragraph(getTranslation("classes.close.text")), clusters));
        dialog.setConfirmButtonTheme("error primary");
        dialog.open();
    }

    private void askCopy() {
        TextField other = new TextField(getTranslation("classes.name"));
        ConfirmDialog dialog = dialog("classes.copy", copy, () -> {
            String wanted = other.getValue().strip();
            Classes classes = Console.current().tenancy().classes();
            Person person = MainLayout.requirePerson();
            UI ui = UI.getCurrent();
            refusal.setVisible(false);
            Attempt.of(ui, () -> classes.copy(person, tenant, id, wanted), made -> ui.navigate("tenants/%s/classes/%s".formatted(tenant, made.id())),
                    this::say);
        });
        dialog.setText(new Div(new Paragraph(getTranslation("classes.copy.text")), other));
        dialog.open();
    }

    private void askRemove() {
        ConfirmDialog dialog = dialog("classes.remove", remove, () -> {
            Taught seen = shown.taught();
            Classes classes = Console.current().tenancy().classes();
            Person person = MainLayout.requirePerson();
            UI ui = UI.getCurrent();
            refusal.setVisible(false);
            Attempt.of(ui, () -> {
                classes.remove(person, tenant, seen);
                return seen;
            }, _ -> ui.navigate("tenants/%s/classes".formatted(tenant)), this::say);
        });
        dialog.setText(getTranslation("classes.remove.text"));
        dialog.setConfirmButtonTheme("error primary");
        dialog.open();
    }

    private ConfirmDialog dialog(String key, Button from, Runnable act) {
        ConfirmDialog dialog = new ConfirmDialog();
        dialog.setHeader(getTranslation(key));
        dialog.setConfirmText(getTranslation(key));
        dialog.setCancelable(true);
        dialog.setCancelText(getTranslation("cancel"));
        dialog.addConfirmListener(_ -> act.run());
        dialog.addCancelListener(_ -> from.focus());
        return dialog;
    }

    /// One change that a teacher asked for.
    @FunctionalInterface
    private interface Change {
        Taught make(Classes classes, Person person, Taught seen);
    }

    /// The page says at once what the class has become, and how its learners stand when they were asked.
    private void attempt(Change change) {
        Taught seen = shown.taught();
        Classes classes = Console.current().tenancy().classes();
        Person person = MainLayout.requirePerson();
        follow(person, () -> change.make(classes, person, seen));
    }

    private void follow(Person person, Callable<Taught> act) {
        Tenancy tenancy = Console.current().tenancy();
        UI ui = UI.getCurrent();
        Seen before = shown;
        refusal.setVisible(false);
        Attempt.of(ui, () -> {
            Taught now = act.call();
            return latest.ask(() -> before.as(now));
        }, done -> {
            latest.show(done);
            Attempt.of(ui, () -> latest.ask(() -> seen(tenancy, done.value().taught(), person)), latest::show,
                    outage -> say(lost, getTranslation("live.lost", outage)));
        }, this::say);
    }

    private void askChange() {
        Taught seen = shown.taught();
        Classes classes = Console.current().tenancy().classes();
        Person person = MainLayout.requirePerson();
        Attempt.of(UI.getCurrent(), () -> classes.labs(person), installed -> askChange(seen, installed), this::say);
    }

    private void askChange(Taught seen, List<Lab> installed) {
        ClassForm form = new ClassForm();
        form.fill(seen, installed);
        ConfirmDialog dialog = dialog("classes.change", change, () -> form.change(seen, installed).ifPresentOrElse(
                wish -> attempt((classes, person, _) -> classes.change(person, tenant, seen, wish)), () -> say(getTranslation("classes.incomplete"))));
        dialog.setText(new Div(new Paragraph(getTranslation("classes.change.text")), form));
        dialog.open();
    }

    private void askRemove(LearnerRow learner) {
        ConfirmDialog dialog = dialog("classes.remove-learner", change, () -> ofLearner((classes, _, person) -> classes.removeLearner(person, tenant, id,
                learner.id())));
        dialog.setText(getTranslation("classes.remove-learner.text", learner.name()));
        dialog.setConfirmButtonTheme("error primary");
        dialog.open();
    }

    /// Something that is done for one learner.
    @FunctionalInterface
    private interface ForLearner {
        void act(Classes classes, ClassHelp help, Person person);
    }

    private void ofLearner(ForLearner act) {
        Classes classes = Console.current().tenancy().classes();
        ClassHelp help = Console.current().tenancy().help();
        Person person = MainLayout.requirePerson();
        follow(person, () -> {
            act.act(classes, help, person);
            return classes.read(person, tenant, id);
        });
    }

    private final class Asked implements LearnerList.Acts {
        @Override
        public void offer(LearnerRow learner) {
            ofLearner((_, help, person) -> help.offer(person, tenant, id, learner.id()));
        }

        @Override
        public void end(LearnerRow learner) {
            ofLearner((_, help, person) -> help.end(person, tenant, id, learner.id()));
        }

        @Override
        public void see(LearnerRow learner, Help help) {
            Person person = MainLayout.requirePerson();
            TerminalDock.in(UI.getCurrent()).ifPresent(dock -> dock.watch(help.stream(), getTranslation("classes.help.title", learner.name()),
                    new RestActs(Console.current().tenancy().help(), person, tenant, id, help), ClassView.this::say));
        }

        @Override
        public void remove(LearnerRow learner) {
            askRemove(learner);
        }
    }

    private final class OfSources implements SourceList.Acts {
        @Override
        public void openAgain(Opened source) {
            ofSource((sources, person) -> sources.open(person, tenant, id, source.cluster(), source.source()));
        }

        @Override
        public void end(Opened source) {
            ConfirmDialog dialog = dialog("classes.source.end", change, () -> ofSource((sources, person) -> sources.end(person, tenant, id, source.name())));
            dialog.setText(getTranslation("classes.source.end.text", source.source()));
            dialog.setConfirmButtonTheme("error primary");
            dialog.open();
        }
    }

    @FunctionalInterface
    private interface ForSource {
        void act(ClassSources sources, Person person);
    }

    private void ofSource(ForSource act) {
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        follow(person, () -> {
            act.act(tenancy.classSources(), person);
            return tenancy.classes().read(person, tenant, id);
        });
    }

    private void say(String text) {
        say(refusal, text);
    }

    private static void say(Span where, String text) {
        where.setText(text);
        where.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return "%s · %s · Marina".formatted(getTranslation("classes.title"), tenant);
    }
}
