package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.endpoint.ClusterTimes;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/// A device's taint that does not say since when it has been there has been since now: how long it is tolerated counts from then. Upstream fills
/// that in when it reads what was sent, SetDefaults_DeviceTaint in pkg/apis/resource/v1/defaults.go.
final class DeviceTaintTimeAdmission implements AdmissionPlugin.Mutating {

    private static final GroupResource SLICES = new GroupResource("resource.k8s.io", "resourceslices");

    private final Clock clock;

    DeviceTaintTimeAdmission(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "DeviceTaintTime";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != AdmissionRequest.Operation.DELETE && request.resource().equals(SLICES)
                && request.object().at("spec", "devices").valueStream()
                        .anyMatch(device -> device.path("taints").valueStream().anyMatch(DeviceTaintTimeAdmission::undated));
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        String now = ClusterTimes.now(request.view(), clock.instant()).truncatedTo(ChronoUnit.SECONDS).toString();
        return request.object().edited(slice -> slice.path("spec").path("devices").forEach(device -> device.path("taints").forEach(taint -> {
            if (undated(taint) && taint instanceof ObjectNode fields) {
                fields.put("timeAdded", now);
            }
        })));
    }

    private static boolean undated(JsonNode taint) {
        return !taint.hasNonNull("timeAdded");
    }
}
