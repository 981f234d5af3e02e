package dev.marina.controllers.namespace;

import dev.marina.api.ClusterId;
import dev.marina.api.FurtherContent;

/// Deletes what Services of a cluster keep for the APIs that they serve.
@FunctionalInterface
public interface FurtherApis {

    /// Deletes what can be deleted now, and tells what is left. May be called again. Takes some seconds at most.
    FurtherContent empty(ClusterId cluster, String namespace);
}
