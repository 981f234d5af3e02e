package dev.marina.controllers.resourceclaim;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes the claims that pods have from templates, and reserves claims for pods that somebody has put on their node past the scheduler.
/// syncPod in pkg/controller/resourceclaim/controller.go
public final class PodClaimReconciler implements ObjectReconciler<Pod> {

    static final String POD_CLAIM = "resource.kubernetes.io/pod-claim-name";

    /// Of a generated name, with room for what makes it unique.
    private static final int LONGEST_BASE = 57;
    private static final int MOST_CONSUMERS = 256;

    public static Controller controller() {
        return Controller.named("pod-resource-claim").reconciles(Types.PODS, pod -> !pod.getSpec().getResourceClaims().isEmpty())
                .alsoWatches(Types.RESOURCE_CLAIMS, Mapper.owner(Types.PODS))
                .alsoWatches(Types.RESOURCE_CLAIM_TEMPLATES, (template, snapshot) -> naming(template, snapshot))
                .workers(2).with(new PodClaimReconciler());
    }

    private static Stream<ClusterKey> naming(ResourceClaimTemplate template, Snapshot snapshot) {
        return snapshot.list(Types.PODS, template.getMetadata().getNamespace()).stream()
                .filter(pod -> pod.getSpec().getResourceClaims().stream()
                        .anyMatch(each -> template.getMetadata().getName().equals(each.getResourceClaimTemplateName())))
                .map(pod -> new ClusterKey(snapshot.cluster(), pod.getMetadata().getNamespace(), pod.getMetadata().getName()));
    }

    @Override
    public ResourceType<Pod> type() {
        return Types.PODS;
    }

    @Override
    public Outcome reconcile(Turn turn, Pod pod) {
        if (pod.getSpec().getResourceClaims().isEmpty() || !PodState.active(pod)) {
            return Outcome.SETTLED;
        }
        Map<String, String> made = new LinkedHashMap<>();
        for (PodResourceClaim entry : pod.getSpec().getResourceClaims()) {
            if (entry.getResourceClaimTemplateName() != null) {
                Optional<String> name = claim(turn, pod, entry);
                if (name.isEmpty()) {
                    return Outcome.SETTLED;
                }
                made.put(entry.getName(), name.get());
            }
        }
        report(turn, pod, made);
        if (!PodState.nodeName(pod).isEmpty()) {
            reserve(turn, pod);
        }
        return Outcome.SETTLED;
    }

    /// The name of the claim for this entry; empty where there is no template, which is waited for.
    private static Optional<String> claim(Turn turn, Pod pod, PodResourceClaim entry) {
        Optional<PodClaim> told = PodClaim.of(pod).stream().filter(each -> each.reference().equals(entry.getName())).findFirst();
        if (told.filter(each -> each.claim().isEmpty() && !each.needed()).isPresent()) {
            return Optional.of("");
        }
        List<ResourceClaim> own = turn.snapshot().controlledBy(Types.RESOURCE_CLAIMS, pod.getMetadata().getUid());
        Optional<ResourceClaim> there = own.stream().filter(each -> told.map(PodClaim::claim).filter(each.getMetadata().getName()::equals).isPresent())
                .findFirst()
                // made, and not told of yet
                .or(() -> own.stream().filter(each -> each.getMetadata().getAnnotations() != null
                        && entry.getName().equals(each.getMetadata().getAnnotations().get(POD_CLAIM))).findFirst());
        if (there.isPresent()) {
            return there.map(each -> each.getMetadata().getName());
        }
        Optional<ResourceClaimTemplate> template = turn.snapshot().find(Types.RESOURCE_CLAIM_TEMPLATES, pod.getMetadata().getNamespace(),
                entry.getResourceClaimTemplateName());
        if (template.isEmpty()) {
            failed(turn, pod, entry, "resource claim template \"%s\": resourceclaimtemplate.resource.k8s.io \"%s\" not found"
                    .formatted(entry.getResourceClaimTemplateName(), entry.getResourceClaimTemplateName()));
            return Optional.empty();
        }
        try {
            return Optional.of(turn.writes().create(Types.RESOURCE_CLAIMS, wanted(pod, entry, template.get())).getMetadata().getName());
        } catch (StatusException e) {
            failed(turn, pod, entry, "create ResourceClaim: " + e.getMessage());
            throw e;
        }
    }

    private static void failed(Turn turn, Pod pod, PodResourceClaim entry, String why) {
        turn.event(pod, Severity.Warning, "FailedResourceClaimCreation", "PodResourceClaim %s: %s".formatted(entry.getName(), why));
    }

    static ResourceClaim wanted(Pod pod, PodResourceClaim entry, ResourceClaimTemplate template) {
        var from = template.getSpec().getMetadata();
        Map<String, String> annotations = new LinkedHashMap<>(from == null || from.getAnnotations() == null ? Map.of() : from.getAnnotations());
        annotations.put(POD_CLAIM, entry.getName());
        return new ResourceClaimBuilder().withNewMetadata().withGenerateName(base(pod.getMetadata().getName(), entry.getName()))
                .withNamespace(pod.getMetadata().getNamespace()).withLabels(from == null ? null : from.getLabels()).withAnnotations(annotations)
                .withOwnerReferences(Owners.controllerReference(Types.PODS, pod)).endMetadata().withSpec(template.getSpec().getSpec()).build();
    }

    /// Both names are seen in it, whatever their lengths.
    static String base(String pod, String entry) {
        String whole = pod + "-" + entry + "-";
        return whole.length() <= LONGEST_BASE
                ? whole
                : pod.substring(0, pod.length() * LONGEST_BASE / whole.length()) + "-" + entry.substring(0, entry.length() * LONGEST_BASE / whole.length());
    }

    private static void report(Turn turn, Pod pod, Map<String, String> made) {
        Map<String, String> told = PodClaim.of(pod).stream().filter(each -> each.generated() && !each.needed())
                .collect(Collectors.toMap(PodClaim::reference, PodClaim::claim, (one, _) -> one));
        if (made.equals(told)) {
            return;
        }
        turn.writes().merge(Types.PODS, pod, "status", patch -> {
            patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
            var statuses = patch.putObject("status").putArray("resourceClaimStatuses");
            made.forEach((reference, name) -> {
                var status = statuses.addObject().put("name", reference);
                if (!name.isEmpty()) {
                    status.put("resourceClaimName", name);
                }
            });
        });
    }

    private static void reserve(Turn turn, Pod pod) {
        for (PodClaim each : PodClaim.of(pod)) {
            Optional<ResourceClaim> claim = turn.snapshot().find(Types.RESOURCE_CLAIMS, pod.getMetadata().getNamespace(), each.claim())
                    .filter(found -> found.getStatus() != null && found.getStatus().getAllocation() != null);
            boolean others = claim.filter(found -> found.getStatus().getReservedFor().size() < MOST_CONSUMERS && found.getStatus().getReservedFor().stream()
                    .noneMatch(consumer -> consumer.getUid().equals(pod.getMetadata().getUid()))).isPresent();
            if (others) {
                turn.writes().updateStatus(Types.RESOURCE_CLAIMS, new ResourceClaimBuilder(claim.get()).editStatus().addNewReservedFor().withResource("pods")
                        .withName(pod.getMetadata().getName()).withUid(pod.getMetadata().getUid()).endReservedFor().endStatus().build());
            }
        }
    }
}
