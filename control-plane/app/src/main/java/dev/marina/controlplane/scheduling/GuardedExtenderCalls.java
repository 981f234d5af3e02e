package dev.marina.controlplane.scheduling;

import dev.marina.api.ClusterId;
import dev.marina.apiserver.webhook.WebhookCalls;
import dev.marina.apiserver.webhook.WebhookClient;
import dev.marina.scheduler.extender.ExtenderCalls;
import dev.marina.store.ClusterRecord;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Calls scheduler extenders as webhooks are called: a Service through its cluster's own nodes, anything else at a public address and by
/// HTTPS, never what is the platform's; within the tenant's number of calls.
public final class GuardedExtenderCalls implements ExtenderCalls {

    private final WebhookCalls calls;
    private final Function<ClusterId, Optional<ClusterRecord>> records;

    /// @param records clusters that there are
    public GuardedExtenderCalls(WebhookCalls calls, Function<ClusterId, Optional<ClusterRecord>> records) {
        this.calls = calls;
        this.records = records;
    }

    @Override
    public byte[] post(ClusterId cluster, String url, String caBundle, byte[] body, Duration timeout) throws Failed {
        ClusterRecord record = records.apply(cluster).orElseThrow(() -> new Failed("the cluster is gone"));
        try {
            return calls.post(record, WebhookClient.at(URI.create(url), caBundle), body, timeout);
        } catch (WebhookCalls.Failed | IllegalArgumentException e) {
            throw new Failed(e.getMessage());
        }
    }
}
