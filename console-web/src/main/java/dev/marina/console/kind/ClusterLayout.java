package dev.marina.console.kind;

import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.router.RouterLayout;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.shell.MainLayout;

/// What the pages of one cluster have in common: its name and, at the side, the way from page to page.
@ParentLayout(MainLayout.class)
public class ClusterLayout extends Div implements RouterLayout, BeforeEnterObserver {

    private final Div head = new Div();
    private final Div side = new Div();
    private final Div content = new Div();
    private ClusterRef shown;

    public ClusterLayout() {
        addClassNames("page", "cluster");
        head.addClassName("cluster-head");
        side.addClassName("cluster-side");
        content.addClassName("cluster-content");
        add(head, side, content);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        ClusterRef cluster = ClusterRef.of(event);
        if (cluster.equals(shown)) {
            return;
        }
        shown = cluster;
        head.removeAll();
        Anchor all = new Anchor("/clusters", cluster.tenant());
        Span slash = new Span("/");
        slash.addClassName("slash");
        Anchor kubeconfig = new Anchor("/kubeconfig/%s/%s".formatted(cluster.tenant(), cluster.name()), getTranslation("cluster.kubeconfig"));
        kubeconfig.setRouterIgnore(true);
        kubeconfig.addClassName("small-button");
        Div tools = new Div(new ShellButton(cluster), kubeconfig);
        tools.addClassName("title-actions");
        Div title = new Div(new H2(all, slash, new Span(cluster.name())), tools);
        title.addClassName("title-row");
        head.add(title);
        KindNav nav = new KindNav(cluster);
        side.removeAll();
        side.add(nav);
        nav.load(UI.getCurrent(), MainLayout.requirePerson(), Console.current().catalogs());
    }

    @Override
    public void showRouterLayoutContent(HasElement view) {
        content.getElement().removeAllChildren();
        content.getElement().appendChild(view.getElement());
    }
}
