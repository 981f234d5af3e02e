package dev.marina.console.kube;

import dev.marina.console.login.Person;
import dev.marina.console.settings.ConsoleConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/// Connections to tenants' clusters, with the person's own token and no other right.
public final class Clusters {

    private final ConsoleConfig config;

    public Clusters(ConsoleConfig config) {
        this.config = config;
    }

    /// The caller closes it.
    public KubernetesClient connect(Person person, String tenant, String cluster) {
        // Config.empty(): no kubeconfig, environment or service account of this machine is looked at.
        Config client = new ConfigBuilder(Config.empty()).withMasterUrl(config.clusterUrl(tenant, cluster)).withCaCertFile(config.ca().toString())
                .withOauthTokenProvider(person::bearer).withOnlyHttpWatches(true).withRequestTimeout(15_000).withConnectionTimeout(3_000)
                .withWatchReconnectInterval(500).withRequestRetryBackoffLimit(1).build();
        return new KubernetesClientBuilder().withConfig(client).build();
    }
}
