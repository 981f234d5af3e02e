package dev.marina.labs.asking;

import dev.marina.api.ClusterClient.Call;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reads below pods and Services, and lists, through the server's whole chain, for a short time and no more than some bytes.
final class InsideRequests {

    static final int MOST_BYTES = 64 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /// Passed on by the proxy: servers such as nginx refuse a request that names no host.
    private static final Headers HEADERS = new Headers(Map.of("user-agent", List.of("marina-labs"), "host", List.of("kubernetes.default.svc")));

    private final ApiHandler chain;
    private final ClusterStore store;

    InsideRequests(ApiHandler chain, ClusterStore store) {
        this.chain = chain;
        this.store = store;
    }

    /// @param text of what came; "" for a refusal
    record Answer(int status, String text, String refusal) {}

    /// @param resource `pods` or `services`
    /// @param below what follows the object, such as `log` or `proxy/index.html`
    Answer get(Call call, String resource, String namespace, String name, String below, String query) {
        return get(call, resource, namespace, name, below, query, MOST_BYTES);
    }

    /// @param most bytes that are read
    Answer get(Call call, String resource, String namespace, String name, String below, String query, int most) {
        return within(() -> answer(call, new Target.Resource("get", new GroupVersionResource("", "v1", resource), namespace, name, below.split("/", 2)[0]),
                "/api/v1/namespaces/%s/%s/%s/%s".formatted(namespace, resource, name, below), query, most));
    }

    /// All objects of a type in a namespace that a query takes.
    Answer list(Call call, GroupVersionResource resource, String namespace, String query) {
        return within(() -> answer(call, new Target.Resource("list", resource, namespace, "", ""),
                "/apis/%s/%s/namespaces/%s/%s".formatted(resource.group(), resource.version(), namespace, resource.resource()), query, MOST_BYTES));
    }

    private static Answer within(Callable<Answer> asking) {
        FutureTask<Answer> task = new FutureTask<>(asking);
        Thread thread = Thread.ofVirtual().name("lab-question").start(task);
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Answer(0, "", "no answer within %d s".formatted(PATIENCE.toSeconds()));
        } catch (ExecutionException e) {
            return new Answer(0, "", String.valueOf(e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, "", "the process ends");
        } finally {
            thread.interrupt();
        }
    }

    private Answer answer(Call call, Target target, String path, String query, int most) throws IOException, InterruptedException {
        ClusterRecord cluster = store.find(call.cluster()).orElseThrow();
        ApiRequest request = new ApiRequest(UUID.randomUUID().toString(), "GET", cluster.tenant(), cluster.name(), path, Query.parse(query),
                HEADERS, Body.NONE, new Peer.InProcess(call.user(), OptionalLong.empty()), target,
                Optional.of(cluster), Optional.empty(), call.cause());
        return switch (chain.handle(request)) {
            case ApiResponse.Bytes bytes -> new Answer(bytes.status(), cut(bytes.slices(), most), "");
            case ApiResponse.Failure failure -> new Answer(failure.status(), "", failure.reason().getMessage());
            case ApiResponse.Stream stream -> new Answer(stream.status(), produced(stream.producer(), most), "");
            case ApiResponse.Relayed relayed -> new Answer(relayed.status(), produced(relayed.producer(), most), "");
            case ApiResponse.Upgrade _, ApiResponse.Switched _ -> new Answer(0, "", "the connection became another one");
        };
    }

    private static String cut(List<byte[]> slices, int most) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        slices.forEach(slice -> all.write(slice, 0, Math.min(slice.length, most - Math.min(most, all.size()))));
        return all.toString(StandardCharsets.UTF_8);
    }

    /// As much as is wanted; what follows is not read.
    private static String produced(ApiResponse.Producer producer, int most) throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (producer) {
            producer.produce(slices -> {
                for (byte[] slice : slices) {
                    all.write(slice, 0, Math.min(slice.length, most - all.size()));
                    if (all.size() >= most) {
                        throw new Enough();
                    }
                }
            });
        } catch (Enough e) {
            return all.toString(StandardCharsets.UTF_8);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static final class Enough extends IOException {
        Enough() {
            super("enough has been read");
        }
    }
}
