package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Of claims and of volumes. pkg/api/persistentvolumeclaim/util.go, pkg/api/persistentvolume/util.go
public final class ClaimWarnings {

    private static final String CLASS = "volume.beta.kubernetes.io/storage-class";
    private static final String MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";
    private static final List<String[]> GONE = List.of(new String[] {"cephfs", "deprecated in v1.28, non-functional in v1.31+"},
            new String[] {"photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"},
            new String[] {"scaleIO", "deprecated in v1.16, non-functional in v1.22+"},
            new String[] {"storageos", "deprecated in v1.22, non-functional in v1.25+"},
            new String[] {"glusterfs", "deprecated in v1.25, non-functional in v1.26+"},
            new String[] {"rbd", "deprecated in v1.28, non-functional in v1.31+"});

    private ClaimWarnings() {}

    public static void claim(Warnings warnings, JsonNode claim) {
        if (claim.path("metadata").path("annotations").has(CLASS)) {
            warnings.add("metadata.annotations[" + CLASS + "]", "deprecated since v1.8; use \"storageClassName\" attribute instead");
        }
        spec(warnings, "spec", claim.path("spec"));
    }

    /// @param field of the claim's spec
    public static void spec(Warnings warnings, String field, JsonNode spec) {
        ByteAmounts.claim(warnings, field, spec.path("resources"));
    }

    public static void volume(Warnings warnings, JsonNode volume) {
        JsonNode annotations = volume.path("metadata").path("annotations");
        JsonNode spec = volume.path("spec");
        if (annotations.has(CLASS)) {
            warnings.add("metadata.annotations[" + CLASS + "]", "deprecated since v1.8; use \"storageClassName\" attribute instead");
        }
        if (annotations.has(MOUNT_OPTIONS)) {
            warnings.add("metadata.annotations[" + MOUNT_OPTIONS + "]", "deprecated since v1.31; use \"mountOptions\" attribute instead");
        }
        if (spec.path("persistentVolumeReclaimPolicy").asText().equals("Recycle")) {
            warnings.add("spec.persistentVolumeReclaimPolicy",
                    "The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }
        NodeLabels.terms(warnings, "spec.nodeAffinity.required.nodeSelectorTerms", spec.path("nodeAffinity").path("required").path("nodeSelectorTerms"));
        for (String[] kind : GONE) {
            if (spec.path(kind[0]).isObject()) {
                warnings.add("spec." + (kind[0].equals("storageos") ? "storageOS" : kind[0]), kind[1]);
            }
        }
    }
}
