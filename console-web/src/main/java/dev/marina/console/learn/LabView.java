package dev.marina.console.learn;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.client.Split;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.RowStatus;
import dev.marina.console.login.Language;
import dev.marina.console.login.Person;
import dev.marina.console.rest.ClassSources;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

/// One lab: its text beside its goals, with the learner's terminal at the foot of the page. The run lives in the cluster: it goes on wherever it
/// is opened, in either language.
@Route(value = ClusterRef.ROUTE + "/learn/:lab", layout = ClusterLayout.class)
public class LabView extends LearnPage {

    /// In the id of a lab that the cluster's own people bring, after the name of the source.
    private static final String OF_A_SOURCE = "--";
    private static final Duration TICK = Duration.ofSeconds(10);
    private static final Duration CLASSES = Duration.ofMinutes(2);

    private final FeedPill state = new FeedPill();
    private final H3 title = new H3();
    private final Span from = new Span();
    private final Span news = new Span();
    private final LabClock clock = new LabClock();
    private final Button language = new Button();
    private final Div ways = new Div();
    private final TextPane text = new TextPane(this::command, this::reset);
    private final GoalList goals = new GoalList();
    private final HintList hints = new HintList();
    private final PredictionList predictions = new PredictionList();
    private final Div happened = new Div();
    private String id = "";
    private Lab lab;
    private Run run;
    private Locale shownIn;
    /// For which state of the run there are buttons.
    private String waysFor = "";
    /// By its digest.
    private String sourceAsSeen = "";
    private Optional<LabClock.End> end = Optional.empty();
    private boolean looking;
    private boolean again;
    private int visit;

    public LabView() {
        from.addClassName("notice");
        from.setVisible(false);
        news.addClassName("lab-news");
        news.getElement().setAttribute("role", "status").setAttribute("aria-live", "polite");
        language.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        language.addClickListener(_ -> in(shownIn.equals(Language.CHINESE) ? Language.ENGLISH : Language.CHINESE));
        ways.addClassName("title-actions");
        happened.addClassName("faults");
        Div head = new Div(title, state, clock, language, ways);
        head.addClassNames("live-title", "lab-head");
        Div side = new Div(goals, hints, predictions, happened);
        side.addClassName("lab-side");
        Div card = new Div(head, from, refusal, news, new Split("lab", text, side));
        card.addClassNames("live", "lab");
        add(card);
    }

    static String path(ClusterRef cluster, String lab) {
        return cluster.path() + "/learn/" + lab;
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        id = event.getRouteParameters().get("lab").orElse("");
    }

    @Override
    protected void start() {
        visit++;
        looking = false;
        lab = null;
        run = null;
        end = Optional.empty();
        clock.forget();
        rights.forget();
        waysFor = "";
        refusal.setVisible(false);
        shownIn = getLocale().getLanguage().equals("zh") ? Language.CHINESE : Language.ENGLISH;
        title.setText(id);
        LearnApi learn = new LearnApi(api());
        String asked = id;
        Attempt.of(ui(), () -> learn.lab(asked), read -> {
            lab = read;
            in(shownIn);
            from.setVisible(!read.source().isEmpty());
            from.setText(ClassSources.opened(read.source()) ? getTranslation("learn.from-class") : getTranslation("learn.from", read.source()));
        }, this::failed);
        if (asked.contains(OF_A_SOURCE)) {
            sourceAsSeen = "";
            follow(LabSourceApi.SOURCES, "metadata.name=" + asked.substring(0, asked.indexOf(OF_A_SOURCE)), this::sourceSeen);
        }
        follow(LearnApi.RUNS, "metadata.name=" + id, this::seen);
        time();
    }

    /// Shown by the learner's page alone; what is not known of classes is not told.
    private void time() {
        Tenancy tenancy = Console.current().tenancy();
        Person learner = person();
        ask(CLASSES, () -> tenancy.classes().attended(learner), all -> {
            end = all.stream().filter(one -> one.state().equals("Open") && one.labs().contains(id) && one.tenant().equals(cluster().tenant())
                    && one.cluster().equals(cluster().name())).map(one -> new LabClock.End(one.name(), one.ends())).min(Comparator.comparing(LabClock.End::at));
            tick();
        }, _ -> {});
        UI shown = ui();
        ScheduledFuture<?> ticking = Background.repeat(TICK, () -> Background.show(shown, this::tick));
        closeLater(() -> ticking.cancel(false));
    }

    private void tick() {
        if (run == null || lab == null || run.over() || run.started().isEmpty()) {
            clock.forget();
        } else {
            clock.show(run.started().get(), lab.minutes(), end, Instant.now());
        }
    }

    /// Its author has saved: the lab is another one. A run that is under way goes on, with the goals and the text that there are now.
    private void sourceSeen(Rows rows) {
        if (!rows.listed()) {
            return;
        }
        String now = rows.rows().stream().map(row -> RowStatus.cell(rows.columns(), row, "Digest").or(() -> RowStatus.cell(rows.columns(), row, "DIGEST"))
                .orElse("")).findFirst().orElse("");
        boolean saved = !sourceAsSeen.isEmpty() && !sourceAsSeen.equals(now);
        sourceAsSeen = now;
        if (saved) {
            LearnApi learn = new LearnApi(api());
            String asked = id;
            Attempt.of(ui(), () -> learn.lab(asked), read -> {
                refusal.setVisible(false);
                lab = read;
                in(shownIn);
                readText();
                look();
                news.setText(getTranslation("learn.saved"));
            }, this::failed);
        }
    }

    /// The row says that something changed, perhaps in what no cell shows: the run itself is read then, once at a time.
    private void seen(Rows rows) {
        state.show(rows.state());
        if (!rows.listed()) {
            return;
        }
        look();
    }

    private void look() {
        if (looking) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        int asking = visit;
        LearnApi learn = new LearnApi(api());
        String asked = id;
        Attempt.of(ui(), () -> learn.run(asked), found -> {
            if (asking != visit) {
                return;
            }
            looking = false;
            show(found);
            if (again) {
                look();
            }
        }, reason -> {
            if (asking == visit) {
                looking = false;
                failed(reason);
            }
        });
    }

    private void show(Optional<Run> found) {
        Run before = run;
        run = found.orElse(null);
        // A text has the values of its run: of another run, and of none, it is another text.
        if (text.showsNothing() || (before == null) != (run == null) || run != null && before.resets() != run.resets()) {
            readText();
        }
        goals.setVisible(run != null);
        draw();
        if (run != null) {
            tell(News.between(before, run));
            if (run.over() && (before == null || !before.over())) {
                readStory();
            }
        }
    }

    private void draw() {
        drawWays();
        tick();
        if (run == null) {
            hints.removeAll();
            predictions.removeAll();
            happened.removeAll();
            return;
        }
        goals.show(run, shownIn);
        hints.show(run, shownIn, hint -> change(RunChange.takeHint(run, hint.id())), button -> guard(button, LearnApi.changing("patch")));
        predictions.show(run, shownIn, answer -> change(RunChange.answer(answer.id(), answer.value())), button -> guard(button, LearnApi.changing("patch")));
        happened.removeAll();
        run.faults().forEach(fault -> happened.add(new Paragraph(getTranslation("learn.fault", fault.did().in(shownIn)))));
        if (!run.message().in(shownIn).isEmpty()) {
            failed(run.message().in(shownIn));
        }
    }

    /// Only when there is another choice: who stands on a button keeps it under them.
    private void drawWays() {
        String choice = run == null ? "start" : run.finished() ? "finished" : "run";
        if (choice.equals(waysFor)) {
            return;
        }
        waysFor = choice;
        ways.removeAll();
        Anchor all = new Anchor(cluster().path() + "/learn", getTranslation("learn.all"));
        ways.add(all);
        if (run == null) {
            ways.add(way("learn.start", LearnApi.changing("create"), ButtonVariant.LUMO_PRIMARY, () -> {
                LearnApi learn = new LearnApi(api());
                String wanted = id;
                attempt(() -> learn.start(wanted), made -> show(Optional.of(made)));
            }));
            return;
        }
        ways.add(way("learn.terminal", Shell.USING, ButtonVariant.LUMO_TERTIARY, () -> Shell.open(ui(), api())));
        ways.add(way("learn.reset", LearnApi.changing("patch"), ButtonVariant.LUMO_TERTIARY, () -> reset("")));
        if (!run.finished()) {
            ways.add(way("learn.finish", LearnApi.changing("patch"), ButtonVariant.LUMO_TERTIARY,
                    () -> confirm("learn.finish", "learn.finish.text", () -> change(RunChange.finish()))));
        }
        ways.add(way("learn.end", LearnApi.changing("delete"), ButtonVariant.LUMO_TERTIARY, () -> confirm("learn.end", "learn.end.text", () -> {
            LearnApi learn = new LearnApi(api());
            String ended = run.name();
            attempt(() -> {
                learn.end(ended);
                return ended;
            }, _ -> look());
        })));
    }

    private void reset(String step) {
        confirm("learn.reset", step.isEmpty() ? "learn.reset.text" : "learn.reset.step", () -> change(RunChange.reset(run, step)));
    }

    private void change(String patch) {
        LearnApi learn = new LearnApi(api());
        String changed = run.name();
        attempt(() -> learn.change(changed, patch), now -> show(Optional.of(now)));
    }

    private void readText() {
        LearnApi learn = new LearnApi(api());
        boolean running = run != null;
        String asked = id;
        Attempt.of(ui(), () -> learn.text(asked, running), read -> text.show(read, running, shownIn), this::failed);
    }

    private void readStory() {
        LearnApi learn = new LearnApi(api());
        String asked = run.name();
        Attempt.of(ui(), () -> learn.story(asked), text::tell, this::failed);
    }

    private void in(Locale wanted) {
        shownIn = wanted;
        language.setText(wanted.equals(Language.CHINESE) ? "English" : "中文");
        language.getElement().setAttribute("lang", wanted.equals(Language.CHINESE) ? "en" : "zh-CN");
        if (lab != null) {
            title.setText(lab.title().in(wanted));
            title.getElement().setAttribute("lang", wanted.toLanguageTag());
        }
        text.in(wanted);
        draw();
    }

    /// Said once, however many goals change at once.
    private void tell(News now) {
        if (now.none()) {
            return;
        }
        StringBuilder said = new StringBuilder();
        now.met().forEach(goal -> said.append(getTranslation("learn.news.met", goal.title().in(shownIn))).append(' '));
        now.lost().forEach(goal -> said.append(getTranslation("learn.news.lost", goal.title().in(shownIn))).append(' '));
        if (now.passed()) {
            said.append(getTranslation("learn.news.passed"));
        }
        news.setText(said.toString().trim());
    }

    @Override
    protected String titleKey() {
        return "nav.learn";
    }
}
