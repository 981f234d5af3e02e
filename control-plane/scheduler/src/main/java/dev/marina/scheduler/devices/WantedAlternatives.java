package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import java.util.List;

/// What the alternative that came about is worth.
final class WantedAlternatives {

    /// FirstAvailableDeviceRequestMaxSize
    private static final int MOST = 8;

    private WantedAlternatives() {}

    static int worth(List<Wanted> alternatives, AllocationResult result) {
        for (int i = 0; i < alternatives.size(); i++) {
            String name = alternatives.get(i).name();
            if (result.getDevices().getResults().stream().anyMatch(each -> each.getRequest().equals(name))) {
                return MOST - i;
            }
        }
        return 0;
    }
}
