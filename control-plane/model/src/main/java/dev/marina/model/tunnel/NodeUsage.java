package dev.marina.model.tunnel;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// What a node and its pods used on average over a window.
///
/// @param timestamp of the window's end, as RFC 3339
/// @param node null before it was measured
/// @param pods those that were measured
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeUsage(String timestamp, long windowMillis, Amounts node, List<PodUsage> pods) {

    public record PodUsage(String namespace, String name, String uid, List<ContainerUsage> containers) {}

    public record ContainerUsage(String name, Amounts used) {}

    /// @param nanoCores billionths of a processor
    /// @param memoryBytes that could not be taken away at once
    public record Amounts(long nanoCores, long memoryBytes) {}
}
