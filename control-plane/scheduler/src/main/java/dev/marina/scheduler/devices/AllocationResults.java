package dev.marina.scheduler.devices;

import dev.marina.scheduler.devices.DeviceSearch.Chosen;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResultBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAllocationConfiguration;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAllocationConfigurationBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClaimConfiguration;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClassConfiguration;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResultBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What is written of a claim whose devices are found: which they are, how they are to be set up, and from which nodes they are reached. Pure.
final class AllocationResults {

    private AllocationResults() {}

    static AllocationResult of(WantedClaim claim, List<Chosen> chosen, String node) {
        AllocationResult result = new AllocationResultBuilder().withNewDevices().withResults(results(claim, chosen)).withConfig(configuration(claim, chosen))
                .endDevices().build();
        result.setNodeSelector(reach(chosen, node));
        return result;
    }

    private static List<DeviceRequestAllocationResult> results(WantedClaim claim, List<Chosen> chosen) {
        List<DeviceRequestAllocationResult> results = new ArrayList<>();
        for (Chosen each : chosen) {
            DeviceId id = each.candidate().id();
            DeviceRequestAllocationResultBuilder result = new DeviceRequestAllocationResultBuilder().withRequest(each.wanted().name())
                    .withDriver(id.driver()).withPool(id.pool()).withDevice(id.device()).withTolerations(each.wanted().tolerations())
                    .withBindingConditions(each.candidate().device().getBindingConditions())
                    .withBindingFailureConditions(each.candidate().device().getBindingFailureConditions());
            if (each.wanted().admin()) {
                result.withAdminAccess(true);
            }
            each.share().ifPresent(share -> result.withConsumedCapacity(share.amounts())
                    .withShareID(share(claim, id, results.size())));
            results.add(result.build());
        }
        return results;
    }

    /// The same for the same decision, so that a decision can be repeated.
    private static String share(WantedClaim claim, DeviceId device, int place) {
        return UUID.nameUUIDFromBytes("%s/%s/%d".formatted(claim.claim().getMetadata().getUid(), device, place).getBytes(StandardCharsets.UTF_8)).toString();
    }

    /// A class's configuration once, whatever number of requests it is for; then the claim's own of the requests that came about. One that
    /// concerns all requests names none.
    private static List<DeviceAllocationConfiguration> configuration(WantedClaim claim, List<Chosen> chosen) {
        List<DeviceAllocationConfiguration> all = new ArrayList<>();
        Map<String, Wanted> cameAbout = new LinkedHashMap<>();
        chosen.forEach(each -> cameAbout.putIfAbsent(each.wanted().name(), each.wanted()));
        Map<String, List<String>> requestsByClass = new LinkedHashMap<>();
        Map<String, DeviceClass> classes = new LinkedHashMap<>();
        cameAbout.values().forEach(wanted -> {
            String name = wanted.deviceClass().getMetadata().getName();
            classes.putIfAbsent(name, wanted.deviceClass());
            requestsByClass.computeIfAbsent(name, _ -> new ArrayList<>()).add(wanted.name());
        });
        int requests = claim.requests().size();
        requestsByClass.forEach((name, named) -> {
            DeviceClass deviceClass = classes.get(name);
            List<DeviceClassConfiguration> ofClass = deviceClass.getSpec() == null ? List.of() : deviceClass.getSpec().getConfig();
            ofClass.forEach(each -> all.add(new DeviceAllocationConfigurationBuilder().withSource("FromClass")
                    .withRequests(named.size() == requests ? List.of() : named).withOpaque(each.getOpaque()).build()));
        });
        List<DeviceClaimConfiguration> own = claim.claim().getSpec().getDevices().getConfig();
        own.stream().filter(each -> each.getRequests().isEmpty() || cameAbout.values().stream().anyMatch(wanted -> wanted.namedBy(each.getRequests())))
                .forEach(each -> all.add(new DeviceAllocationConfigurationBuilder().withSource("FromClaim")
                        .withRequests(each.getRequests().size() == requests ? List.of() : each.getRequests()).withOpaque(each.getOpaque()).build()));
        return all;
    }

    /// Null where they are reached from everywhere. createNodeSelector in dynamic-resource-allocation's structured/internal
    private static NodeSelector reach(List<Chosen> chosen, String node) {
        NodeSelectorTerm together = new NodeSelectorTerm();
        for (Chosen each : chosen) {
            boolean own = each.candidate().slice().eachDeviceSays();
            String only = own ? each.candidate().device().getNodeName() : each.candidate().slice().spec().getNodeName();
            NodeSelector selector = own ? each.candidate().device().getNodeSelector() : each.candidate().slice().spec().getNodeSelector();
            if (only != null || Boolean.TRUE.equals(each.candidate().device().getBindsToNode())) {
                return new NodeSelectorBuilder().addNewNodeSelectorTerm().addNewMatchField().withKey("metadata.name").withOperator("In").withValues(node)
                        .endMatchField().endNodeSelectorTerm().build();
            }
            if (selector != null) {
                selector.getNodeSelectorTerms().forEach(term -> {
                    add(term.getMatchFields(), together.getMatchFields());
                    add(term.getMatchExpressions(), together.getMatchExpressions());
                });
            }
        }
        boolean everywhere = together.getMatchFields().isEmpty() && together.getMatchExpressions().isEmpty();
        return everywhere ? null : new NodeSelectorBuilder().withNodeSelectorTerms(together).build();
    }

    private static void add(List<NodeSelectorRequirement> from, List<NodeSelectorRequirement> into) {
        from.stream().filter(each -> !into.contains(each)).forEach(into::add);
    }
}
