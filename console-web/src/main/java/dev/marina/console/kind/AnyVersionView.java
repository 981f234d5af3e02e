package dev.marina.console.kind;

import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.shell.Attempt;

/// Where links lead that know an object by its type alone: on to its page, in the version that the cluster serves.
@Route(value = ClusterRef.ROUTE + "/o/:group/:plural/:namespace/:name", layout = ClusterLayout.class)
public class AnyVersionView extends ClusterPage {

    private final Span notice = new Span(getTranslation("loading"));
    private ObjectAddress object;
    private QueryParameters query;

    public AnyVersionView() {
        notice.addClassName("notice");
        notice.getElement().setAttribute("role", "status");
        add(notice);
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        object = ObjectAddress.ofSegments(event.getRouteParameters().get("group").orElse(""), event.getRouteParameters().get("plural").orElse(""),
                event.getRouteParameters().get("namespace").orElse(ObjectAddress.NO_NAMESPACE), event.getRouteParameters().get("name").orElse(""));
        query = event.getLocation().getQueryParameters();
    }

    @Override
    protected void start() {
        KindCatalogs catalogs = Console.current().catalogs();
        ClusterRef cluster = cluster();
        Attempt.of(ui(), () -> catalogs.of(api().person(), cluster).find(object.group(), object.plural()),
                kind -> kind.ifPresentOrElse(served -> ui().navigate(
                        ObjectView.path(cluster, served.ref(), object.namespace(), object.name()).substring(1), query),
                        () -> notice.setText(getTranslation("object.no-type", object.plural()))),
                reason -> notice.setText(getTranslation("live.denied", reason)));
    }

    @Override
    protected String titleKey() {
        return "tab.facts";
    }
}
