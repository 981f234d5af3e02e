package dev.marina.console.pools;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.OwnersPage;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.login.Person;
import dev.marina.console.rest.ClusterNetworks;
import dev.marina.console.rest.ClusterNetworks.ClusterNetwork;
import dev.marina.console.rest.NodePools;
import dev.marina.console.rest.NodePools.Pool;
import dev.marina.console.rest.NodePools.Seen;
import dev.marina.console.rest.OfCluster;
import dev.marina.console.rest.QuotaLine;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.ConfirmDialog;
import dev.marina.console.shell.Facts;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Lines;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A cluster's node pools as they are right now: made, changed, emptied and deleted.
@Route(value = ClusterRef.ROUTE + "/pools", layout = ClusterLayout.class)
public class PoolsView extends OwnersPage<PoolsSeen> {

    private final Guarded create;
    private final Guarded carry;
    private final Paragraph carried = new Paragraph();
    private final Paragraph room = new Paragraph();
    private final Paragraph none = new Paragraph(getTranslation("pools.none"));
    private final Anchor nodes = new Anchor("", getTranslation("pools.all-nodes"));
    private final Lines<Pool, PoolLine> pools;
    private List<QuotaLine> quota = List.of();
    private ClusterNetwork network = ClusterNetwork.UNKNOWN;

    public PoolsView() {
        super(PoolsSeen.NOTHING);
        Button one = new Button(getTranslation("pools.create"), _ -> create());
        one.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_SMALL);
        create = new Guarded(one);
        Facts table = new Facts(getTranslation("nav.pools"), Stream.of("column.name", "pools.size", "kind.nodes", "pools.marks", "pools.repair", "pools.state",
                "column.actions").map(this::getTranslation).toList());
        pools = new Lines<>(table, Pool::name, each -> new PoolLine(each, this::right, this::edit, this::delete), PoolLine::show);
        Div head = new Div(new H3(getTranslation("nav.pools")), create, nodes);
        head.addClassName("live-title");
        Div card = new Div(head, new Paragraph(getTranslation("pools.text")), room, notice, refusal, none, table);
        card.addClassName("live");
        Button other = new Button(getTranslation("pools.network.edit"), _ -> carry());
        other.addThemeVariants(ButtonVariant.LUMO_SMALL);
        carry = new Guarded(other);
        Div between = new Div(new H3(getTranslation("pools.network")), carry);
        between.addClassName("live-title");
        Div carrying = new Div(between, carried, new Paragraph(getTranslation("pools.network.text")));
        carrying.addClassName("live");
        add(card, carrying);
    }

    @Override
    protected PoolsSeen look(Tenancy tenancy, Person person, OfCluster of) {
        return PoolsSeen.through(tenancy, person, of);
    }

    @Override
    protected void clear() {
        nodes.setHref(cluster().path() + "/k/core/v1/nodes");
        none.setVisible(false);
        room.setText("");
    }

    @Override
    protected void show(PoolsSeen seen) {
        right(create);
        right(carry);
        network = seen.network();
        carry.possible(!network.backend().isEmpty());
        carried.setText(words(network));
        quota = seen.quota();
        room.setText(String.join(" · ", quota.stream().filter(line -> !line.resource().equals("clusters"))
                .map(line -> getTranslation("quota." + line.resource()) + ": " + getTranslation("quota.of", line.used(), line.limit())).toList()));
        none.setVisible(seen.pools().isEmpty());
        pools.show(seen.pools());
    }

    private String words(ClusterNetwork seen) {
        if (seen.backend().isEmpty()) {
            return "";
        }
        String what = "%s: %s".formatted(seen.backend(), ClusterNetwork.BACKENDS.contains(seen.backend())
                ? getTranslation("pools.network.backend." + seen.backend())
                : getTranslation("live.unknown"));
        return seen.bgp() ? what + " · " + getTranslation(seen.reflector() ? "pools.network.reflected" : "pools.network.mesh") : what;
    }

    private void carry() {
        ClusterNetworks api = Console.current().tenancy().networks();
        Person person = person();
        OfCluster asked = of();
        new NetworkDialog(network, wanted -> api.change(person, asked, wanted), again()).open();
    }

    private void create() {
        NodePools api = Console.current().tenancy().nodePools();
        Person person = person();
        OfCluster asked = of();
        new PoolDialog(Optional.empty(), () -> quota, (name, wish) -> api.create(person, asked, name, wish), again()).open();
    }

    /// What is edited is the pool as it is now, and it is changed only if nobody else has changed it meanwhile.
    private void edit(Pool pool) {
        seen(pool, (api, person, asked, seen) -> new PoolDialog(Optional.of(seen.pool()), () -> quota,
                (_, wish) -> api.change(person, asked, seen, wish), again()).open());
    }

    private void delete(Pool pool) {
        seen(pool, (api, person, asked, seen) -> {
            ConfirmDialog dialog = new ConfirmDialog(getTranslation("pools.delete.title", pool.name()), getTranslation("pools.delete.text"), pool.name(),
                    getTranslation("delete"), () -> api.delete(person, asked, seen), again());
            if (seen.pool().total() > 0) {
                Button first = new Button(getTranslation("pools.empty"), _ -> {
                    dialog.close();
                    Attempt.of(ui(), () -> {
                        api.empty(person, asked, seen);
                        return seen;
                    }, _ -> again().run(), this::failed);
                });
                dialog.with(new Paragraph(getTranslation("pools.empty.text", seen.pool().total()))).with(first);
            }
            dialog.open();
        });
    }

    /// What is done with a pool as it is at that moment.
    @FunctionalInterface
    private interface WithSeen {
        void go(NodePools api, Person person, OfCluster of, Seen seen);
    }

    private void seen(Pool pool, WithSeen then) {
        refusal.setVisible(false);
        NodePools api = Console.current().tenancy().nodePools();
        Person person = person();
        OfCluster asked = of();
        Attempt.of(ui(), () -> api.read(person, asked, pool.name()), seen -> then.go(api, person, asked, seen), this::failed);
    }

    @Override
    protected String titleKey() {
        return "nav.pools";
    }
}
