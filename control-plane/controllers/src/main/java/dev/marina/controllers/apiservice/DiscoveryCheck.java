package dev.marina.controllers.apiservice;

import dev.marina.api.ClusterId;
import java.util.Optional;

/// Asks the Service of an APIService for the types that it serves.
@FunctionalInterface
public interface DiscoveryCheck {

    /// Why it does not answer; empty if it does. Takes some seconds at most.
    Optional<String> failure(ClusterId cluster, String apiService);
}
