package dev.marina.agent.identity;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.function.Function;

/// Names the change that led to a request in its header `Marina-Cause`, so that from what a node wrote one can walk back to who
/// asked for it. A request that the client tries again by itself goes out on another thread, without the name: then it is its own
/// cause.
public final class Caused {

    private static final String HEADER = "Marina-Cause";
    private static final ScopedValue<String> CAUSE = ScopedValue.newInstance();

    private Caused() {}

    /// @param cause as in `change/<resourceVersion>`
    public static <T> T by(String cause, KubernetesClient client, Function<KubernetesClient, T> requests) {
        return ScopedValue.where(CAUSE, cause).call(() -> requests.apply(client));
    }

    static final class Header implements Interceptor {

        static final String NAME = "cause";

        @Override
        public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
            if (CAUSE.isBound()) {
                request.setHeader(HEADER, CAUSE.get());
            }
        }
    }
}
