package dev.marina.controllers.resourceclaim;

import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceTaint;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceToleration;
import java.util.List;

/// Whether a device's taints keep it from a request. Effects that nobody knows keep nobody away. ToleratesTaint in
/// dynamic-resource-allocation's resourceclaim/devicetoleration.go
public final class DeviceTaints {

    private DeviceTaints() {}

    /// Whether one of them is not tolerated.
    public static boolean keep(Device device, List<DeviceToleration> tolerations) {
        return device.getTaints().stream().filter(taint -> taint.getEffect().equals("NoSchedule") || taint.getEffect().equals("NoExecute"))
                .anyMatch(taint -> tolerations.stream().noneMatch(toleration -> tolerates(toleration, taint)));
    }

    /// Whatever the taint's effect.
    public static boolean tolerates(DeviceToleration toleration, DeviceTaint taint) {
        if (!text(toleration.getEffect()).isEmpty() && !toleration.getEffect().equals(taint.getEffect())
                || !text(toleration.getKey()).isEmpty() && !toleration.getKey().equals(taint.getKey())) {
            return false;
        }
        return switch (text(toleration.getOperator())) {
            case "", "Equal" -> text(toleration.getValue()).equals(text(taint.getValue()));
            case "Exists" -> true;
            default -> false;
        };
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
