package dev.marina.console.clusters;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteParameters;
import com.vaadin.flow.router.RouterLink;
import dev.marina.console.Console;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.Tone;
import dev.marina.console.login.Person;
import dev.marina.console.members.MembersView;
import dev.marina.console.rest.ClusterCard;
import dev.marina.console.rest.QuotaLine;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.ConfirmDialog;
import dev.marina.console.shell.Day;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.shell.Pill;
import dev.marina.console.signup.NewTenantView;
import dev.marina.console.teach.ClassesView;
import dev.marina.console.tenant.TenantSettingsView;
import dev.marina.console.usage.UsageView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/// The tenants of who is logged in, with their clusters as they are right now.
@Route(value = "clusters", layout = MainLayout.class)
public class ClustersView extends Div implements HasDynamicTitle {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Span notice = new Span();
    private final Div tenants = new Div(new Paragraph(getTranslation("loading")));
    private ScheduledFuture<?> watching;
    private Shown shown;

    public ClustersView() {
        addClassName("page");
        notice.addClassName("notice");
        notice.getElement().setAttribute("role", "status");
        notice.setVisible(false);
        add(notice, tenants);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        Console console = Console.current();
        Person person = MainLayout.requirePerson();
        watching = Background.repeat(EVERY,
                Attempt.looking(event.getUI(), () -> TenantsSeen.through(console.tenancy(), person), seen -> show(console, person, seen), this::lost));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        watching.cancel(false);
    }

    /// What was seen last stays, and does not look as if it were so now.
    private void lost(String why) {
        notice.setText(getTranslation("live.lost", why));
        notice.setVisible(true);
    }

    private void show(Console console, Person person, TenantsSeen seen) {
        notice.setVisible(false);
        Shown next = Shown.of(seen, Instant.now());
        if (next.equals(shown)) {
            return;
        }
        shown = next;
        tenants.removeAll();
        RouterLink more = new RouterLink(getTranslation("tenant.new"), NewTenantView.class);
        more.addClassName("small-button");
        tenants.add(more);
        seen.tenants().forEach(tenant -> tenants.add(tenant(console, person, tenant)));
        if (seen.tenants().isEmpty()) {
            tenants.add(new Paragraph(getTranslation("clusters.no-tenant")));
        }
    }

    /// Ages grow by themselves.
    private record Shown(TenantsSeen seen, List<String> ages) {
        static Shown of(TenantsSeen seen, Instant now) {
            return new Shown(seen,
                    seen.tenants().stream().flatMap(tenant -> tenant.clusters().stream()).map(cluster -> Age.of(cluster.created(), now)).toList());
        }
    }

    private Div tenant(Console console, Person person, TenantsSeen.One tenant) {
        Button create = new Button(getTranslation("clusters.create"), _ -> new CreateClusterDialog(console, person, tenant.name()).open());
        create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        Span role = new Span(getTranslation("role." + tenant.tenant().role()));
        role.addClassName("role");
        RouterLink members = new RouterLink(getTranslation("members.title"), MembersView.class, new RouteParameters("tenant", tenant.name()));
        members.addClassName("small-button");
        RouterLink settings = new RouterLink(getTranslation("settings.title"), TenantSettingsView.class, new RouteParameters("tenant", tenant.name()));
        settings.addClassName("small-button");
        RouterLink classes = new RouterLink(getTranslation("classes.title"), ClassesView.class, new RouteParameters("tenant", tenant.name()));
        classes.addClassName("small-button");
        RouterLink usage = new RouterLink(getTranslation("usage.title"), UsageView.class, new RouteParameters("tenant", tenant.name()));
        usage.addClassName("small-button");
        Div actions = new Div(members, classes, usage, settings, needsOwner(create, tenant));
        actions.addClassName("title-actions");
        Div title = new Div(new H2(tenant.name()), role);
        if (!tenant.tenant().ready()) {
            title.add(new Pill(getTranslation("tenant.state." + tenant.tenant().state()), Tone.BUSY));
        }
        tenant.tenant().expires().filter(_ -> tenant.tenant().ready()).ifPresent(
                end -> title.add(new Pill(getTranslation("tenant.expires", Day.of(end, getLocale())), Tone.BUSY)));
        title.add(actions);
        title.addClassName("title-row");
        Div cards = new Div();
        cards.addClassName("cards");
        tenant.clusters().forEach(cluster -> cards.add(card(console, person, tenant, cluster)));
        Div quota = new Div();
        quota.addClassName("quota");
        tenant.quota().forEach(line -> quota.add(bar(line)));
        quota.setVisible(!tenant.quota().isEmpty());
        Div whole = new Div(title, quota, cards);
        tenant.failure().ifPresent(failure -> {
            Span refused = new Span(getTranslation("live.denied", failure));
            refused.addClassName("notice");
            whole.addComponentAtIndex(1, refused);
        });
        return whole;
    }

    private Guarded needsOwner(Button button, TenantsSeen.One tenant) {
        Guarded guarded = new Guarded(button);
        if (!tenant.tenant().owner()) {
            guarded.deny(getTranslation("permission.role", "owner"));
        } else if (!tenant.tenant().ready()) {
            guarded.deny(getTranslation("tenant.state." + tenant.tenant().state()));
        }
        return guarded;
    }

    private Div bar(QuotaLine line) {
        ProgressBar bar = new ProgressBar(0, 1, line.share());
        bar.addClassName(line.share() >= 1 ? "full" : "free");
        Span name = new Span(getTranslation("quota." + line.resource()));
        Span numbers = new Span(getTranslation("quota.of", line.used(), line.limit()));
        numbers.addClassName("numbers");
        Div text = new Div(name, numbers);
        text.addClassName("quota-text");
        Div box = new Div(text, bar);
        box.addClassName("quota-line");
        return box;
    }

    private Div card(Console console, Person person, TenantsSeen.One tenant, ClusterCard cluster) {
        H3 name = new H3();
        name.add(new RouterLink(cluster.name(), dev.marina.console.kind.OverviewView.class,
                dev.marina.console.cluster.ClusterRef.parameters(cluster.tenant(), cluster.name())));
        Div head = new Div(name, new Pill(getTranslation("phase." + cluster.phase()), tone(cluster)));
        head.addClassName("card-head");
        Span nodes = new Span(getTranslation("clusters.nodes", cluster.readyNodes(), Math.max(cluster.nodes(), cluster.wantedNodes())));
        Span age = new Span(getTranslation("clusters.age", Age.of(cluster.created(), Instant.now())));
        Div facts = new Div(nodes, age);
        facts.addClassName("facts");
        Span endpoint = new Span(cluster.endpoint());
        endpoint.addClassName("endpoint");
        Anchor kubeconfig = new Anchor("/kubeconfig/%s/%s".formatted(cluster.tenant(), cluster.name()), getTranslation("cluster.kubeconfig"));
        kubeconfig.setRouterIgnore(true);
        Button delete = new Button(getTranslation("delete"), _ -> deletion(console, person, cluster).open());
        delete.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_SMALL);
        Guarded guarded = needsOwner(delete, tenant);
        if (cluster.deleting()) {
            guarded.deny(getTranslation("phase.Deleting"));
        }
        Div foot = new Div(kubeconfig, guarded);
        foot.addClassName("card-foot");
        Div card = new Div(head, facts, endpoint, foot);
        card.addClassNames("card", "cluster-card");
        return card;
    }

    private ConfirmDialog deletion(Console console, Person person, ClusterCard cluster) {
        return new ConfirmDialog(getTranslation("delete.title", cluster.name()), getTranslation("delete.text"), cluster.name(), getTranslation("delete"),
                () -> console.tenancy().deleteCluster(person, cluster.tenant(), cluster.name()), () -> {});
    }

    private static Tone tone(ClusterCard cluster) {
        return switch (cluster.phase()) {
            case "Ready" -> Tone.GOOD;
            case "Provisioning", "Restoring", "Deleting" -> Tone.BUSY;
            default -> Tone.QUIET;
        };
    }

    @Override
    public String getPageTitle() {
        return getTranslation("clusters.title") + " · Marina";
    }
}
