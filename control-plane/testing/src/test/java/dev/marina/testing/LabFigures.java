package dev.marina.testing;

import dev.marina.api.Document;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What only real nodes know, told of a lab's pretended ones as far as manifests tell. Pods use: who goes round in a loop a processor, or as much as its
/// limit lets it, all others a thousandth. Whoever comes from outside to a node port is answered by a ready pod of its Service whose command listens there,
/// with what that command says (`echo WORD >`).
final class LabFigures implements AutoCloseable {

    private static final AtomicInteger MACHINES = new AtomicInteger();
    private static final String LOOP = "while true; do :; done";
    private static final Pattern SAID = Pattern.compile("echo (\\S+) >");
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);

    private final KubernetesClient client;
    private final FakeAgent agent;
    private final Runnable machine;

    LabFigures(ControlPlaneExtension plane, ClusterRecord cluster, KubernetesClient client, List<String> nodes) throws Exception {
        this.client = client;
        int number = MACHINES.incrementAndGet();
        Machine object = new Machine();
        object.setMetadata(new ObjectMetaBuilder().withName("figures-" + number).build());
        object.setSpec(new Machine.Spec(nodes.stream().map(node -> new Machine.AssignedNode(cluster.id().value(), cluster.tenant(), cluster.name(), "default",
                node, number, 100 + number, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.7", "1", "1Gi", List.of())).toList()));
        KubernetesClient management = plane.admin("marina", "management");
        management.resource(object).create();
        machine = () -> management.resource(object).delete();
        agent = new FakeAgent(plane, "figures-" + number);
        nodes.forEach(node -> agent.measures(cluster.id().value(), node, request -> request.text("kind").equals("outside") ? outside(request) : usage(node)));
    }

    private String usage(String node) {
        return """
                {"timestamp":"%s","windowMillis":1000,"node":{"nanoCores":1,"memoryBytes":4096},"pods":[%s]}""".formatted(Instant.now(),
                client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems().stream().map(LabFigures::pod)
                        .collect(Collectors.joining(",")));
    }

    private static String pod(Pod pod) {
        return "{\"namespace\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\",\"containers\":[%s]}".formatted(pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(), pod.getMetadata().getUid(), pod.getSpec().getContainers().stream().map(container -> """
                        {"name":"%s","used":{"nanoCores":%d,"memoryBytes":2097152}}""".formatted(container.getName(), nanoCores(container)))
                        .collect(Collectors.joining(",")));
    }

    private String outside(Document request) {
        int port = Integer.parseInt(request.text("options", "port"));
        return client.services().inAnyNamespace().list().getItems().stream()
                .flatMap(service -> service.getSpec().getPorts().stream().filter(each -> each.getNodePort() != null && each.getNodePort() == port)
                        .flatMap(each -> pods(service, each.getTargetPort().getIntVal())))
                .findFirst().map(pod -> {
                    Matcher said = SAID.matcher(command(pod));
                    return "{\"status\":200,\"body\":\"%s\"}".formatted(said.find() ? said.group(1) : "");
                }).orElse("{\"status\":0,\"body\":\"\",\"failed\":\"Connection refused\"}");
    }

    private Stream<Pod> pods(Service service, Integer target) {
        return client.pods().inNamespace(service.getMetadata().getNamespace()).withLabels(service.getSpec().getSelector()).list().getItems().stream()
                .filter(pod -> pod.getStatus().getConditions().stream().anyMatch(each -> each.getType().equals("Ready") && each.getStatus().equals("True")))
                .filter(pod -> command(pod).contains("-p " + target + " "));
    }

    private static String command(Pod pod) {
        return String.join(" ", pod.getSpec().getContainers().getFirst().getCommand());
    }

    private static long nanoCores(Container container) {
        if (!String.join(" ", container.getCommand()).contains(LOOP)) {
            return NANO.longValue() / 1000;
        }
        return Optional.ofNullable(container.getResources()).map(resources -> resources.getLimits()).map(limits -> limits.get("cpu"))
                .map(Quantity::getNumericalAmount).orElse(BigDecimal.ONE).min(BigDecimal.ONE).multiply(NANO).longValue();
    }

    @Override
    public void close() {
        agent.close();
        machine.run();
    }
}
