package dev.marina.agent.driver;

import dev.marina.agent.pod.PodVolumes.MountFailure;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIDriverSpec;
import io.fabric8.kubernetes.api.model.storage.TokenRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the cluster says of a driver by its CSIDriver; and what holds where there is none.
///
/// @param lifecycles `Persistent`, `Ephemeral`; empty where there is no CSIDriver
record DriverRules(boolean attaches, boolean podInfo, String fsGroupPolicy, boolean republished, List<String> lifecycles, List<TokenRequest> tokens,
        boolean tokensInSecrets) {

    static final String PERSISTENT = "Persistent";
    static final String EPHEMERAL = "Ephemeral";
    static final String BY_TYPE = "ReadWriteOnceWithFSType";

    static DriverRules of(Optional<CSIDriver> driver) {
        return driver.map(CSIDriver::getSpec).map(DriverRules::of).orElse(new DriverRules(true, false, BY_TYPE, false, List.of(), List.of(), false));
    }

    private static DriverRules of(CSIDriverSpec spec) {
        return new DriverRules(!Boolean.FALSE.equals(spec.getAttachRequired()), Boolean.TRUE.equals(spec.getPodInfoOnMount()),
                Objects.requireNonNullElse(spec.getFsGroupPolicy(), BY_TYPE), Boolean.TRUE.equals(spec.getRequiresRepublish()),
                spec.getVolumeLifecycleModes().isEmpty() ? List.of(PERSISTENT) : spec.getVolumeLifecycleModes(), spec.getTokenRequests(),
                Boolean.TRUE.equals(spec.getServiceAccountTokenInSecrets()));
    }

    /// pkg/volume/csi/csi_mounter.go#supportsVolumeLifecycleMode
    void require(String mode, String driver) {
        if (lifecycles.isEmpty() && !mode.equals(PERSISTENT)) {
            throw new MountFailure("volume mode \"%s\" not supported by driver %s (no CSIDriver object)".formatted(mode, driver));
        }
        if (!lifecycles.isEmpty() && !lifecycles.contains(mode)) {
            throw new MountFailure("volume mode \"%s\" not supported by driver %s (only supports [%s])".formatted(mode, driver,
                    lifecycles.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(" "))));
        }
    }

    /// Whether the node gives the volume's files to the pod's group. pkg/volume/csi/csi_mounter.go#supportsFSGroup
    boolean grouped(String fsType, List<String> accessModes) {
        return switch (fsGroupPolicy) {
            case "None" -> false;
            case "File" -> true;
            default -> !fsType.isEmpty() && accessModes.contains("ReadWriteOnce");
        };
    }
}
