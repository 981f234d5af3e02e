package dev.marina.console.cluster;

import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HighlightConditions;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.router.RouterLayout;
import com.vaadin.flow.router.RouterLink;
import dev.marina.console.shell.MainLayout;

/// What the pages of one cluster have in common: its name and the way from page to page.
@ParentLayout(MainLayout.class)
public class ClusterLayout extends Div implements RouterLayout, BeforeEnterObserver {

    private final Div head = new Div();
    private final Div content = new Div();
    private ClusterRef shown;

    public ClusterLayout() {
        addClassName("page");
        head.addClassName("cluster-head");
        add(head, content);
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
        Div title = new Div(new H2(all, slash, new Span(cluster.name())), kubeconfig);
        title.addClassName("title-row");
        Nav nav = new Nav();
        Navigation.PAGES.forEach(page -> {
            RouterLink link = new RouterLink(getTranslation(page.titleKey()), page.view(), cluster.parameters());
            link.setHighlightCondition(page.view() == OverviewView.class ? HighlightConditions.sameLocation() : HighlightConditions.locationPrefix());
            nav.add(link);
        });
        head.add(title, nav);
    }

    @Override
    public void showRouterLayoutContent(HasElement view) {
        content.getElement().removeAllChildren();
        content.getElement().appendChild(view.getElement());
    }
}
