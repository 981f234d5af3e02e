package dev.marina.console.xray;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.marina.console.client.YamlText;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.InTurn;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Keys, sizes, revisions and values of the cluster's store, and who watches it from where. Reads only, a page at a time.
@Route(value = ClusterRef.ROUTE + "/store", layout = ClusterLayout.class)
public class StoreView extends ClusterPage {

    private static final int LONGEST = 500;

    private final TextField below = new TextField(getTranslation("store.below"));
    private final Span refusal = refusal();
    private final Span watchersRefusal = refusal();
    private final Span root = new Span();
    private final PlainTable keys = new PlainTable("store.keys",
            List.of("store.key", "store.bytes", "store.form", "store.version", "store.revision", "store.written"));
    private final PlainTable watchers = new PlainTable("store.watchers",
            List.of("store.user", "store.agent", "store.watched", "store.selector", "store.since", "store.position", "store.behind"));
    private final Button more = new Button(getTranslation("store.more"), _ -> more());
    private final Div value = new Div();
    private String prefix = "";
    private String next = "";
    private int visit;

    public StoreView() {
        root.addClassName("store-root");
        below.setPlaceholder("o//pods/default/");
        below.setMaxLength(LONGEST);
        below.setClearButtonVisible(true);
        below.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                ui().navigate(cluster().path().substring(1) + "/store", QueryParameters.simple(Map.of("below", event.getValue())));
            }
        });
        more.addThemeVariants(ButtonVariant.LUMO_SMALL);
        Button again = new Button(getTranslation("store.again"), _ -> watching());
        again.addThemeVariants(ButtonVariant.LUMO_SMALL);
        value.getElement().setAttribute("aria-live", "polite");
        Div bar = new Div(below, root);
        bar.addClassName("add-member");
        Div card = new Div(new H3(getTranslation("nav.store")), new Paragraph(getTranslation("store.text")), refusal, bar, keys, more, value,
                new H4(getTranslation("store.watchers")), new Paragraph(getTranslation("store.watchers.text")), watchersRefusal,
                watchers, again);
        card.addClassNames("live", "store");
        add(card);
    }

    private static Span refusal() {
        Refusal refusal = new Refusal();
        return refusal;
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        String given = event.getLocation().getQueryParameters().getSingleParameter("below").orElse("");
        prefix = given.substring(0, Math.min(LONGEST, given.length()));
    }

    @Override
    protected void start() {
        visit++;
        below.setValue(prefix);
        keys.clear();
        value.removeAll();
        next = "";
        more.setVisible(false);
        more();
        watching();
    }

    private void more() {
        ask(StorePaths.keys(prefix, next), refusal, page -> {
            root.setText(getTranslation("store.root", page.path("root").asText(), page.at("/metadata/resourceVersion").asText()));
            page.path("items").forEach(this::add);
            next = page.at("/metadata/continue").asText();
            more.setVisible(!next.isEmpty());
        });
    }

    private void add(JsonNode entry) {
        String key = entry.path("key").asText();
        Button open = new Button(key, _ -> open(key));
        open.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        open.setAriaLabel(getTranslation("store.open", key));
        boolean log = entry.path("is").asText().equals("Log");
        keys.add(new NativeTableCell(open), PlainTable.number(entry.path("bytes").asText()),
                PlainTable.text(getTranslation("store.form." + (log ? "Log" : entry.path("form").asText("Unreadable")), entry.path("changes").asInt())),
                PlainTable.number(entry.path("resourceVersion").asText("–")), PlainTable.number(entry.path("revision").asText()),
                PlainTable.text(entry.path("written").asText("–")));
    }

    private void open(String key) {
        ask(StorePaths.value(key), refusal, entry -> {
            value.removeAll();
            value.add(new H4(new Code(key)));
            if (entry.has("value")) {
                value.add(new Paragraph(getTranslation("store.by", entry.path("actor").asText(), entry.path("cause").asText())));
                YamlText yaml = new YamlText();
                yaml.show(Yaml.of(entry.path("value")));
                value.add(yaml);
            } else {
                value.add(new Paragraph(getTranslation(entry.path("closed").asBoolean() ? "store.closed" : "store.no-object")));
            }
        });
    }

    private void watching() {
        ask(StorePaths.WATCHERS, watchersRefusal, seen -> {
            watchers.clear();
            seen.path("items").forEach(each -> watchers.add(PlainTable.text(each.path("user").asText()), PlainTable.text(each.path("agent").asText()),
                    PlainTable
                            .text(each.path("resource").asText() + (each.path("namespace").asText().isEmpty() ? "" : " · " + each.path("namespace").asText())),
                    PlainTable.text(each.path("selector").asText()), PlainTable.text(each.path("since").asText()),
                    PlainTable.number(each.path("resourceVersion").asText()), PlainTable.number(each.path("behind").asText())));
        });
    }

    /// What comes after the page has gone on to another address is not shown.
    ///
    /// @param refusal where it is said why there is no answer
    private void ask(String path, Span refusal, Consumer<JsonNode> answered) {
        int asking = visit;
        refusal.setVisible(false);
        ClusterApi api = api();
        Attempt.of(ui(), () -> InTurn.read(api, path), answer -> {
            if (asking == visit) {
                answered.accept(answer);
            }
        }, reason -> {
            if (asking == visit) {
                refusal.setText(getTranslation("live.denied", reason));
                refusal.setVisible(true);
            }
        });
    }

    @Override
    protected String titleKey() {
        return "nav.store";
    }
}
