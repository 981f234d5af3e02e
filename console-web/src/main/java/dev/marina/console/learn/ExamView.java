package dev.marina.console.learn;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.shell.Attempt;
import java.time.Duration;

/// One exam: its tasks, how much time is left by the server's clock, and once it is over what was reached. It lives in the cluster: the time goes on
/// wherever it is opened, and when it is not.
@Route(value = ClusterRef.ROUTE + "/learn/exams/:exam", layout = ClusterLayout.class)
public class ExamView extends LearnPage {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final H3 title = new H3();
    private final ExamClock clock = new ExamClock();
    private final Div ways = new Div();
    private final Tabs tabs = new Tabs();
    private final TaskPane pane = new TaskPane(this::command);
    private final Div result = new Div();
    private String id = "";
    private Paper paper;
    private Runnable look = () -> {};

    public ExamView() {
        ways.addClassName("title-actions");
        result.getElement().setAttribute("role", "status");
        tabs.getElement().setAttribute("aria-label", getTranslation("exam.tasks"));
        tabs.addSelectedChangeListener(_ -> showTask());
        pane.getElement().setAttribute("role", "tabpanel");
        Div head = new Div(title, clock, ways);
        head.addClassNames("live-title", "lab-head");
        Div card = new Div(head, refusal, result, tabs, pane);
        card.addClassNames("live", "lab");
        add(card);
    }

    static String path(ClusterRef cluster, String run) {
        return cluster.path() + "/learn/exams/" + run;
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        id = event.getRouteParameters().get("exam").orElse("");
    }

    @Override
    protected void start() {
        paper = null;
        rights.forget();
        tabs.removeAll();
        result.removeAll();
        title.setText(id);
        ways.removeAll();
        ways.add(new Anchor(cluster().path() + "/learn", getTranslation("learn.all")),
                way("learn.terminal", Shell.USING, ButtonVariant.LUMO_TERTIARY, () -> Shell.open(ui(), api())),
                way("learn.finish", ExamApi.changing("patch"), ButtonVariant.LUMO_PRIMARY, this::askHandIn));
        ExamApi exams = new ExamApi(api());
        String asked = id;
        look = ask(EVERY, () -> exams.paper(asked), this::show, this::failed);
    }

    private void show(Paper seen) {
        refusal.setVisible(false);
        boolean first = paper == null || paper.tasks().size() != seen.tasks().size();
        boolean ended = seen.over() && (paper == null || !paper.phase().equals(seen.phase()));
        paper = seen;
        title.setText(seen.title().in(getLocale()));
        clock.setVisible(!seen.over());
        clock.show(seen.remainingSeconds());
        if (first) {
            tabs.removeAll();
            seen.tasks().forEach(task -> tabs.add(new Tab(task.title().in(getLocale()))));
        }
        if (ended) {
            over();
        }
        showTask();
    }

    private void showTask() {
        int chosen = tabs.getSelectedIndex();
        tabs.setVisible(paper != null && !paper.over());
        pane.setVisible(paper != null && !paper.over() && chosen >= 0);
        if (pane.isVisible()) {
            Paper.Task task = paper.tasks().get(chosen);
            pane.show(task, getLocale(), way("learn.reset", LearnApi.changing("patch"), ButtonVariant.LUMO_TERTIARY, () -> askReset(task)));
        }
    }

    private void over() {
        ways.removeAll();
        ways.add(new Anchor(cluster().path() + "/learn", getTranslation("learn.all")),
                way("exam.remove", ExamApi.changing("delete"), ButtonVariant.LUMO_TERTIARY, this::askRemove));
        ExamApi exams = new ExamApi(api());
        String asked = id;
        Attempt.of(ui(), () -> exams.result(asked), this::show, this::failed);
    }

    private void show(ExamResult seen) {
        result.removeAll();
        if (!seen.graded()) {
            result.add(new Paragraph(seen.phase().equals("Grading") ? getTranslation("exam.grading") : seen.message().in(getLocale())));
            return;
        }
        Paragraph words = new Paragraph(getTranslation(seen.passed() ? "exam.passed" : "exam.failed", seen.percent(), seen.pass()));
        words.addClassName("exam-result");
        result.add(words, new ResultTable(seen, getLocale()));
    }

    private void askHandIn() {
        ExamApi exams = new ExamApi(api());
        String asked = id;
        confirm("learn.finish", "exam.finish.text", () -> attempt(() -> {
            exams.handIn(asked);
            return asked;
        }, _ -> look.run()));
    }

    private void askReset(Paper.Task task) {
        ExamApi exams = new ExamApi(api());
        confirm("learn.reset", "exam.reset.text", () -> attempt(() -> {
            exams.reset(task.run());
            return task;
        }, _ -> look.run()));
    }

    private void askRemove() {
        ExamApi exams = new ExamApi(api());
        String asked = id;
        UI ui = ui();
        String back = cluster().path().substring(1) + "/learn";
        confirm("exam.remove", "exam.remove.text", () -> attempt(() -> {
            exams.remove(asked);
            return asked;
        }, _ -> ui.navigate(back)));
    }

    @Override
    protected String titleKey() {
        return "exam.title";
    }
}
