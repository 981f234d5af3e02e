package dev.marina.console.kind;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.login.Person;
import dev.marina.console.shell.Attempt;
import java.util.List;

/// The way from page to page of one cluster: its overview, then every kind that it serves, in sections.
final class KindNav extends Nav {

    private final ClusterRef cluster;

    KindNav(ClusterRef cluster) {
        this.cluster = cluster;
        addClassName("kinds");
        getElement().setAttribute("aria-label", getTranslation("nav.cluster"));
        SideNav top = new SideNav();
        top.addItem(new SideNavItem(getTranslation("nav.overview"), cluster.path().substring(1)));
        add(top);
    }

    /// Asks the cluster what it serves.
    void load(UI ui, Person person, KindCatalogs catalogs) {
        Attempt.of(ui, () -> Section.of(catalogs.of(person, cluster)), this::show, reason -> {
            Span notice = new Span(getTranslation("live.denied", reason));
            notice.addClassName("notice");
            add(notice);
        });
    }

    void show(List<Section.Shown> sections) {
        for (Section.Shown section : sections) {
            SideNav list = new SideNav(getTranslation(section.titleKey()));
            list.setCollapsible(true);
            section.kinds().forEach(kind -> list.addItem(item(kind)));
            add(list);
        }
    }

    private SideNavItem item(Kind kind) {
        String key = "kind." + kind.ref().plural();
        String translated = getTranslation(key);
        SideNavItem item = new SideNavItem(translated.equals(key) ? kind.name() : translated, cluster.path().substring(1) + "/" + kind.ref().segments());
        item.setMatchNested(true);
        return item;
    }
}
