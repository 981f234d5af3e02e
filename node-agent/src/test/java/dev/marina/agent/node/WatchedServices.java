package dev.marina.agent.node;

import dev.marina.agent.watch.ListWatch;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;

/// Lists a server's Services as a node does, in a process of its own: ends with 0 when it knows as many as it should.
public final class WatchedServices {

    private WatchedServices() {}

    /// @param args the server's URL, how many Services it has
    public static void main(String[] args) throws InterruptedException {
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(new ConfigBuilder().withAutoConfigure(false).withMasterUrl(args[0]).build())
                .build();
                ListWatch<Service> services = new ListWatch<>(() -> client, Stripped.services(), new Nobody(),
                        new ListWatch.Patience(Duration.ofSeconds(30), Duration.ofSeconds(30))).start()) {
            boolean complete = services.awaitListed(Duration.ofSeconds(100)) && services.items().size() == Integer.parseInt(args[1]);
            System.exit(complete ? 0 : 1);
        }
    }

    private static final class Nobody implements ListWatch.Listener<Service> {
        @Override
        public void put(Service service) {
            // only counted
        }

        @Override
        public void gone(Service service) {
            // none goes
        }
    }
}
