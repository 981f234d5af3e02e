package dev.marina.controlplane;

import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.authn.Identity;
import dev.marina.controllers.build.BuildPlace;
import dev.marina.controllers.release.Asker;
import dev.marina.controllers.release.ChartRegistry;
import dev.marina.controllers.release.ReleaseAccess;
import dev.marina.labs.fetch.PodLog;
import dev.marina.store.ClusterStore;
import java.util.Map;
import java.util.Optional;

/// What is applied for people, as them; and logs of pods.
record ReleaseRequests(ApiServer server, ClusterStore store, PodLog log, Optional<BuildPlace> place) implements ReleaseAccess {

    /// Whoever is a member no more may nothing, whatever they were when they asked. Nobody is taken for a part of the platform, whatever their groups are called.
    @Override
    public ClusterClient as(Asker asker, ClusterId cluster, String manager) {
        Identity who = asker.member()
                ? server.member(store.find(cluster).orElseThrow().tenant(), asker.user(), asker.uid())
                : Identity.authenticated(asker.user(), asker.uid(), asker.groups(), Map.of(), Identity.Proof.REQUESTED_CERTIFICATE);
        return server.clientOf(who, manager);
    }

    @Override
    public Optional<ChartRegistry> registry(ClusterId cluster) {
        return place.flatMap(registry -> store.find(cluster).map(record -> new ChartRegistry(registry.registry(), registry.loopback() ? registry.front() : "",
                record.tenant() + "/" + record.name())));
    }

    @Override
    public Optional<String> printed(Call call, String namespace, String pod, int mostBytes) {
        return log.read(call, namespace, pod, mostBytes);
    }
}
