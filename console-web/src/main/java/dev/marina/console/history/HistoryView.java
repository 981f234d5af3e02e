package dev.marina.console.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.client.YamlText;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.KindCatalogs;
import dev.marina.console.kind.KindRef;
import dev.marina.console.kind.NamespacePicker;
import dev.marina.console.kube.Yaml;
import dev.marina.console.login.Person;
import dev.marina.console.rest.History;
import dev.marina.console.shell.Attempt;
import dev.marina.console.why.StepWords;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A bar over the cluster's past: lists, objects and differences as of then, and a further cluster that begins there.
@Route(value = ClusterRef.ROUTE + "/history", layout = ClusterLayout.class)
public class HistoryView extends ClusterPage {

    private static final KindRef NAMESPACES = new KindRef("", "v1", "namespaces");

    private final Span banner = new Span();
    private final Scrub scrub = new Scrub(this::at);
    private final ComboBox<String> resource = new ComboBox<>();
    private final NamespacePicker picker = new NamespacePicker(this::in);
    private final Button compare = new Button(getTranslation("history.compare"), _ -> compare());
    private final Button fork = new Button(getTranslation("history.fork"), _ -> fork());
    private final Span refusal = new Span();
    private final PastList list = new PastList(this::opened, this::more);
    private final Div opened = new Div();
    private final Div differences = new Div();
    private PastMoment moment = new PastMoment(Optional.empty(), PastMoment.USUAL, "", "", Optional.empty());
    private Instant at = Instant.EPOCH;
    private int visit;

    public HistoryView() {
        banner.addClassNames("notice", "past");
        banner.getElement().setAttribute("role", "status");
        refusal.addClassName("refusal");
        refusal.getElement().setAttribute("role", "alert");
        resource.setAriaLabel(getTranslation("history.type"));
        resource.setAllowCustomValue(true);
        resource.addCustomValueSetListener(event -> go(moment.of(event.getDetail().trim())));
        resource.addValueChangeListener(event -> {
            if (event.isFromClient() && event.getValue() != null) {
                go(moment.of(event.getValue()));
            }
        });
        compare.addThemeVariants(ButtonVariant.LUMO_SMALL);
        fork.addThemeVariants(ButtonVariant.LUMO_SMALL);
        Div head = new Div(new H3(getTranslation("nav.history")), compare, fork, resource, picker);
        head.addClassName("live-title");
        Div card = new Div(head, banner, scrub, refusal, differences, list, opened);
        card.addClassNames("live", "history");
        add(card);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        moment = PastMoment.of(event.getLocation());
    }

    private void at(Instant time) {
        go(moment.at(time));
    }

    private void opened(String namespace, String name) {
        go(moment.at(at).opened(namespace, name));
    }

    private void in(String namespace) {
        go(moment.in(namespace));
    }

    private void go(PastMoment wanted) {
        UI.getCurrent().navigate(cluster().path().substring(1) + "/history", wanted.query());
    }

    @Override
    protected void start() {
        visit++;
        refusal.setVisible(false);
        banner.setText(getTranslation("loading"));
        compare.setEnabled(false);
        fork.setEnabled(false);
        opened.removeAll();
        differences.removeAll();
        list.clear();
        picker.show(moment.namespace());
        offer(List.of());
        follow(NAMESPACES.listPath(""), "", picker::show);
        Person person = api().person();
        ClusterRef cluster = cluster();
        KindCatalogs catalogs = Console.current().catalogs();
        Attempt.of(ui(), () -> catalogs.served(person, cluster), this::offer, this::notOffered);
        ask((history, of) -> history.span(person, of), this::begin);
    }

    private void offer(List<KindRef> kinds) {
        resource.setItems(Stream.concat(Stream.of(moment.resource()), kinds.stream().map(kind -> kind.group().isEmpty()
                ? kind.plural()
                : kind.plural() + "." + kind.group())).distinct().sorted().toList());
        resource.setValue(moment.resource());
    }

    private void begin(History.Span span) {
        at = moment.at().orElse(span.newest());
        scrub.show(span, at);
        banner.setText(getTranslation("history.past", StepWords.time(at)));
        compare.setEnabled(true);
        compare.setText(getTranslation(moment.compared().isPresent() ? "history.compare-not" : "history.compare"));
        fork.setEnabled(true);
        Person person = api().person();
        PastMoment asked = moment;
        Instant then = at;
        ask((history, of) -> history.objects(person, of, then, asked.resource(), asked.namespace(), ""), list::show);
        if (!asked.name().isEmpty()) {
            ask((history, of) -> history.object(person, of, then, asked.resource(), asked.namespace(), asked.name()), this::open);
        }
        asked.compared().ifPresent(until -> ask((history, of) -> history.differences(person, of, then, until, asked.namespace(), ""),
                page -> differ(page, until)));
    }

    private void more(String token) {
        Person person = api().person();
        PastMoment asked = moment;
        Instant then = at;
        ask((history, of) -> history.objects(person, of, then, asked.resource(), asked.namespace(), token), list::add);
    }

    private void open(JsonNode object) {
        opened.removeAll();
        YamlText yaml = new YamlText();
        yaml.show(Yaml.of(object));
        opened.add(new H4(getTranslation("history.object", moment.name(), StepWords.time(at))), yaml);
    }

    private void differ(History.Page page, Instant until) {
        differences.removeAll();
        differences.add(new DifferenceList(page, at, until));
    }

    /// From then until what is the latest now; once more: no longer.
    private void compare() {
        go(moment.at(at).comparedWith(moment.compared().isPresent() ? Optional.empty() : Optional.of(Instant.now().minusSeconds(1))));
    }

    private void fork() {
        new ForkDialog(ui(), Console.current().tenancy().history(), api().person(), of(), at).open();
    }

    private History.Of of() {
        return new History.Of(cluster().tenant(), cluster().name());
    }

    /// What is asked of the past; blocks.
    @FunctionalInterface
    private interface Question<T> {
        T of(History history, History.Of of);
    }

    private <T> void ask(Question<T> question, Consumer<T> answered) {
        int asking = visit;
        History history = Console.current().tenancy().history();
        History.Of of = of();
        Callable<T> work = () -> question.of(history, of);
        Attempt.of(ui(), work, answer -> {
            if (asking == visit) {
                answered.accept(answer);
            }
        }, refused -> {
            if (asking == visit) {
                failed(PastWords.refusal(this, refused));
            }
        }, this::failed);
    }

    /// Says less than why the past is not shown.
    private void notOffered(String reason) {
        if (!refusal.isVisible()) {
            failed(reason);
        }
    }

    private void failed(String reason) {
        banner.setText(getTranslation("history.not-known"));
        refusal.setText(reason);
        refusal.setVisible(true);
    }

    @Override
    protected String titleKey() {
        return "nav.history";
    }
}
