package dev.marina.controlplane.plan;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.controllers.BuiltinControllers;
import dev.marina.controllers.ControllerContext;
import dev.marina.controllers.Waiting;
import dev.marina.controllers.application.ApplicationDomain;
import dev.marina.controllers.engine.ClusterClock;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.Gate;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.SteppedControllers;
import dev.marina.controllers.engine.Together;
import dev.marina.controllers.engine.Types;
import dev.marina.controlplane.scheduling.CelDeviceSelectors;
import dev.marina.scheduler.Outside;
import dev.marina.scheduler.SteppedScheduler;
import dev.marina.scheduler.extender.ExtenderCalls;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// A cluster's objects in a store of their own, with a server, the controllers and the scheduler, which go on step by step. For one thread.
final class ClusterCopy implements AutoCloseable {

    /// Written together: a transaction holds no more.
    private static final int TOGETHER = 30;
    private static final long BYTES_TOGETHER = 256 << 10;
    private static final Set<GroupResource> WEBHOOKS = Set.of(new GroupResource("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
            new GroupResource("admissionregistration.k8s.io", "validatingwebhookconfigurations"));
    private final CopyClock clock;
    private final ClusterStore store;
    private final ApiServer server;
    private final ClusterId cluster;
    private final Decoder decoder = new Decoder();
    private final SteppedControllers controllers;
    private final SteppedScheduler scheduler;
    private final Changes changes;
    private final Expense expense;
    private final List<WaitReasons> reasons;
    private final List<ObjectKey> webhooks;
    private int turn;

    /// @param store without anything in it
    /// @param server over this store
    /// @param clock of both
    /// @param contents what is in the cluster, and who does not work in it
    /// @param applications as the controllers of the cluster itself know it
    ClusterCopy(ClusterStore store, ApiServer server, CopyClock clock, ClusterRecord record, Contents contents, String nodeSubnet,
            Optional<ApplicationDomain> applications, PlanBounds bounds) {
        this.clock = clock;
        this.store = store;
        this.server = server;
        this.cluster = store.create(new NewCluster(record.tenant(), record.name(), ClusterKeys.create(record.tenant(), record.name(), clock),
                record.settings())).id();
        this.webhooks = fill(contents);
        Gate gate = new Gate();
        ClusterClock time = new ClusterClock(clock);
        ClusterClient client = new BoundedClient(server.client(), this::require);
        ControllerContext context = new ControllerContext(store, client, server.reads(), server.provisioning(), time, gate, decoder, nodeSubnet,
                server.aggregation()::failure, server.aggregation()::empty, server.typeChecks()::warnings, server.standingFlows(), applications);
        Services services = context.services(Runnable::run, Together.IN_ORDER);
        List<Controller> working = BuiltinControllers.list(context).stream().filter(controller -> !contents.idle().contains(controller.name())).toList();
        this.controllers = new SteppedControllers(services, working, this::nanos);
        this.scheduler = new SteppedScheduler(services, this::nanos, new Outside(new CelDeviceSelectors(), ExtenderCalls.NONE));
        this.reasons = List.of(new Waiting(context), scheduler.reasons());
        this.changes = new Changes(List.of(controllers, scheduler));
        this.expense = new Expense(bounds, changes, System::nanoTime);
        // ends with the store
        store.feed(changes);
    }

    /// Answers the webhooks that are left out, since nobody is there who would answer.
    private List<ObjectKey> fill(Contents contents) {
        List<ObjectKey> left = new ArrayList<>();
        List<Mutation.Write> together = new ArrayList<>();
        long bytes = 0;
        for (GroupResource resource : contents.image().resources().stream().filter(contents.kept()).toList()) {
            try (Stream<Stored> all = contents.image().list(resource, "")) {
                for (Stored stored : (Iterable<Stored>) all::iterator) {
                    if (WEBHOOKS.contains(resource)) {
                        left.add(stored.key());
                    } else if (!stored.opaque() && !resource.equals(Types.EVENTS.groupResource())) {
                        ObjectKey key = new ObjectKey(cluster, resource, stored.key().namespace(), stored.key().name());
                        together.add(new Mutation.Put(key, Encoding.again(stored.bytes()), stored.fields()));
                        bytes += stored.bytes().length;
                    }
                    if (together.size() == TOGETHER || bytes > BYTES_TOGETHER) {
                        write(together);
                        bytes = 0;
                    }
                }
            }
        }
        write(together);
        return left;
    }

    private void write(List<Mutation.Write> writes) {
        if (!writes.isEmpty()) {
            store.commit(new Mutation(cluster, new Origin("plan", Cause.clock("copy")), List.copyOf(writes), List.of(), OptionalLong.empty()));
            writes.clear();
        }
    }

    private void require() {
        expense.require();
    }

    private long nanos() {
        return clock.passed().toNanos();
    }

    /// Everything there is to do at this moment, until nothing is left or the plan has to end.
    void exhaust() throws InterruptedException {
        boolean any = true;
        while (any && expense.over().isEmpty()) {
            any = false;
            while (controllers.hear()) {
                any = true;
            }
            any |= controllers.reconcile(turn++);
            any |= scheduler.schedule();
            any |= scheduler.carryOut();
            expense.step();
            if (Thread.interrupted()) {
                throw new InterruptedException("whoever asked waits no longer");
            }
        }
    }

    CopyClock clock() {
        return clock;
    }

    Changes changes() {
        return changes;
    }

    Expense expense() {
        return expense;
    }

    ClusterId cluster() {
        return cluster;
    }

    ApiServer server() {
        return server;
    }

    Decoder decoder() {
        return decoder;
    }

    Snapshot snapshot() {
        return new Snapshot(image(), decoder);
    }

    ClusterImage image() {
        return store.image(cluster);
    }

    /// Why objects do not proceed.
    List<WaitReasons> reasons() {
        return reasons;
    }

    List<ObjectKey> webhooks() {
        return webhooks;
    }

    @Override
    public void close() {
        controllers.end();
        scheduler.end();
    }
}
