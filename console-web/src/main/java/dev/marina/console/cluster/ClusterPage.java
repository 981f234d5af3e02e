package dev.marina.console.cluster;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import dev.marina.console.Console;
import dev.marina.console.kube.LiveObjects;
import dev.marina.console.login.Person;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.MainLayout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A page about one cluster: has a connection to it, with the person's own token, for as long as the page is open.
public abstract class ClusterPage extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final List<AutoCloseable> open = new ArrayList<>();
    private ClusterRef cluster;
    private KubernetesClient client;
    private UI ui;

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
        Person person = MainLayout.requirePerson();
        client = Console.current().clusters().connect(person, cluster.tenant(), cluster.name());
        KubernetesClient own = client;
        start();
        // Last to be opened, last to be closed.
        open.addLast(() -> Background.once(own::close));
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
    }

    protected <T extends HasMetadata> void watch(Informable<T> operation, Consumer<LiveObjects.Seen<T>> listener) {
        UI shown = ui;
        open.add(LiveObjects.of(operation, seen -> {
            if (seen.over()) {
                Background.leave(shown);
            } else {
                Background.show(shown, () -> listener.accept(seen));
            }
        }));
    }

    protected void closeLater(AutoCloseable one) {
        open.add(one);
    }

    protected ClusterRef cluster() {
        return cluster;
    }

    protected KubernetesClient client() {
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
