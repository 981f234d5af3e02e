package dev.marina.controlplane.plan;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.plan.Planned;
import dev.marina.apiserver.worlds.Act;
import dev.marina.apiserver.worlds.Alias;
import dev.marina.apiserver.worlds.Lineage;
import dev.marina.apiserver.worlds.ObjectRef;
import dev.marina.apiserver.worlds.OneDifference;
import dev.marina.apiserver.worlds.Side;
import dev.marina.apiserver.worlds.WorldTold;
import dev.marina.apiserver.worlds.WorldTold.Refused;
import dev.marina.apiserver.worlds.WorldsRequest;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One of two worlds: a copy that is at rest, in which things are done at their seconds.
final class World {

    private static final GroupVersionResource CONTROLLERS = new GroupVersionResource("marina.dev", "v1", "controllers");
    /// What has to be known before what comes next can be applied.
    private static final Set<String> FIRST = Set.of("Namespace", "CustomResourceDefinition");

    private final Side side;
    private final ClusterCopy copy;
    private final WorldsRequest request;
    private final Asker asker;
    private final PretendedNodes nodes;
    private final PacedPods pods;
    private final Lineage lineage;
    private final List<Act> left;
    private final List<Draining> drains = new ArrayList<>();
    private final List<Planned.Applied> applied = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<Planned.Waits> reasons = new ArrayList<>();
    private int read;

    /// @param copy at rest
    World(Side side, ClusterCopy copy, WorldsRequest request, Identity who) {
        this.side = side;
        this.copy = copy;
        this.request = request;
        this.asker = new Asker(copy, who, request.namespace());
        this.nodes = new PretendedNodes(copy);
        this.pods = new PacedPods(copy, request.pods(side), nodes::alive);
        this.lineage = new Lineage(copy.image());
        this.left = new ArrayList<>(request.acts(side));
    }

    /// What the difference is about, by which name it goes here; nothing where it is about no object.
    Set<Alias> own() {
        return switch (request.difference()) {
            case OneDifference.Patched patched -> Set.of(alias(patched.object()));
            case OneDifference.Missing missing -> Set.of(alias(missing.object()));
            case OneDifference.ComponentOff off -> Set.of(Alias.named(CONTROLLERS.groupResource(), "", off.component()));
            case OneDifference.NodeLost lost -> Set.of(Alias.named(Types.NODES.groupResource(), "", lost.node()));
            case OneDifference.PodsBecome _ -> Set.of();
        };
    }

    private Alias alias(ObjectRef object) {
        try {
            ServedKind kind = asker.kind(object.apiVersion(), object.kind());
            return Alias.named(kind.resource().groupResource(), kind.namespaced() ? object.namespace() : "", object.name());
        } catch (StatusException e) {
            // of a type that the manifests define
            return Alias.named(new GroupResource("", object.kind()), object.namespace(), object.name());
        }
    }

    /// From here on changes count. In world B the difference is made, where it is not one of the manifests. Throws Invalid where it cannot be.
    void begin(WaitReasons.Readable readable) {
        if (request.difference() instanceof OneDifference.NodeLost lost) {
            ObjectKey node = Types.NODES.key(copy.cluster(), "", lost.node());
            if (!readable.may(node) || copy.image().find(node).isEmpty()) {
                throw WorldsRequest.invalid("spec.difference.lost.node: Not found: \"%s\"".formatted(lost.node()));
            }
        }
        copy.changes().note();
        nodes.begin();
        if (side == Side.B && !request.differenceIsInManifests()) {
            differ();
        }
    }

    private void differ() {
        switch (request.difference()) {
            case OneDifference.Patched(ObjectRef object, boolean merge, byte[] patch) -> attempt("patch", object,
                    kind -> asker.patch(kind, object.namespace(), object.name(), merge, patch));
            case OneDifference.Missing(ObjectRef object) -> attempt("missing", object, kind -> asker.delete(kind, object.namespace(), object.name()));
            // nobody has to be allowed to suppose it: it is done in the copy only
            case OneDifference.ComponentOff(String component) -> copy.server().client().patch(
                    new Call(copy.cluster(), PretendedNodes.SYSTEM, Cause.clock("difference")), CONTROLLERS, "", component, "", PatchType.MERGE,
                    "{\"spec\":{\"paused\":true}}".getBytes(StandardCharsets.UTF_8));
            case OneDifference.NodeLost _, OneDifference.PodsBecome _ -> {
            }
        }
    }

    private interface Doing {
        void to(ServedKind kind);
    }

    private void attempt(String field, ObjectRef object, Doing doing) {
        try {
            doing.to(asker.kind(object.apiVersion(), object.kind()));
        } catch (StatusException e) {
            throw WorldsRequest.invalid("spec.difference.%s: Invalid value: %s: it is none of the manifests, and %s".formatted(field, object, e.getMessage()));
        }
    }

    /// What is to be done at this second.
    void act(int second) throws InterruptedException {
        if (side == Side.B && request.difference() instanceof OneDifference.NodeLost lost && lost.second() == second) {
            nodes.lose(lost.node());
        }
        while (!left.isEmpty() && left.getFirst().second() <= second) {
            switch (left.removeFirst()) {
                case Act.Apply apply -> apply(apply.manifests());
                case Act.Delete delete -> delete(second, delete.object());
                case Act.Drain drain -> drain(second, drain.node());
            }
        }
        nodes.report();
        drains.forEach(drain -> drain.step(second));
    }

    private void apply(List<Document> manifests) throws InterruptedException {
        for (Document manifest : manifests) {
            applied.add(asker.apply(manifest));
            if (FIRST.contains(manifest.kind())) {
                copy.exhaust();
            }
        }
    }

    private void delete(int second, ObjectRef object) {
        try {
            asker.delete(asker.kind(object.apiVersion(), object.kind()), object.namespace(), object.name());
        } catch (StatusException e) {
            refused.add(new Refused(second, lineage.key(alias(object), copy.cluster()).orElseThrow(), e.getMessage()));
        }
    }

    private void drain(int second, String node) {
        try {
            asker.cordon(node);
            drains.add(new Draining(copy, asker, node));
        } catch (StatusException e) {
            refused.add(new Refused(second, Types.NODES.key(copy.cluster(), "", node), e.getMessage()));
        }
    }

    /// Everything there is to do at this moment by controllers and scheduler, then by pods; answers whether a pod did anything.
    boolean goOn() throws InterruptedException {
        copy.exhaust();
        return over().isEmpty() && pods.progress();
    }

    /// What changed since this was asked last.
    List<Step> news() {
        List<StoreEvent> noted = copy.changes().noted();
        List<Step> news = noted.subList(read, noted.size()).stream().map(Step::of).toList();
        read = noted.size();
        return news;
    }

    Optional<String> over() {
        return copy.expense().over();
    }

    Lineage lineage() {
        return lineage;
    }

    /// Keeps why this object, and those whose it is, do not go on now.
    void wonder(Alias object, WaitReasons.Readable readable) {
        for (Optional<Alias> each = Optional.of(object); each.isPresent(); each = each.get().of()) {
            lineage.key(each.get(), copy.cluster()).filter(readable::may).filter(key -> copy.image().find(key).isPresent()).ifPresent(key -> {
                List<Document> found = new CopyWaits(copy).of(key, readable);
                if (!found.isEmpty()) {
                    reasons.add(new Planned.Waits(key, found));
                }
            });
        }
    }

    WorldTold told(WaitReasons.Readable readable, PlanBounds bounds) {
        List<Step> steps = copy.changes().noted().stream().map(Step::of).toList();
        drains.forEach(drain -> refused.addAll(drain.refused()));
        return new WorldTold(steps, applied, refused, new CopyWaits(copy).of(steps, readable, bounds), copy.webhooks(), reasons);
    }
}
