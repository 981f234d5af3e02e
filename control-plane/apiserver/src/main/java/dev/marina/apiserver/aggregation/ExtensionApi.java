package dev.marina.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import java.util.Optional;

/// A group and version that a Service of the cluster serves.
///
/// @param cluster so that no two clusters have the same, whatever their APIServices say
/// @param caBundle PEM in base64; "" for authorities that everybody trusts
/// @param unverified whether whoever answers is believed
/// @param available as the APIService's condition says
record ExtensionApi(ClusterId cluster, String group, String version, int versionPriority, String namespace, String service, int port, String caBundle,
        boolean unverified, boolean available) {

    /// Empty for an APIService that is local.
    static Optional<ExtensionApi> of(ClusterId cluster, Document apiService) {
        JsonNode spec = apiService.at("spec");
        JsonNode service = spec.path("service");
        if (!service.isObject()) {
            return Optional.empty();
        }
        boolean available = apiService.holds("Available");
        return Optional.of(new ExtensionApi(cluster, spec.path("group").asText(), spec.path("version").asText(), spec.path("versionPriority").asInt(),
                service.path("namespace").asText(), service.path("name").asText(), service.path("port").asInt(), spec.path("caBundle").asText(""),
                spec.path("insecureSkipTLSVerify").asBoolean(), available));
    }

    /// Whether it is the same API, wherever it is served and whether it is available or not.
    boolean sameAs(ExtensionApi other) {
        return cluster.equals(other.cluster) && group.equals(other.group) && version.equals(other.version);
    }

    String groupVersion() {
        return group + "/" + version;
    }

    /// Where it is, and its discovery.
    String path() {
        return "/apis/" + groupVersion();
    }

    /// What its certificate says.
    String serverName() {
        return service + "." + namespace + ".svc";
    }
}
