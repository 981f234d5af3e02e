package dev.marina.console.kind;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.find.ObjectIndex;
import dev.marina.console.find.PaletteCluster;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.Person;
import dev.marina.console.shell.Attempt;
import java.util.List;

/// The way from page to page of one cluster: its overview, then every kind that it serves, in sections.
final class KindNav extends Nav {

    /// Pages of the whole cluster, by the last part of their address.
    private static final List<String> PAGES = List.of("diagnosis", "learn", "map", "pools", "backups", "history", "plan", "worlds", "debugger", "components",
            "break", "trace",
            "store");

    private final ClusterRef cluster;

    KindNav(ClusterRef cluster) {
        this.cluster = cluster;
        addClassName("kinds");
        getElement().setAttribute("aria-label", getTranslation("nav.cluster"));
        SideNav top = new SideNav();
        top.addItem(new SideNavItem(getTranslation("nav.overview"), cluster.path().substring(1)));
        PAGES.forEach(page -> top.addItem(new SideNavItem(getTranslation("nav." + page), cluster.path().substring(1) + "/" + page)));
        add(top);
    }

    /// Asks the cluster what it serves.
    void load(UI ui, Person person, KindCatalogs catalogs) {
        Attempt.of(ui, () -> Section.of(catalogs.of(person, cluster)), sections -> {
            show(sections);
            palette(person, sections).keepIn(ui);
        }, reason -> {
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

    /// What the palette offers while pages of this cluster are open. Events are looked for by what they are about, not by their names.
    private PaletteCluster palette(Person person, List<Section.Shown> sections) {
        List<Kind> kinds = sections.stream().flatMap(section -> section.kinds().stream()).toList();
        return new PaletteCluster(new ClusterApi(Console.current().http(), person, cluster.tenant(), cluster.name()),
                kinds.stream().map(kind -> new ObjectIndex.Entry(title(kind), "", "", cluster.path() + "/" + kind.ref().segments())).toList(),
                kinds.stream().filter(kind -> !kind.ref().plural().equals("events")).map(kind -> new ObjectIndex.Source(title(kind), kind.ref().listPath(""),
                        (namespace, name) -> ObjectView.path(cluster, kind.ref(), namespace, name))).toList());
    }

    private SideNavItem item(Kind kind) {
        SideNavItem item = new SideNavItem(title(kind), cluster.path().substring(1) + "/" + kind.ref().segments());
        item.setMatchNested(true);
        return item;
    }

    private String title(Kind kind) {
        String key = "kind." + kind.ref().plural();
        String translated = getTranslation(key);
        return translated.equals(key) ? kind.name() : translated;
    }
}
