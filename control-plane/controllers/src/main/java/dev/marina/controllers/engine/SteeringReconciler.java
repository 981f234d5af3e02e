package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.Controllers.Running;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Says on a cluster's Controller objects what waits behind a gate that is not open, at most once in [#PAUSE], and looks at the
/// whole cluster anew where more came than was kept. Behind no gate itself. Of a controller that nobody has touched there is
/// nothing to say, and no object to say it on.
final class SteeringReconciler implements Reconciler {

    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final GroupVersionResource CONTROLLERS = new GroupVersionResource(GateSetting.CONTROLLERS.group(), "v1",
            GateSetting.CONTROLLERS.resource());

    private final Function<String, Optional<Running>> running;
    private final Gate gate;
    private final BiConsumer<Running, Work> add;

    private SteeringReconciler(Function<String, Optional<Running>> running, Gate gate, BiConsumer<Running, Work> add) {
        this.running = running;
        this.gate = gate;
        this.add = add;
    }

    /// @param running the controller of this name that passes a gate
    /// @param add to its queue
    static Controller controller(Function<String, Optional<Running>> running, Gate gate, BiConsumer<Running, Work> add) {
        return Controller.named("steering").source(new Touched()).platform().workers(2).with(new SteeringReconciler(running, gate, add));
    }

    static Work work(ClusterId cluster, String controller) {
        return new Work(new ClusterKey(cluster, "", controller), Cause.clock("steering/" + controller));
    }

    private static final class Touched implements Source {
        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.image().list(GateSetting.CONTROLLERS, "").map(Touched::key);
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            return event.key().resource().equals(GateSetting.CONTROLLERS) ? event.current().map(Touched::key).stream() : Stream.empty();
        }

        @Override
        public Subject subject(ClusterKey key) {
            return new Subject("Controller", "", key.name());
        }

        private static ClusterKey key(Stored stored) {
            return new ClusterKey(stored.key().cluster(), "", stored.key().name());
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        String name = turn.key().name();
        GateSetting setting = gate.setting(turn.cluster(), name);
        running.apply(name).ifPresent(controller -> recover(turn, controller, setting));
        Optional<QueueView> queue = gate.queue(turn.cluster(), name, 1);
        Optional<Document> object = turn.snapshot().stored(new ObjectKey(turn.cluster(), GateSetting.CONTROLLERS, "", name))
                .filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()));
        if (queue.isPresent() && object.isPresent()) {
            say(turn, object.get(), setting, queue.get());
        }
        return Outcome.SETTLED;
    }

    /// Only once there is nothing left of what was kept, or nothing holds it any more: looking at all of a cluster is work.
    private void recover(Turn turn, Running controller, GateSetting setting) {
        boolean empty = controller.queue().look(turn.cluster(), 0, controller.controller()::subject).count() == 0;
        if ((setting.open() || empty) && controller.queue().takeOverflow(turn.cluster())) {
            controller.controller().all(turn.snapshot()).forEach(work -> add.accept(controller, work));
        }
    }

    private static void say(Turn turn, Document object, GateSetting setting, QueueView queue) {
        ObjectNode status = Document.mapper().createObjectNode();
        status.put("observedGeneration", object.generation());
        boolean stopped = !queue.items().isEmpty() && setting.holds(queue.items().getFirst().subject());
        status.put("phase", setting.paused() ? "Paused" : stopped ? "AtBreakpoint" : setting.slow() ? "Slowed" : "Running");
        // of an open queue the length is another one before it is written
        status.put("queued", setting.open() ? 0 : queue.count());
        status.put("incomplete", queue.lost());
        if (setting.open() || queue.items().isEmpty()) {
            status.putNull("next");
        } else {
            ObjectNode next = status.putObject("next");
            // a merge keeps of the last one what this one does not say
            next.putNull("namespace");
            GateControl.describe(next, queue.items().getFirst());
        }
        Document wanted = Document.of(Document.mapper().createObjectNode().set("status", status));
        if (!same(wanted, object)) {
            turn.writes().client().patch(turn.writes().call(), CONTROLLERS, "", object.name(), "status", PatchType.MERGE, wanted.bytes());
        }
    }

    private static boolean same(Document wanted, Document object) {
        return alike(wanted.at("status"), object.at("status"));
    }

    private static boolean alike(JsonNode wanted, JsonNode present) {
        return switch (wanted) {
            case ObjectNode object -> present.isObject()
                    && object.propertyStream().allMatch(field -> alike(field.getValue(), present.path(field.getKey())));
            default -> wanted.isNull() ? present.isMissingNode() || present.isNull() : wanted.equals(present);
        };
    }
}
