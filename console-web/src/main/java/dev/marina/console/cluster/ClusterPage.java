package dev.marina.console.cluster;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import dev.marina.console.Console;
import dev.marina.console.feed.ClusterFeeds;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Rows;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.Person;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.MainLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A page about one cluster: follows what it shows, with the person's own token, for as long as it is open.
public abstract class ClusterPage extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final List<AutoCloseable> open = new ArrayList<>();
    private ClusterRef cluster;
    private UI ui;
    private Person person;
    private ClusterFeeds feeds;
    private ClusterApi api;

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
        feeds = Console.current().feeds();
        api = new ClusterApi(Console.current().http(), person, cluster.tenant(), cluster.name());
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
    }

    /// Shows a list of the cluster for as long as the page is open.
    ///
    /// @param path of the list below the cluster's API
    /// @param fieldSelector "" for all
    protected void follow(String path, String fieldSelector, Consumer<Rows> listener) {
        UI shown = ui;
        ClusterApi asked = api;
        ClusterFeeds.Key key = new ClusterFeeds.Key(person.email(), cluster.tenant() + "/" + cluster.name(), path + "?" + fieldSelector);
        open.add(feeds.subscribe(key, () -> asked.table(path, fieldSelector), rows -> {
            if (rows.state() instanceof FeedState.LoginOver) {
                Background.leave(shown);
            } else {
                Background.show(shown, () -> listener.accept(rows));
            }
        }));
    }

    /// Asks the REST API again and again for as long as the page is open.
    ///
    /// @param question may block
    /// @param lost is told why there is no answer; the next one may come
    /// @return asks at once, beside the usual times
    protected <T> Runnable ask(Duration every, Callable<T> question, Consumer<T> answer, Consumer<String> lost) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable look = Attempt.looking(ui, question, seen -> {
            if (!over.get()) {
                answer.accept(seen);
            }
        }, lost);
        ScheduledFuture<?> asking = Background.repeat(every, look);
        open.add(() -> {
            over.set(true);
            asking.cancel(false);
        });
        return () -> Background.once(look);
    }

    protected Person person() {
        return person;
    }

    /// The cluster's API for this page's person; also for use after the page has gone on to something else.
    protected ClusterApi api() {
        return api;
    }

    protected void closeLater(AutoCloseable one) {
        open.add(one);
    }

    protected ClusterRef cluster() {
        return cluster;
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
