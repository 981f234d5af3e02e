package dev.marina.testing.simulation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.util.List;
import java.util.Optional;

/// A deployment under a load that its ready pods share equally, and an autoscaler that wants each of them to have so much of it. It is never scaled
/// beyond its limits, and in the end has as many pods as the load wants.
final class SimulatedAutoscaler implements Workload {

    private static final int MOST = 5;
    private static final int EACH_MILLI = 100;
    private static final int STEP_MILLI = 50;

    private final Simulation simulation;
    private final String name;
    private int loadMilli;

    SimulatedAutoscaler(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.loadMilli = load();
        simulation.metered(this::usage);
    }

    private int load() {
        return STEP_MILLI * simulation.random.nextInt(14);
    }

    @Override
    public void create() {
        simulation.people().create(Types.DEPLOYMENTS, Templates.deployment(name, 1 + simulation.random.nextInt(MOST)));
        simulation.people().create(Types.AUTOSCALERS, new HorizontalPodAutoscalerBuilder().withMetadata(Templates.named(name)).withNewSpec()
                .withNewScaleTargetRef().withApiVersion("apps/v1").withKind("Deployment").withName(name).endScaleTargetRef().withMinReplicas(1)
                .withMaxReplicas(MOST).addNewMetric().withType("Resource").withNewResource().withName("cpu").withNewTarget().withType("AverageValue")
                .withAverageValue(new Quantity(EACH_MILLI + "m")).endTarget().endResource().endMetric().withNewBehavior().withNewScaleDown()
                .withStabilizationWindowSeconds(0).endScaleDown().endBehavior().endSpec().build());
    }

    @Override
    public void change() {
        loadMilli = load();
        simulation.tell("%s: a load of %dm".formatted(name, loadMilli));
    }

    /// As the nodes would measure it.
    private Document usage() {
        List<Pod> ready = Templates.active(simulation.snapshot(), name).stream().filter(PodState::ready).toList();
        return Document.object("metrics.k8s.io/v1beta1", "PodMetricsList").edited(root -> {
            ArrayNode items = root.putArray("items");
            for (Pod pod : ready) {
                ObjectNode item = items.addObject().put("timestamp", simulation.now().toString()).put("window", "10s");
                item.putObject("metadata").put("name", pod.getMetadata().getName()).put("namespace", Simulation.NAMESPACE);
                item.putArray("containers").addObject().put("name", "main").putObject("usage").put("cpu", loadMilli / ready.size() + "m");
            }
        });
    }

    @Override
    public Optional<String> broken() {
        return deployment().map(each -> each.getSpec().getReplicas()).filter(replicas -> replicas < 1 || replicas > MOST)
                .map(replicas -> "%s is scaled to %d, beyond 1 to %d".formatted(name, replicas, MOST));
    }

    @Override
    public Optional<String> unsettled() {
        int wanted = Math.clamp((loadMilli + EACH_MILLI - 1) / EACH_MILLI, 1, MOST);
        List<Pod> pods = Templates.pods(simulation.snapshot(), name).stream().filter(pod -> !PodState.ended(pod)).toList();
        return deployment().orElseThrow().getSpec().getReplicas() == wanted && pods.size() == wanted && pods.stream().allMatch(PodState::ready)
                ? Optional.empty()
                : Optional.of("a load of %dm wants %d pods, and there are %s".formatted(loadMilli, wanted, Simulation.names(pods)));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.AUTOSCALERS, simulation.snapshot().find(Types.AUTOSCALERS, Simulation.NAMESPACE, name).orElseThrow());
        simulation.people().delete(Types.DEPLOYMENTS, deployment().orElseThrow(), "Background");
    }

    private Optional<Deployment> deployment() {
        return simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, name);
    }
}
