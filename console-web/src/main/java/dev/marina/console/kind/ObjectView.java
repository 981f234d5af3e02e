package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.AddressedTabs;
import dev.marina.console.shell.Attempt;
import dev.marina.console.why.StatusLink;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One object of any kind: what it is, what was said about it, its YAML, and what may be done with it.
@Route(value = ClusterRef.ROUTE + "/k/:group/:version/:plural/:namespace/:name", layout = ClusterLayout.class)
public class ObjectView extends ClusterPage {

    /// The namespace of objects that have none, in addresses.
    private static final String NO_NAMESPACE = "-";
    private static final KindRef PODS = new KindRef("", "v1", "pods");

    private final Div head = new Div();
    private final FeedPill state = new FeedPill();
    private final Span notice = new Span();
    private final Span refusal = new Span();
    private final StatusLink.Place status = new StatusLink.Place();
    private final ObjectActions actions = new ObjectActions();
    private final AddressedTabs tabs = new AddressedTabs(chosen -> details().forEach(tab -> tab.seen(tab.address().equals(chosen))));
    private KindRef kind;
    private String namespace;
    private String name;
    private List<DetailTab> details = List.of();
    private Row shown;

    public ObjectView() {
        head.addClassName("title-row");
        notice.addClassName("notice");
        refusal.addClassName("refusal");
        refusal.setVisible(false);
        notice.setVisible(false);
        Div card = new Div(head, refusal, notice, tabs);
        card.addClassName("live");
        add(card);
    }

    static String path(ClusterRef cluster, KindRef kind, String namespace, String name) {
        // Pods have a page of their own, with their containers and logs.
        return kind.equals(PODS)
                ? "%s/pods/%s/%s".formatted(cluster.path(), namespace, name)
                : "%s/%s/%s/%s".formatted(cluster.path(), kind.segments(), namespace.isEmpty() ? NO_NAMESPACE : namespace, name);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        kind = KindRef.ofSegments(event.getRouteParameters().get("group").orElse(""), event.getRouteParameters().get("version").orElse(""),
                event.getRouteParameters().get("plural").orElse(""));
        String given = event.getRouteParameters().get("namespace").orElse(NO_NAMESPACE);
        namespace = given.equals(NO_NAMESPACE) ? "" : given;
        name = event.getRouteParameters().get("name").orElse("");
        tabs.open(event.getLocation());
    }

    private List<DetailTab> details() {
        return details;
    }

    @Override
    protected void start() {
        shown = null;
        actions.clear();
        head.removeAll();
        Anchor all = new Anchor(cluster().path() + "/" + kind.segments() + (namespace.isEmpty() ? "" : "?namespace=" + namespace), kind.plural());
        head.add(new H3(all, new Span(" / " + (namespace.isEmpty() ? "" : namespace + " / ") + name)), state, status,
                StatusLink.button(path(cluster(), kind, namespace, name)), actions);
        tabs.clear();
        details = DetailTab.of(kind, () -> new WhyTab.Page(ui(), api(), cluster()));
        details.forEach(tab -> tabs.add(tab.address(), getTranslation(tab.titleKey()), tab.content()));
        follow(kind.listPath(namespace), "metadata.name=" + name, this::show);
    }

    private void show(Rows rows) {
        state.show(rows.state());
        notice.setVisible(false);
        Row row = rows.rows().isEmpty() ? null : rows.rows().getFirst();
        if (row == null) {
            boolean refused = rows.state() instanceof FeedState.Refused;
            notice.setText(rows.state() instanceof FeedState.Refused because ? getTranslation("live.denied", because.reason()) : getTranslation("object.gone"));
            notice.setVisible(refused || rows.listed());
            actions.clear();
            status.clear();
            return;
        }
        if (shown == null || !shown.uid().equals(row.uid())) {
            details.forEach(tab -> tab.begin(row, this::follow));
        }
        if (Objects.equals(shown, row)) {
            return;
        }
        shown = row;
        // The row says that something changed; the object itself is read once for all tabs.
        ClusterApi api = api();
        ClusterRef cluster = cluster();
        KindCatalogs catalogs = Console.current().catalogs();
        Attempt.of(ui(), () -> new Seen(api.read(objectPath()), catalogs.of(api.person(), cluster).find(kind)), seen -> {
            details.forEach(tab -> tab.show(seen.object(), row));
            act(seen, rows, row);
        }, this::failed);
    }

    /// @param kind as the cluster serves it, which says what may be done with the object
    private record Seen(JsonNode object, Optional<Kind> kind) {}

    private void act(Seen seen, Rows rows, Row row) {
        Cells cells = new Cells(rows.columns(), row);
        status.show(KindExtras.of(kind).flatMap(extras -> extras.tone(cells).map(tone -> new StatusLink.Shown(cells.find(extras.toned()).orElse(""), tone))),
                name, path(cluster(), kind, namespace, name));
        actions.show(seen.object(), seen.kind(), new Target(ui(), api(), kind, namespace, name, this::failed));
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(!reason.isEmpty());
    }

    private String objectPath() {
        return kind.listPath(namespace) + "/" + name;
    }

    @Override
    protected String titleKey() {
        return "kind." + kind.plural();
    }
}
