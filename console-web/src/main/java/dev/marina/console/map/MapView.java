package dev.marina.console.map;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.marina.console.client.MapDrawing;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.KindRef;
import dev.marina.console.kind.NamespacePicker;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A namespace as a live graph, and as a table with the same content.
@Route(value = ClusterRef.ROUTE + "/map", layout = ClusterLayout.class)
public class MapView extends ClusterPage {

    private static final KindRef NAMESPACES = new KindRef("", "v1", "namespaces");
    private static final String DEFAULT = "default";

    private final FeedPill state = new FeedPill();
    private final NamespacePicker picker = new NamespacePicker(this::in);
    private final Checkbox onlyTrouble = new Checkbox(getTranslation("map.errors"));
    private final Button twin = new Button();
    private final Span notice = new Span();
    private final MapDrawing drawing = new MapDrawing();
    private final MapTable rows = new MapTable();
    private final MapPanel panel = new MapPanel();
    private final Map<MapKind, Rows> lists = new HashMap<>();
    private References references = References.NONE;
    private int visit;
    private MapLayout layout = MapLayout.EMPTY;
    private MapGraph graph = new MapGraph(List.of(), List.of(), 0, java.util.Set.of());
    private String namespace = DEFAULT;
    private String chosen = "";
    private boolean errors;
    private boolean table;
    private boolean reading;
    private boolean again;

    public MapView() {
        notice.addClassName("notice");
        onlyTrouble.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                go(namespace, event.getValue(), table);
            }
        });
        twin.addThemeVariants(ButtonVariant.LUMO_SMALL);
        twin.addClickListener(_ -> go(namespace, errors, !table));
        Button anew = new Button(getTranslation("map.anew"), _ -> {
            layout = MapLayout.EMPTY;
            draw();
        });
        anew.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        drawing.addChoiceListener(event -> choose(event.id()));
        Div head = new Div(new H3(getTranslation("nav.map")), state, onlyTrouble, twin, anew, picker);
        head.addClassName("live-title");
        Div body = new Div(drawing, rows, panel);
        body.addClassName("map-body");
        Div card = new Div(head, notice, body);
        card.addClassName("live");
        add(card);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        QueryParameters query = event.getLocation().getQueryParameters();
        String asked = query.getSingleParameter("namespace").filter(name -> name.length() <= 63 && !name.isBlank()).orElse(DEFAULT);
        if (!asked.equals(namespace)) {
            layout = MapLayout.EMPTY;
        }
        namespace = asked;
        errors = query.getSingleParameter("errors").isPresent();
        table = query.getSingleParameter("show").filter("table"::equals).isPresent();
    }

    private void in(String wanted) {
        go(wanted.isEmpty() ? DEFAULT : wanted, errors, table);
    }

    private void go(String of, boolean onlyErrors, boolean asTable) {
        Map<String, String> query = new TreeMap<>(Map.of("namespace", of));
        if (onlyErrors) {
            query.put("errors", "true");
        }
        if (asTable) {
            query.put("show", "table");
        }
        UI.getCurrent().navigate(cluster().path().substring(1) + "/map", QueryParameters.simple(query));
    }

    @Override
    protected void start() {
        lists.clear();
        references = References.NONE;
        visit++;
        reading = false;
        panel.setVisible(false);
        chosen = "";
        picker.show(namespace);
        onlyTrouble.setValue(errors);
        twin.setText(getTranslation(table ? "map.as-map" : "map.as-table"));
        drawing.setVisible(!table);
        rows.setVisible(table);
        follow(NAMESPACES.listPath(""), "", picker::show);
        MapKind.ALL.forEach(kind -> follow(kind.ref().listPath(kind.ofCluster() ? "" : namespace), "", seen -> see(kind, seen)));
    }

    private void see(MapKind kind, Rows seen) {
        lists.put(kind, seen);
        if (kind.is("pods")) {
            state.show(seen.state());
        }
        draw();
        read();
    }

    /// What rows do not say; one reading at a time.
    private void read() {
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        again = false;
        int asking = visit;
        References before = references;
        ClusterApi api = api();
        Map<MapKind, Rows> seen = Map.copyOf(lists);
        Attempt.of(ui(), () -> before.refreshed(api, seen), now -> {
            // Meanwhile another namespace may stand here, whose own reading is under way.
            if (asking == visit) {
                reading = false;
                references = now;
                draw();
                if (again || now.due()) {
                    read();
                }
            }
        }, reason -> {
            if (asking == visit) {
                reading = false;
                notice.setText(getTranslation("live.lost", reason));
                notice.setVisible(true);
            }
        });
    }

    private void draw() {
        MapGraph whole = MapGraph.of(lists, references.all());
        // Also what is hidden now keeps its place.
        layout = MapLayout.of(whole, layout);
        graph = errors ? whole.troubled() : whole;
        if (table) {
            rows.show(graph, cluster());
        } else {
            drawing.show(new MapWords(this).json(graph, layout));
        }
        if (panel.isVisible()) {
            choose(chosen);
        }
        notice();
    }

    private void choose(String id) {
        chosen = id;
        graph.find(id).ifPresentOrElse(item -> panel.show(graph, item, cluster()), () -> panel.setVisible(false));
    }

    private void notice() {
        String refused = lists.entrySet().stream().filter(entry -> entry.getValue().state() instanceof FeedState.Refused)
                .map(entry -> entry.getKey().ref().plural()).sorted().collect(Collectors.joining(", "));
        boolean empty = lists.size() == MapKind.ALL.size() && graph.items().isEmpty() && lists.values().stream().allMatch(Rows::listed);
        String text = java.util.stream.Stream.of(
                refused.isEmpty() ? "" : getTranslation("map.refused", refused),
                graph.leftOut() == 0 ? "" : getTranslation("map.left-out", graph.items().size(), graph.leftOut()),
                graph.missing().isEmpty() ? "" : getTranslation("map.missing", graph.missing().stream().sorted().limit(5).collect(Collectors.joining(", "))),
                empty ? getTranslation(errors ? "map.all-well" : "map.empty") : "").filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
        notice.setText(text);
        notice.setVisible(!text.isEmpty());
    }

    @Override
    protected String titleKey() {
        return "nav.map";
    }
}
