package dev.marina.console.learn;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.cluster.Rights;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.RowStatus;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Tone;
import dev.marina.console.rest.ClassSources;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The catalogue: courses, what each lab takes, and how far the learner is.
@Route(value = ClusterRef.ROUTE + "/learn", layout = ClusterLayout.class)
public class LearnView extends ClusterPage {

    private final FeedPill state = new FeedPill();
    private final Span notice = new Span(getTranslation("loading"));
    private final Div own = new Div();
    private final Div courses = new Div();
    private final Map<String, Div> progress = new HashMap<>();
    private Catalogue catalogue = new Catalogue(List.of());
    private final Div exams = new Div();
    /// Why there are no exams to be seen.
    private final Span examsNotice = new Span();
    private final Rights rights = new Rights();
    private Rows runs;

    public LearnView() {
        notice.addClassName("notice");
        notice.getElement().setAttribute("role", "status");
        examsNotice.addClassName("notice");
        examsNotice.getElement().setAttribute("role", "status");
        examsNotice.setVisible(false);
        Div head = new Div(new H3(getTranslation("nav.learn")), state);
        head.addClassName("live-title");
        add(head, new Paragraph(getTranslation("learn.text")), own, notice, exams, courses);
    }

    @Override
    protected void start() {
        ClusterApi api = api();
        own.removeAll();
        own.add(new Anchor(cluster().path() + "/learn/sources", getTranslation("sources.title")));
        Runnable catalogued = () -> Attempt.of(ui(), () -> new LearnApi(api).catalogue(), seen -> {
            catalogue = seen;
            draw();
        }, reason -> notice.setText(getTranslation("live.denied", reason)));
        catalogued.run();
        // labs of the cluster's own come and go while the page is open
        follow(LabSourceApi.SOURCES, "", seen -> {
            if (seen.listed()) {
                catalogued.run();
            }
        });
        ExamList list = new ExamList(cluster());
        exams.removeAll();
        exams.add(list, examsNotice);
        examsNotice.setVisible(false);
        Attempt.of(ui(), () -> new ExamApi(api).exams(), read -> list.offer(read, this::begin), reason -> sayOfExams(getTranslation("live.denied", reason)));
        follow(ExamApi.RUNS, "", list::show);
        follow(LearnApi.RUNS, "", seen -> {
            runs = seen;
            state.show(seen.state());
            showProgress();
        });
    }

    /// Only after a question: from then on the time runs.
    private Guarded begin(Exam exam) {
        Button button = new Button(getTranslation("exam.begin"), _ -> askBegin(exam));
        button.setAriaLabel(getTranslation("exam.begin.of", exam.title().in(getLocale())));
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        Guarded guarded = new Guarded(button);
        rights.guardKnown(ui(), api(), guarded, ExamApi.changing("create"), this::sayOfExams);
        return guarded;
    }

    private void askBegin(Exam exam) {
        ExamApi api = new ExamApi(api());
        UI ui = ui();
        String name = exam.id() + "-" + Long.toString(System.currentTimeMillis() / 1000, Character.MAX_RADIX);
        ConfirmDialog dialog = new ConfirmDialog(getTranslation("exam.begin"), getTranslation("exam.begin.text", exam.minutes()), getTranslation("exam.begin"),
                _ -> Attempt.of(ui, () -> api.begin(exam.id(), name), made -> ui.navigate(ExamView.path(cluster(), made).substring(1)), this::sayOfExams));
        dialog.setCancelable(true);
        dialog.setCancelText(getTranslation("cancel"));
        dialog.open();
    }

    private void sayOfExams(String text) {
        examsNotice.setText(text);
        examsNotice.setVisible(true);
    }

    private void draw() {
        notice.setText(getTranslation("learn.none"));
        notice.setVisible(catalogue.courses().isEmpty());
        courses.removeAll();
        progress.clear();
        catalogue.courses().forEach(course -> {
            Div cards = new Div();
            cards.addClassName("cards");
            course.labs().forEach(lab -> cards.add(card(lab)));
            courses.add(new H4(heading(course)), cards);
        });
        showProgress();
    }

    private String heading(Catalogue.Course course) {
        return course.source().isEmpty()
                ? course.title().in(getLocale())
                : ClassSources.opened(course.source()) ? getTranslation("learn.source-class") : getTranslation("learn.source", course.source());
    }

    private Div card(Lab lab) {
        Anchor title = new Anchor(LabView.path(cluster(), lab.id()), lab.title().in(getLocale()));
        title.addClassName("lab-title");
        Div facts = new Div(new Span(getTranslation("learn.minutes", lab.minutes())), new Span(getTranslation("learn.of-points", lab.points())));
        if (lab.nodes().equals("real")) {
            facts.add(new Span(getTranslation("learn.nodes.real")));
        }
        facts.addClassName("facts");
        Div done = new Div();
        done.addClassName("lab-progress");
        progress.put(lab.id(), done);
        Div card = new Div(title, new Paragraph(lab.summary().in(getLocale())), facts, done);
        if (!lab.needs().isEmpty()) {
            card.addComponentAtIndex(3, new Span(getTranslation("learn.needs", lab.needs().stream()
                    .map(id -> catalogue.find(id).map(needed -> needed.title().in(getLocale())).orElse(id)).collect(Collectors.joining(", ")))));
        }
        card.addClassName("card");
        return card;
    }

    private void showProgress() {
        if (runs == null) {
            return;
        }
        progress.values().forEach(Div::removeAll);
        for (Row row : runs.rows()) {
            String lab = cell(row, "Lab");
            Div place = progress.get(lab);
            if (place != null) {
                String phase = cell(row, "Phase");
                place.add(new Pill(phaseWords(phase), phase.equals("Passed") ? Tone.GOOD : phase.equals("Refused") ? Tone.BAD : Tone.BUSY),
                        new Span(getTranslation("learn.progress", cell(row, "Goals"), cell(row, "Points"))));
            }
        }
    }

    /// What the cluster prints, whichever way it writes its columns' names.
    private String cell(Row row, String column) {
        return RowStatus.cell(runs.columns(), row, column).or(() -> RowStatus.cell(runs.columns(), row, column.toUpperCase(java.util.Locale.ROOT))).orElse("");
    }

    private String phaseWords(String phase) {
        String key = "learn.phase." + phase.toLowerCase(java.util.Locale.ROOT);
        String words = getTranslation(key);
        return words.equals(key) ? phase : words;
    }

    @Override
    protected String titleKey() {
        return "nav.learn";
    }
}
