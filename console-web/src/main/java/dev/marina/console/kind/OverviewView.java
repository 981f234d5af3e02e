package dev.marina.console.kind;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.feed.Rows;
import java.util.List;

/// A cluster at a glance, and how to reach it with kubectl.
@Route(value = ClusterRef.ROUTE, layout = ClusterLayout.class)
public class OverviewView extends ClusterPage {

    private final List<Tile> tiles = List.of(
            new Tile("kind.applications", new KindRef("apps.marina.dev", "v1", "applications")),
            new Tile("kind.nodes", new KindRef("", "v1", "nodes")),
            new Tile("kind.deployments", new KindRef("apps", "v1", "deployments")),
            new Tile("kind.pods", new KindRef("", "v1", "pods")));
    private final Pre commands = new Pre();

    public OverviewView() {
        Div row = new Div();
        row.addClassName("tiles");
        tiles.forEach(row::add);
        commands.addClassName("yaml");
        Div start = new Div(new H3(getTranslation("overview.start")), new Paragraph(getTranslation("overview.start.text")), commands);
        start.addClassName("card");
        add(row, start);
    }

    @Override
    protected void start() {
        commands.setText("""
                export KUBECONFIG=~/Downloads/%s-%s.yaml
                kubectl get nodes
                kubectl create deployment hello --image=marina/busybox:1 -- httpd -f -p 8080
                kubectl get pods --watch""".formatted(cluster().tenant(), cluster().name()));
        for (Tile tile : tiles) {
            tile.setHref(cluster().path() + "/" + tile.kind.segments());
            follow(tile.kind.listPath(""), "", tile::show);
        }
    }

    @Override
    protected String titleKey() {
        return "nav.overview";
    }

    /// How many there are and how many of them are well.
    private static final class Tile extends Anchor {

        private final Span number = new Span("–");
        private final Span well = new Span();
        private final FeedPill state = new FeedPill();
        private final KindRef kind;

        Tile(String titleKey, KindRef kind) {
            this.kind = kind;
            addClassNames("card", "tile");
            number.addClassName("number");
            well.addClassName("well");
            Span title = new Span(getTranslation(titleKey));
            title.addClassName("tile-title");
            add(title, number, well, state);
        }

        void show(Rows rows) {
            state.show(rows.state());
            if (!rows.listed()) {
                number.setText("–");
                well.setText("");
                setClassName("all-well", false);
                return;
            }
            long all = rows.rows().size() + Math.max(rows.unseen(), 0);
            long good = KindHealth.good(kind, rows);
            number.setText(Long.toString(all));
            well.setText(getTranslation("overview.well", good));
            setClassName("all-well", good == all);
        }
    }
}
