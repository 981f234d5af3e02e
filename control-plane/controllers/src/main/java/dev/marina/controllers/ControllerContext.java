package dev.marina.controllers;

import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.acme.AcmeDirectory;
import dev.marina.controllers.apiservice.DiscoveryCheck;
import dev.marina.controllers.application.ApplicationDomain;
import dev.marina.controllers.engine.ClusterClock;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.EventRecorder;
import dev.marina.controllers.engine.Gate;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Together;
import dev.marina.controllers.namespace.FurtherApis;
import dev.marina.controllers.validatingadmissionpolicy.TypeChecks;
import dev.marina.model.NodeSubnet;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/// What the process gives to its controllers and its scheduler: one for both, so that they share gate, clock and decoded objects.
///
/// @param nodeSubnet addresses of nodes, such as `100.64.0.0/16`
/// @param loadBalancerRange addresses of Services of type LoadBalancer
/// @param discovery asks Services that serve further APIs
/// @param further deletes what those have
/// @param typeChecks of the expressions of policies
/// @param standingFlows the flow schemas and priority levels that every cluster has
/// @param applications below which domain applications have names; empty: none has
/// @param certificates where certificates are ordered; empty: nowhere
public record ControllerContext(ClusterStore store, ClusterClient client, ClusterReads reads, ClusterProvisioning provisioning, ClusterClock clock, Gate gate,
        Decoder decoder, String nodeSubnet, String loadBalancerRange, DiscoveryCheck discovery, FurtherApis further, TypeChecks typeChecks,
        List<Document> standingFlows, Optional<ApplicationDomain> applications, Optional<AcmeDirectory> certificates) {

    /// With the part of the nodes' subnet for load balancers that is there unless somebody says otherwise.
    public ControllerContext(ClusterStore store, ClusterClient client, ClusterReads reads, ClusterProvisioning provisioning, ClusterClock clock, Gate gate,
            Decoder decoder, String nodeSubnet, DiscoveryCheck discovery, FurtherApis further, TypeChecks typeChecks, List<Document> standingFlows,
            Optional<ApplicationDomain> applications) {
        this(store, client, reads, provisioning, clock, gate, decoder, nodeSubnet, NodeSubnet.of(nodeSubnet).loadBalancers(), discovery, further, typeChecks,
                standingFlows, applications, Optional.empty());
    }

    public ControllerContext balancing(String range) {
        NodeSubnet.of(nodeSubnet).requireApart(range);
        return new ControllerContext(store, client, reads, provisioning, clock, gate, decoder, nodeSubnet, range, discovery, further, typeChecks,
                standingFlows, applications, certificates);
    }

    public static ControllerContext of(ClusterStore store, ClusterClient client, ClusterReads reads, ClusterProvisioning provisioning, String nodeSubnet,
            DiscoveryCheck discovery, FurtherApis further, TypeChecks typeChecks, List<Document> standingFlows) {
        return new ControllerContext(store, client, reads, provisioning, new ClusterClock(Clock.systemUTC()), new Gate(), new Decoder(), nodeSubnet,
                discovery, further, typeChecks, standingFlows, Optional.empty());
    }

    public ControllerContext withApplications(Optional<ApplicationDomain> domain) {
        return new ControllerContext(store, client, reads, provisioning, clock, gate, decoder, nodeSubnet, loadBalancerRange, discovery, further, typeChecks,
                standingFlows, domain, certificates);
    }

    public ControllerContext withCertificates(Optional<AcmeDirectory> directory) {
        return new ControllerContext(store, client, reads, provisioning, clock, gate, decoder, nodeSubnet, loadBalancerRange, discovery, further, typeChecks,
                standingFlows, applications, directory);
    }

    /// What reconcilers share; `executor` runs writes of events.
    public Services services(Executor executor, Together together) {
        return new Services(store, client, clock, gate, decoder, new EventRecorder(client, clock, executor), together);
    }
}
