package dev.marina.agent.identity;

import dev.marina.model.ModelReading;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import javax.net.ssl.SSLContext;

/// Clients of API servers, all with the same settings.
final class ApiClients {

    private ApiClients() {}

    static KubernetesClient open(String server, SSLContext tls) {
        Config config = new ConfigBuilder().withAutoConfigure(false).withMasterUrl(server).withOnlyHttpWatches(true).withHttp2Disable(true)
                .withRequestRetryBackoffLimit(1).withRequestRetryBackoffInterval(200).withConnectionTimeout(5_000).withRequestTimeout(15_000)
                .withWatchReconnectInterval(500).withUserAgent("marina-node-agent").build();
        return new KubernetesClientBuilder().withConfig(config).withKubernetesSerialization(ModelReading.serialization())
                .withHttpClientFactory(new WithTls(tls))
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor(Caused.Header.NAME, new Caused.Header())).build();
    }

    private static final class WithTls extends JdkHttpClientFactory {

        private final SSLContext tls;

        WithTls(SSLContext tls) {
            this.tls = tls;
        }

        @Override
        protected void additionalConfig(HttpClient.Builder builder) {
            builder.sslContext(tls);
        }
    }
}
