package dev.marina.agent.probe;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerStreams;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.Optional;

/// Asks once. The answers' words are upstream's, since people search for them.
public final class Prober {

    private final ExecProbe exec;
    private final HttpProbe http;
    private final TcpProbe tcp;
    private final GrpcProbe grpc;

    public Prober(Dialer dialer, ContainerStreams streams) {
        exec = new ExecProbe(streams);
        http = new HttpProbe(dialer);
        tcp = new TcpProbe(dialer);
        grpc = new GrpcProbe(dialer);
    }

    public ProbeResult probe(Probe probe, Container container, ContainerId id, String podIp) {
        Duration timeout = Duration.ofSeconds(Math.max(1, Optional.ofNullable(probe.getTimeoutSeconds()).orElse(1)));
        if (probe.getExec() != null) {
            return exec.run(probe.getExec(), id, timeout);
        }
        if (probe.getHttpGet() != null) {
            return http.get(probe.getHttpGet(), container, podIp, timeout);
        }
        if (probe.getTcpSocket() != null) {
            return tcp.connect(probe.getTcpSocket(), container, podIp, timeout);
        }
        if (probe.getGrpc() != null) {
            return grpc.check(probe.getGrpc(), podIp, timeout);
        }
        return ProbeResult.SUCCESS;
    }

    /// A postStart or preStop hook that is a call; one that only waits is not asked here.
    public ProbeResult hook(LifecycleHandler hook, Container container, ContainerId id, String podIp, Duration timeout) {
        if (hook.getExec() != null) {
            return exec.run(hook.getExec(), id, timeout);
        }
        if (hook.getHttpGet() != null) {
            return http.get(hook.getHttpGet(), container, podIp, timeout);
        }
        if (hook.getTcpSocket() != null) {
            return tcp.connect(hook.getTcpSocket(), container, podIp, timeout);
        }
        return ProbeResult.SUCCESS;
    }
}
