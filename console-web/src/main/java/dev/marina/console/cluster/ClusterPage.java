package dev.marina.console.cluster;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.Console;
import dev.marina.console.feed.ClusterFeeds;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Rows;
import dev.marina.console.kube.HttpTableSource;
import dev.marina.console.login.Person;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.MainLayout;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A page about one cluster: follows what it shows, with the person's own token, for as long as it is open.
public abstract class ClusterPage extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final List<AutoCloseable> open = new ArrayList<>();
    private ClusterRef cluster;
    private KubernetesClient client;
    private UI ui;
    private Person person;
    private Console console;

    protected ClusterPage() {
        addClassName("cluster-page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        ClusterRef entered = ClusterRef.of(event);
        enter(event);
        boolean moved = ui != null;
        cluster = entered;
        if (moved) {
            // The address changed under an open page: everything it watches belongs to the old one.
            end();
            begin(ui);
        }
    }

    /// What else the address says.
    protected void enter(BeforeEnterEvent event) {}

    @Override
    protected void onAttach(AttachEvent event) {
        begin(event.getUI());
    }

    private void begin(UI attached) {
        ui = attached;
        person = MainLayout.requirePerson();
        console = Console.current();
        start();
    }

    /// Begins to watch what the page shows.
    protected abstract void start();

    @Override
    protected void onDetach(DetachEvent event) {
        end();
        ui = null;
    }

    private void end() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot end a watch", e);
            }
        }
        open.clear();
        if (client != null) {
            // After everything that used it.
            Background.once(client::close);
            client = null;
        }
    }

    /// Shows a list of the cluster for as long as the page is open.
    ///
    /// @param path of the list below the cluster's API
    /// @param fieldSelector "" for all
    protected void follow(String path, String fieldSelector, Consumer<Rows> listener) {
        UI shown = ui;
        ClusterFeeds.Key key = new ClusterFeeds.Key(person.email(), cluster.tenant() + "/" + cluster.name(), path + "?" + fieldSelector);
        open.add(console.feeds().subscribe(key, () -> new HttpTableSource(console.http(), person, cluster.tenant(), cluster.name(), path, fieldSelector), rows -> {
            if (rows.state() instanceof FeedState.LoginOver) {
                Background.leave(shown);
            } else {
                Background.show(shown, () -> listener.accept(rows));
            }
        }));
    }

    /// Blocks; so does the next. They are for an [dev.marina.console.shell.Attempt].
    protected JsonNode read(String path) throws IOException {
        return console.http().read(person, cluster.tenant(), cluster.name(), path, "application/json");
    }

    protected JsonNode write(String method, String path, String type, String document) throws IOException {
        return console.http().write(person, cluster.tenant(), cluster.name(), method, path, type, document);
    }

    protected void closeLater(AutoCloseable one) {
        open.add(one);
    }

    protected ClusterRef cluster() {
        return cluster;
    }

    /// A connection of the page's own, made when first asked for.
    protected KubernetesClient client() {
        if (client == null) {
            client = console.clusters().connect(person, cluster.tenant(), cluster.name());
        }
        return client;
    }

    protected UI ui() {
        return ui;
    }

    /// Key of the page's name among the texts.
    protected abstract String titleKey();

    @Override
    public String getPageTitle() {
        return "%s · %s/%s · Marina".formatted(getTranslation(titleKey()), cluster.tenant(), cluster.name());
    }
}
