package dev.marina.console.cluster;

import com.vaadin.flow.component.html.Span;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.OfCluster;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Refusal;
import java.time.Duration;
import java.util.Optional;

/// A page about what the platform keeps of a cluster, such as its backups: asked for again and again, and changed by the tenant's owners alone.
///
/// @param <S> what is seen at a time
public abstract class OwnersPage<S> extends ClusterPage {

    private static final Duration EVERY = Duration.ofSeconds(3);

    /// What is seen is not so yet, or any more.
    protected final Span notice = new Span(getTranslation("loading"));
    /// Why something that was asked for was not done.
    protected final Refusal refusal = new Refusal();
    private final S nothing;
    private OfCluster of;
    private Runnable again = () -> {};
    private Optional<Boolean> owner = Optional.empty();

    /// @param nothing what is seen before there is an answer
    protected OwnersPage(S nothing) {
        this.nothing = nothing;
        notice.addClassName("notice");
        notice.getElement().setAttribute("role", "status");
    }

    /// Asks the platform; may block.
    protected abstract S look(Tenancy tenancy, Person person, OfCluster of);

    protected abstract void show(S seen);

    /// Clears what belongs to the cluster that was shown before, after [#show] of nothing.
    protected abstract void clear();

    @Override
    protected final void start() {
        of = new OfCluster(cluster().tenant(), cluster().name());
        OfCluster asked = of;
        refusal.setVisible(false);
        notice.setText(getTranslation("loading"));
        notice.setVisible(true);
        owner = Optional.empty();
        show(nothing);
        clear();
        Tenancy tenancy = Console.current().tenancy();
        Person person = person();
        Attempt.of(ui(), () -> tenancy.tenant(person, asked.tenant()).owner(), found -> {
            owner = Optional.of(found);
            again.run();
        }, this::lost);
        again = ask(EVERY, () -> look(tenancy, person, asked), seen -> {
            notice.setVisible(false);
            show(seen);
        }, this::lost);
    }

    /// What was seen last stays, and does not look as if it were so now.
    private void lost(String why) {
        notice.setText(getTranslation("live.lost", why));
        notice.setVisible(true);
    }

    /// Lets owners alone use a control. The server decides again anyway.
    protected final void right(Guarded control) {
        if (owner.isEmpty()) {
            control.deny(getTranslation("loading"));
        } else if (owner.get()) {
            control.allow();
        } else {
            control.deny(getTranslation("permission.role", getTranslation("role.owner")));
        }
    }

    protected final OfCluster of() {
        return of;
    }

    /// Asks at once, beside the usual times.
    protected final Runnable again() {
        return again;
    }

    protected final void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }
}
