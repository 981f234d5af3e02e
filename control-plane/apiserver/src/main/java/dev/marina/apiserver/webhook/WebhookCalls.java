package dev.marina.apiserver.webhook;

import dev.marina.api.StatusException;
import dev.marina.apiserver.budget.Turns;
import dev.marina.apiserver.dial.IntoClusters;
import dev.marina.apiserver.dial.TrustedAuthorities;
import dev.marina.apiserver.webhook.WebhookClient.Place;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/// Calls webhooks, each in a thread of its own: whoever waits is answered when the webhook's time is over, whatever it does. Each
/// tenant has a number of calls at a time, of which one that is given up keeps its place until it has really ended.
public final class WebhookCalls {

    private final IntoClusters clusters;
    private final Addresses addresses;
    private final CallLimits limits;
    private final Map<String, Semaphore> tenants = new ConcurrentHashMap<>();

    /// Addresses of a host that may be called.
    @FunctionalInterface
    public interface Addresses {
        List<InetAddress> of(String host) throws IOException;
    }

    public WebhookCalls(IntoClusters clusters, Addresses addresses, CallLimits limits) {
        this.clusters = clusters;
        this.addresses = addresses;
        this.limits = limits;
    }

    /// A call that came to nothing. The message says why, as upstream's client does.
    public static final class Failed extends Exception {
        Failed(String message) {
            super(message, null, false, false);
        }
    }

    /// @return the body of an answer that says 200
    public byte[] post(ClusterRecord cluster, WebhookClient webhook, byte[] review, Duration timeout) throws Failed {
        long seconds = Math.max(1, timeout.toSeconds());
        String url = "%s?timeout=%ds".formatted(webhook.place().url(), seconds);
        String failure = "Post \"%s\": ".formatted(url);
        Turns.setDown();
        Semaphore places = tenants.computeIfAbsent(cluster.tenant(), _ -> new Semaphore(limits.calls(), true));
        long end = System.nanoTime() + timeout.toNanos();
        try {
            if (!places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Failed(failure + "context deadline exceeded (%d calls of webhooks of this tenant are under way)".formatted(limits.calls()));
            }
            Call call = new Call(cluster, webhook, review, seconds);
            CompletableFuture<WebhookPost.Answer> answer = new CompletableFuture<>();
            Thread.ofVirtual().name("webhook").start(() -> {
                try {
                    answer.complete(call.send());
                } catch (IOException | RuntimeException e) {
                    answer.completeExceptionally(e);
                } finally {
                    call.close();
                    places.release();
                }
            });
            return body(answer, call, end, failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(failure + "context canceled");
        }
    }

    private static byte[] body(CompletableFuture<WebhookPost.Answer> future, Call call, long end, String failure) throws Failed, InterruptedException {
        try {
            WebhookPost.Answer answer = future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (answer.status() != 200) {
                throw new Failed("the server answered with status %d".formatted(answer.status()));
            }
            return answer.body();
        } catch (TimeoutException e) {
            call.close();
            throw new Failed(failure + "context deadline exceeded");
        } catch (ExecutionException e) {
            throw new Failed(failure + words(e.getCause()));
        }
    }

    private static String words(Throwable cause) {
        return switch (cause) {
            case StatusException refused -> refused.getMessage();
            case SSLException tls -> "tls: " + tls.getMessage();
            default -> String.valueOf(cause.getMessage());
        };
    }

    /// One call on its way.
    private final class Call {

        private final ClusterRecord cluster;
        private final WebhookClient webhook;
        private final byte[] review;
        private final long seconds;
        private final AtomicReference<Socket> connection = new AtomicReference<>();
        private volatile boolean over;

        Call(ClusterRecord cluster, WebhookClient webhook, byte[] review, long seconds) {
            this.cluster = cluster;
            this.webhook = webhook;
            this.review = review;
            this.seconds = seconds;
        }

        WebhookPost.Answer send() throws IOException {
            return switch (webhook.place()) {
                case Place.InCluster place -> {
                    Socket socket = opened(clusters.connect(cluster, place.namespace(), place.service(), Integer.toString(place.port())));
                    yield place.plain()
                            ? post(place.host()).plain(socket, place.port(), target(place.path()), review)
                            : post(place.host()).send(socket, place.port(), target(place.path()), review);
                }
                case Place.Nowhere place -> throw new IOException("%s is no address".formatted(place.url()));
                case Place.OnTheInternet place -> {
                    URI uri = place.uri();
                    String host = uri.getHost().replaceAll("[\\[\\]]", "");
                    Socket socket = opened(new Socket());
                    socket.connect(new InetSocketAddress(addresses.of(host).getFirst(), place.port()), (int) Duration.ofSeconds(seconds).toMillis());
                    yield post(host).send(socket, place.port(), target(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()), review);
                }
            };
        }

        private WebhookPost post(String host) throws IOException {
            return new WebhookPost(TrustedAuthorities.of(webhook.caBundle()), host, limits.answerBytes());
        }

        private String target(String path) {
            return "%s?timeout=%ds".formatted(path, seconds);
        }

        /// A server that sends nothing is not read from for longer than the call may take, even if nobody were to close it.
        private Socket opened(Socket socket) throws IOException {
            connection.set(socket);
            socket.setSoTimeout((int) Duration.ofSeconds(seconds).toMillis());
            if (over) {
                socket.close();
            }
            return socket;
        }

        /// May be called again, and by whoever waits while the call is still under way.
        void close() {
            over = true;
            Socket open = connection.get();
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    // it was open, and nobody reads from it any more
                }
            }
        }
    }
}
