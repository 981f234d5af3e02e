package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Quantities;
import dev.marina.api.StatusException;
import dev.marina.api.pod.PodResources;
import dev.marina.store.Stored;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A pod on a node is not resized to more than that has. plugin/pkg/admission/podresize/admission.go
final class PodResizeValidatorAdmission implements AdmissionPlugin.Validating {

    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    @Override
    public String name() {
        return "PodResizeValidator";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == AdmissionRequest.Operation.UPDATE && request.resource().equals(new GroupResource("", "pods"))
                && request.subresource().equals("resize") && !request.object().text("spec", "nodeName").isEmpty();
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        Document pod = request.object();
        if (request.stored().filter(before -> before.at("metadata", "generation").equals(pod.at("metadata", "generation"))).isPresent()) {
            return Verdict.FINE;
        }
        String name = pod.text("spec", "nodeName");
        Document node = request.view().find(new ObjectKey(request.view().cluster(), NODES, "", name)).map(Stored::bytes).map(Document::parse)
                .orElseThrow(() -> StatusException.forbidden(request.resource(), request.name(), "node \"%s\" not found".formatted(name)));
        String system = node.labels().getOrDefault("kubernetes.io/os", "linux");
        if (!system.equals("linux")) {
            throw refused(request, "UnsupportedPlatform", "pod resize is only supported on linux nodes, node \"%s\" is \"%s\"".formatted(name, system));
        }
        List<String> over = over(PodResources.of(pod, "requests"), node);
        if (!over.isEmpty()) {
            throw refused(request, "NodeCapacity", "node didn't have enough allocatable resources: " + String.join("; ", over));
        }
        return Verdict.FINE;
    }

    private static List<String> over(Map<String, BigDecimal> requests, Document node) {
        List<String> over = new ArrayList<>();
        BigDecimal cpu = requests.getOrDefault("cpu", BigDecimal.ZERO);
        if (cpu.compareTo(allocatable(node, "cpu")) > 0) {
            over.add("cpu, requested: %d, allocatable: %d".formatted(cpu.multiply(MILLI).longValue(), allocatable(node, "cpu").multiply(MILLI).longValue()));
        }
        BigDecimal memory = requests.getOrDefault("memory", BigDecimal.ZERO);
        if (memory.compareTo(allocatable(node, "memory")) > 0) {
            over.add("memory, requested: %d, allocatable: %d".formatted(memory.longValue(), allocatable(node, "memory").longValue()));
        }
        return over;
    }

    private static BigDecimal allocatable(Document node, String resource) {
        String text = node.at("status", "allocatable", resource).asText();
        return text.isEmpty() || !Quantities.valid(text) ? BigDecimal.ZERO : Quantities.value(text);
    }

    private static StatusException refused(AdmissionRequest request, String reason, String why) {
        StatusException plain = StatusException.forbidden(request.resource(), request.name(), why);
        StatusException.Details details = plain.details();
        return new StatusException(plain.code(), plain.reason(), plain.getMessage(),
                new StatusException.Details(details.name(), details.group(), details.kind(),
                        details.uid(), List.of(new StatusException.StatusCause(reason, "", "")), details.retryAfterSeconds()));
    }
}
