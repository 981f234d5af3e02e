package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// Of the volumes of a pod: kinds that do nothing any more, and files in each other's place. pkg/api/pod/warnings.go
final class VolumeWarnings {

    private static final Map<String, String> GONE = new LinkedHashMap<>();

    static {
        GONE.put("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
        GONE.put("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+");
        GONE.put("scaleIO", "deprecated in v1.16, non-functional in v1.22+");
        GONE.put("flocker", "deprecated in v1.22, non-functional in v1.25+");
        GONE.put("storageos", "deprecated in v1.22, non-functional in v1.25+");
        GONE.put("quobyte", "deprecated in v1.22, non-functional in v1.25+");
        GONE.put("glusterfs", "deprecated in v1.25, non-functional in v1.26+");
        GONE.put("cephfs", "deprecated in v1.28, non-functional in v1.31+");
        GONE.put("rbd", "deprecated in v1.28, non-functional in v1.31+");
    }

    private final Warnings warnings;

    VolumeWarnings(Warnings warnings) {
        this.warnings = warnings;
    }

    void all(String field, JsonNode volumes) {
        for (int i = 0; i < volumes.size(); i++) {
            String at = "%s[%d]".formatted(field, i);
            JsonNode volume = volumes.get(i);
            GONE.forEach((kind, text) -> {
                if (volume.path(kind).isObject()) {
                    warnings.add(at + "." + (kind.equals("storageos") ? "storageOS" : kind), text);
                }
            });
            ByteAmounts.claim(warnings, at + ".ephemeral.volumeClaimTemplate.spec",
                    volume.path("ephemeral").path("volumeClaimTemplate").path("spec").path("resources"));
        }
        volumes.forEach(this::overlaps);
    }

    private void overlaps(JsonNode volume) {
        String name = volume.path("name").asText();
        one(name, "ConfigMap \"%s\"".formatted(volume.path("configMap").path("name").asText()), volume.path("configMap").path("items"));
        one(name, "Secret \"%s\"".formatted(volume.path("secret").path("secretName").asText()), volume.path("secret").path("items"));
        one(name, "DownwardAPI", volume.path("downwardAPI").path("items"));
        PathOverlaps files = new PathOverlaps();
        for (JsonNode source : volume.path("projected").path("sources")) {
            if (source.isEmpty()) {
                warnings.add("volume \"%s\" (Projected) has no sources provided".formatted(name));
            }
            projected(name, files, source);
        }
    }

    private void one(String volume, String what, JsonNode items) {
        PathOverlaps files = new PathOverlaps();
        items.forEach(item -> add(files, volume, what, item.path("path"), ""));
    }

    private void projected(String volume, PathOverlaps files, JsonNode source) {
        String configMap = "ConfigMap \"%s\"".formatted(source.path("configMap").path("name").asText());
        source.path("configMap").path("items").forEach(item -> add(files, volume, "Projected", item.path("path"), configMap));
        String secret = "Secret \"%s\"".formatted(source.path("secret").path("name").asText());
        source.path("secret").path("items").forEach(item -> add(files, volume, "Projected", item.path("path"), secret));
        source.path("downwardAPI").path("items").forEach(item -> add(files, volume, "Projected", item.path("path"), "DownwardAPI"));
        add(files, volume, "Projected", source.path("serviceAccountToken").path("path"), "ServiceAccountToken");
        JsonNode bundle = source.path("clusterTrustBundle");
        add(files, volume, "Projected", bundle.path("path"),
                "ClusterTrustBundle \"%s\"".formatted(bundle.path("name").asText(bundle.path("signerName").asText())));
        JsonNode certificate = source.path("podCertificate");
        add(files, volume, "Projected", certificate.path("certificateChainPath"), "PodCertificate chain");
        add(files, volume, "Projected", certificate.path("keyPath"), "PodCertificate key");
        add(files, volume, "Projected", certificate.path("credentialBundlePath"), "PodCertificate credential bundle");
    }

    private void add(PathOverlaps files, String volume, String what, JsonNode path, String from) {
        if (!warnings.full()) {
            files.add(path.asText(), from,
                    (file, other) -> warnings.add("volume \"%s\" (%s): overlapping paths: %s with %s".formatted(volume, what, file, other)));
        }
    }
}
