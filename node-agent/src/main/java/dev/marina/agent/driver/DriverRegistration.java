package dev.marina.agent.driver;

import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.NodeGetInfoRequest;
import dev.marina.csi.v1.NodeGetInfoResponse;
import dev.marina.csi.v1.registration.InfoRequest;
import dev.marina.csi.v1.registration.PluginInfo;
import dev.marina.csi.v1.registration.RegistrationStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes up what has opened a socket in the registry: asks who it is, asks the driver which node this is, tells the cluster, and tells
/// the registrar how it went. pkg/kubelet/pluginmanager/operationexecutor/operation_generator.go
final class DriverRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(DriverRegistration.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DriverSockets sockets;
    private final NodeRecords records;

    DriverRegistration(DriverSockets sockets, NodeRecords records) {
        this.sockets = sockets;
        this.records = records;
    }

    /// How an attempt ended.
    sealed interface Ended {

        record Registered(DriverInfo driver) implements Ended {}

        /// @param reason for the log; the registrar has been told it, if it could be
        record Failed(String reason) implements Ended {}
    }

    Ended attempt(String path) {
        DriverConnection registrar;
        try {
            registrar = sockets.connect(path);
        } catch (IOException failure) {
            return new Ended.Failed(failure.getMessage());
        }
        try {
            return attempt(path, registrar);
        } finally {
            sockets.release(registrar);
        }
    }

    private Ended attempt(String path, DriverConnection registrar) {
        PluginInfo said;
        try {
            said = registrar.registration(LIMIT).getInfo(InfoRequest.getDefaultInstance());
        } catch (StatusRuntimeException failure) {
            return new Ended.Failed("failed to get plugin info: " + Rpc.words(failure));
        }
        Ended ended;
        try {
            DriverInfo driver = driver(DriverInfo.checked(said, CsiDriver.NAME), path);
            records.put(driver);
            ended = new Ended.Registered(driver);
        } catch (DriverInfo.Refused | IOException refused) {
            ended = new Ended.Failed(refused.getMessage());
        } catch (StatusRuntimeException failure) {
            ended = new Ended.Failed("RegisterPlugin error -- plugin registration failed with err: " + Rpc.words(failure));
        } catch (KubernetesClientException failure) {
            LOG.atDebug().addKeyValue("socket", DriverInfo.shown(path)).setCause(failure).log("driver not told of");
            ended = new Ended.Failed("the cluster's API cannot be told now");
        }
        tell(registrar, ended);
        return ended;
    }

    private DriverInfo driver(PluginInfo registered, String path) throws IOException, DriverInfo.Refused {
        String endpoint = registered.getEndpoint().isEmpty() ? path : registered.getEndpoint();
        DriverConnection driver = sockets.connect(endpoint);
        try {
            NodeGetInfoResponse info = driver.node(LIMIT).nodeGetInfo(NodeGetInfoRequest.getDefaultInstance());
            return DriverInfo.of(registered, endpoint, info);
        } finally {
            sockets.release(driver);
        }
    }

    /// Whoever does not listen has registered all the same, or not.
    private static void tell(DriverConnection registrar, Ended ended) {
        RegistrationStatus status = switch (ended) {
            case Ended.Registered _ -> RegistrationStatus.newBuilder().setPluginRegistered(true).build();
            case Ended.Failed(String reason) -> RegistrationStatus.newBuilder().setError(reason).build();
        };
        try {
            registrar.registration(LIMIT).notifyRegistrationStatus(status);
        } catch (StatusRuntimeException failure) {
            LOG.atDebug().addKeyValue("error", Rpc.words(failure)).log("registrar not told");
        }
    }
}
