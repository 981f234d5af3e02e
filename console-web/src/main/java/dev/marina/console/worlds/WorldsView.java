package dev.marina.console.worlds;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.KindRef;
import dev.marina.console.kind.NamespacePicker;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.plan.Manifests;
import dev.marina.console.plan.Worked;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Refusal;
import java.time.Duration;
import java.util.Map;

/// The same manifests in two worlds with one difference. Nothing of the cluster changes.
@Route(value = ClusterRef.ROUTE + "/worlds", layout = ClusterLayout.class)
public class WorldsView extends ClusterPage {

    private static final KindRef NAMESPACES = new KindRef("", "v1", "namespaces");
    private static final int MOST_SECONDS = 900;
    private static final int SECONDS = 120;
    /// Three copies of up to 15 s, and others may be before them in the cluster's turn.
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final Map<String, String> TEMPLATES = Map.of(
            "patch", "apiVersion: apps/v1\nkind: Deployment\nname: web\nmerge:\n  spec:\n    replicas: 1\n",
            "missing", "apiVersion: policy/v1\nkind: PodDisruptionBudget\nname: web\n",
            "off", "scheduler",
            "lost", "node: n1\nseconds: 20\n",
            "pods", "labels:\n  app: web\nbecome: NeverReady\n");

    private final NamespacePicker picker = new NamespacePicker(this::in);
    private final Select<Prepared> prepared = new Select<>();
    private final Paragraph about = new Paragraph();
    private final TextArea text = new TextArea(getTranslation("worlds.manifests"));
    private final ActList later = new ActList(MOST_SECONDS);
    private final Select<String> begin = new Select<>();
    private final IntegerField seconds = new IntegerField(getTranslation("plan.seconds"));
    private final Select<String> kind = new Select<>();
    private final TextArea difference = new TextArea(getTranslation("worlds.difference"));
    private final Button ask = new Button(getTranslation("worlds.ask"), _ -> ask());
    private final Guarded guarded = new Guarded(ask);
    private final Refusal refusal = new Refusal();
    private final Span working = new Span();
    private final Div result = new Div();
    private String namespace = "default";

    public WorldsView() {
        prepared.setLabel(getTranslation("worlds.prepared"));
        prepared.setEmptySelectionAllowed(true);
        prepared.setEmptySelectionCaption(getTranslation("worlds.prepared.own"));
        prepared.setItemLabelGenerator(each -> each == null ? getTranslation("worlds.prepared.own") : getTranslation("worlds.prepared." + each.name()));
        prepared.setItems(Prepared.ALL);
        prepared.addValueChangeListener(event -> show(event.getValue()));
        prepared.setWidth("24rem");
        begin.setLabel(getTranslation("worlds.begin"));
        begin.setItems("Empty", "Cluster");
        begin.setItemLabelGenerator(each -> getTranslation(each.equals("Empty") ? "worlds.begin.empty" : "worlds.begin.cluster"));
        begin.setValue("Empty");
        seconds.setValue(SECONDS);
        seconds.setMin(0);
        seconds.setMax(MOST_SECONDS);
        kind.setLabel(getTranslation("worlds.kind"));
        kind.setItems(Question.DIFFERENCES);
        kind.setItemLabelGenerator(each -> getTranslation("worlds.kind." + each));
        kind.setValue("patch");
        kind.setWidth("24rem");
        kind.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                difference.setValue(TEMPLATES.get(event.getValue()));
            }
        });
        difference.setValue(TEMPLATES.get("patch"));
        written(text, "14rem");
        written(difference, "6rem");
        ask.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        ask.setEnabled(false);
        working.getElement().setAttribute("role", "status");
        Div first = new Div(picker, prepared, begin, seconds);
        first.addClassName("add-member");
        Div last = new Div(kind, guarded, working);
        last.addClassName("add-member");
        Div card = new Div(new H3(getTranslation("nav.worlds")), new Paragraph(getTranslation("worlds.text")), first, about, text, later, last, difference,
                refusal,
                result);
        card.addClassName("live");
        add(card);
    }

    private static void written(TextArea area, String height) {
        area.setWidthFull();
        area.setMinHeight(height);
        area.setMaxHeight("26rem");
        area.setMaxLength(Manifests.MOST_CHARACTERS);
        area.addClassName("manifests");
    }

    private void show(Prepared chosen) {
        if (chosen == null) {
            about.setText("");
            return;
        }
        about.setText(getTranslation("worlds.about." + chosen.name()));
        text.setValue(chosen.text());
        later.show(chosen.later());
        kind.setValue(chosen.kind());
        difference.setValue(chosen.differenceText());
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        namespace = event.getLocation().getQueryParameters().getSingleParameter("namespace").filter(name -> name.length() <= 63 && !name.isBlank())
                .orElse("default");
    }

    private void in(String chosen) {
        ui().navigate(cluster().path().substring(1) + "/worlds", QueryParameters.simple(Map.of("namespace", chosen.isEmpty() ? "default" : chosen)));
    }

    @Override
    protected void start() {
        picker.show(namespace);
        result.removeAll();
        follow(NAMESPACES.listPath(""), "", picker::show);
        Rights.guard(ui(), api(), guarded, new Permission("create", "marina.dev", "twoworlds", "", namespace), this::failed);
    }

    private void ask() {
        refusal.setVisible(false);
        Question question;
        try {
            int time = seconds.getValue() == null ? SECONDS : Math.clamp(seconds.getValue(), 0, MOST_SECONDS);
            question = Question.of(text.getValue(), begin.getValue(), time, kind.getValue(), difference.getValue(), later.json());
        } catch (Manifests.Unreadable e) {
            failed(getTranslation(e.key(), e.values()));
            return;
        }
        ask.setEnabled(false);
        working.setText(getTranslation("worlds.working"));
        ClusterApi api = api();
        String path = "/apis/marina.dev/v1/namespaces/%s/twoworlds".formatted(namespace);
        Attempt.of(ui(), () -> Worked.of(Map.of(), () -> Film.of(api.write("POST", path, "application/json", question.body().toString(), PATIENCE))),
                answer -> {
                    done();
                    result.removeAll();
                    switch (answer) {
                        case Worked.Known<Film>(Film known) -> result.add(new FilmPane(known));
                        case Worked.Refused<Film>(String key, String message) -> failed(getTranslation(key, message));
                    }
                }, reason -> {
                    done();
                    failed(reason);
                });
    }

    private void done() {
        ask.setEnabled(true);
        working.setText("");
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }

    @Override
    protected String titleKey() {
        return "nav.worlds";
    }
}
