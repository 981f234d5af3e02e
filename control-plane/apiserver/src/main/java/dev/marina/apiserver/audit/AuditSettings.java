package dev.marina.apiserver.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is recorded of a cluster and how much of it is kept: `spec.audit` of its Cluster object, which its record carries.
///
/// @param bytes on disk
public record AuditSettings(AuditPolicy policy, long bytes, Duration age) {

    public static final String DEFAULT_BYTES = "32Mi";
    public static final int DEFAULT_DAYS = 30;
    private static final AuditSettings STANDARD = of(Document.mapper().createObjectNode());
    /// By their text. Most clusters have none of their own.
    private static final Map<String, AuditSettings> KNOWN = new ConcurrentHashMap<>();
    private static final int MOST_KNOWN = 1000;

    public static AuditSettings of(ClusterRecord cluster) {
        String text = cluster.settings().getOrDefault(ClusterProvisioning.AUDIT, "");
        if (text.isEmpty()) {
            return STANDARD;
        }
        AuditSettings known = KNOWN.get(text);
        if (known == null) {
            if (KNOWN.size() >= MOST_KNOWN) {
                KNOWN.clear();
            }
            known = parse(text);
            KNOWN.put(text, known);
        }
        return known;
    }

    private static AuditSettings parse(String text) {
        try {
            return of(Document.mapper().readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a cluster's record has audit settings that cannot be read", e);
        }
    }

    /// @param audit that is valid
    private static AuditSettings of(JsonNode audit) {
        JsonNode retention = audit.path("retention");
        return new AuditSettings(audit.hasNonNull("policy") ? AuditPolicy.of(audit.path("policy")) : AuditPolicy.STANDARD,
                Quantities.value(retention.path("bytes").asText(DEFAULT_BYTES)).longValue(),
                Duration.ofDays(retention.path("days").asInt(DEFAULT_DAYS)));
    }
}
