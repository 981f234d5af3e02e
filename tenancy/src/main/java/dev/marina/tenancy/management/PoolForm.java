package dev.marina.tenancy.management;

import dev.marina.model.NodePool;
import dev.marina.tenancy.management.ManagementCluster.PoolState;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/// Node pools between what people wish and the objects of the management cluster.
final class PoolForm {

    private PoolForm() {}

    /// The pool with what the wish names.
    static NodePool.Spec spec(NodePool.Spec present, PoolWish wish) {
        Optional<NodeSize> size = Optional.ofNullable(wish.size());
        return new NodePool.Spec(present.cluster(), wish.nodes() == null ? present.replicas() : wish.nodes(), size.map(NodeSize::cpu).orElse(present.cpu()),
                size.map(NodeSize::memory).orElse(present.memory()), wish.labels() == null ? present.labels() : wish.labels(),
                wish.taints() == null ? present.taints() : wish.taints().stream().map(PoolForm::taint).toList(), autoscaling(present.autoscaling(), wish),
                wish.repairMinutes() == null ? present.repairMinutes() : wish.repairMinutes(), wish.runtime() == null ? present.runtime() : wish.runtime(),
                wish.subnet() == null ? present.subnet() : wish.subnet());
    }

    private static NodePool.Autoscaling autoscaling(NodePool.Autoscaling present, PoolWish wish) {
        boolean named = wish.minNodes() != null || wish.maxNodes() != null || wish.idleMinutes() != null;
        boolean wanted = wish.autoscaling() == null ? present != null || named : wish.autoscaling();
        if (!wanted) {
            return null;
        }
        NodePool.Autoscaling before = present == null ? new NodePool.Autoscaling(null, null, null) : present;
        return new NodePool.Autoscaling(either(wish.minNodes(), before.min()), either(wish.maxNodes(), before.max()),
                either(wish.idleMinutes(), before.idleMinutes()));
    }

    private static Integer either(Integer wished, Integer present) {
        return wished == null ? present : wished;
    }

    /// As kubectl takes them: `key=value:Effect`, `key:Effect`. What is no such text the control plane refuses.
    static NodePool.Taint taint(String text) {
        int colon = text.lastIndexOf(':');
        String left = colon < 0 ? text : text.substring(0, colon);
        int equals = left.indexOf('=');
        return new NodePool.Taint(equals < 0 ? left : left.substring(0, equals), equals < 0 ? null : left.substring(equals + 1),
                colon < 0 ? "" : text.substring(colon + 1));
    }

    private static String text(NodePool.Taint taint) {
        return taint.key() + (taint.value() == null || taint.value().isEmpty() ? "" : "=" + taint.value()) + ":" + taint.effect();
    }

    static PoolState state(NodePool pool) {
        NodePool.Spec spec = pool.getSpec();
        NodePool.Status status = pool.getStatus() == null ? new NodePool.Status(0, 0, List.of(), List.of()) : pool.getStatus();
        Condition ready = said(status, "Ready");
        Condition scaling = spec.autoscaling() == null ? new Condition() : said(status, "Autoscaling");
        return new PoolState(pool.getMetadata().getUid(), pool.getMetadata().getName(), count(spec.replicas()), count(status.replicas()),
                count(status.readyReplicas()), spec.cpu(), spec.memory(), wish(spec), ready.getReason(), ready.getMessage(), scaling.getReason(),
                scaling.getMessage());
    }

    private static PoolWish wish(NodePool.Spec spec) {
        NodePool.Autoscaling scaled = spec.autoscaling() == null ? new NodePool.Autoscaling(null, null, null) : spec.autoscaling();
        return new PoolWish(null, NodeSize.of(spec.cpu(), spec.memory()).orElse(null), spec.labels(),
                spec.taints() == null ? null : spec.taints().stream().map(PoolForm::text).toList(), spec.autoscaling() != null, scaled.min(), scaled.max(),
                scaled.idleMinutes(), spec.repairMinutes(), spec.runtime(), spec.subnet());
    }

    private static Condition said(NodePool.Status status, String type) {
        return Optional.ofNullable(status.conditions()).stream().flatMap(List::stream).filter(condition -> condition.getType().equals(type)).findFirst()
                .orElseGet(Condition::new);
    }

    private static int count(Integer given) {
        return given == null ? 0 : given;
    }
}
