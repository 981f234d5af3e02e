package dev.marina.model.tunnel;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/// What the control plane asks an agent to open a stream for. The API server has authorised it already; the agent checks
/// that the node is its own and that the pod with this uid runs there.
///
/// @param kind log, exec, attach, portForward or trace of a pod; of the node itself, kubelet (an answer such as a kubelet gives), usage (a [NodeUsage]) or outside
///     (an [OutsideAnswer]); of the machine, whatever nodes it has, volumeRead (what is in a volume of the cluster at this moment, as [VolumeFrames]) or volumeWrite
///     (a volume of the cluster is made, with the content that comes as [VolumeFrames]; the answer is an end without pieces, or a failure) or
///     volumeDrop (one that was made so is taken away, with the same answer)
/// @param options of the kind, with the names of the API's query parameters: for log `follow`, `previous`, `tailLines`,
///     `sinceSeconds`, `sinceTime`, `timestamps`, `limitBytes`; for exec `stdin`, `stdout`, `stderr`, `tty`; for portForward `port`; for trace `to`, `port`, `protocol`; for
///     kubelet `path` and `only_cpu_and_memory`; for outside `address` (absent: the node's own), `port`, `host` and `path` (absent: only a connection); for volumeRead `volume` and
///     `reading`; for volumeWrite `name`, `bytes`, `block` and `of`; for volumeDrop `name`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamRequest(String kind, String clusterId, String node, String namespace, String pod, String uid, String container,
        List<String> command, Map<String, String> options) {}
