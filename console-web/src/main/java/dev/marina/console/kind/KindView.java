package dev.marina.console.kind;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.feed.Row;

/// All objects of one kind, live.
@Route(value = ClusterRef.ROUTE + "/k/:group/:version/:plural", layout = ClusterLayout.class)
public class KindView extends ClusterPage {

    private static final KindRef NAMESPACES = new KindRef("", "v1", "namespaces");

    private final H3 title = new H3();
    private final NamespacePicker namespace = new NamespacePicker(this::in);
    private final TextField filter = new TextField();
    private final Div head = new Div();
    private final Div body = new Div();
    private KindRef kind;
    private Scope scope;
    private RowGrid grid;

    public KindView() {
        filter.setPlaceholder(getTranslation("live.filter"));
        filter.setAriaLabel(getTranslation("live.filter"));
        filter.setClearButtonVisible(true);
        filter.setValueChangeMode(ValueChangeMode.LAZY);
        filter.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                go(scope.matching(event.getValue()));
            }
        });
        head.addClassName("live-title");
        body.addClassName("live");
        body.add(head);
        add(body);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        kind = KindRef.ofSegments(event.getRouteParameters().get("group").orElse(""), event.getRouteParameters().get("version").orElse(""),
                event.getRouteParameters().get("plural").orElse(""));
        scope = Scope.of(event.getLocation());
        title.setText(getTranslation("kind." + kind.plural()).equals("kind." + kind.plural()) ? kind.plural() : getTranslation("kind." + kind.plural()));
    }

    @Override
    protected void start() {
        if (grid != null) {
            body.remove(grid);
        }
        grid = new RowGrid(kind, this::link);
        if (!kind.plural().equals("events")) {
            RowMenu menu = new RowMenu(ui(), api(), cluster(), kind);
            grid.menu(menu::button);
        }
        grid.narrow(scope);
        head.removeAll();
        Anchor create = ApplicationTab.fits(kind)
                ? new Anchor(cluster().path() + "/deploy" + (scope.namespace().isEmpty() ? "" : "?namespace=" + scope.namespace()),
                        getTranslation("nav.deploy"))
                : new Anchor(cluster().path() + "/create?kind=" + kind.plural(), getTranslation("create.open"));
        create.addClassName("small-button");
        head.add(title, grid.count(), grid.state(), namespace, filter, create);
        body.add(grid);
        filter.setValue(scope.filter());
        namespace.show(scope.namespace());
        follow(kind.listPath(scope.namespace()), "", grid::show);
        follow(NAMESPACES.listPath(""), "", namespace::show);
    }

    private String link(Row row) {
        return ObjectView.path(cluster(), kind, row.namespace(), row.name());
    }

    private void in(String other) {
        go(scope.in(other));
    }

    private void go(Scope wanted) {
        UI.getCurrent().navigate(cluster().path().substring(1) + "/" + kind.segments(), wanted.query());
    }

    @Override
    protected String titleKey() {
        return "kind." + kind.plural();
    }
}
