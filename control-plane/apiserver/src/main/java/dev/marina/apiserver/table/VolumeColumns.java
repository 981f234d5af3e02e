package dev.marina.apiserver.table;

import static dev.marina.apiserver.table.ColumnSpelling.age;
import static dev.marina.apiserver.table.ColumnSpelling.name;
import static dev.marina.apiserver.table.ColumnSpelling.text;
import static dev.marina.apiserver.table.ColumnSpelling.wide;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.ArrayList;
import java.util.List;

/// printPersistentVolume, printPersistentVolumeClaim and printStorageClass in pkg/printers/internalversion/printers.go
final class VolumeColumns {

    private VolumeColumns() {}

    static List<Column> of(String kind) {
        return switch (kind) {
            case "PersistentVolume" -> List.of(name(),
                    text("Capacity", (volume, _) -> volume.text("spec", "capacity", "storage")),
                    text("Access Modes", (volume, _) -> modes(volume, "spec")),
                    text("Reclaim Policy", (volume, _) -> volume.text("spec", "persistentVolumeReclaimPolicy")),
                    text("Status", (volume, _) -> volume.terminating() ? "Terminating" : volume.text("status", "phase")),
                    text("Claim", (volume, _) -> volume.has("spec", "claimRef")
                            ? volume.text("spec", "claimRef", "namespace") + "/" + volume.text("spec", "claimRef", "name") : ""),
                    text("StorageClass", (volume, _) -> volume.text("spec", "storageClassName")),
                    text("VolumeAttributesClass", (volume, _) -> Columns.orUnset(volume.text("spec", "volumeAttributesClassName"))),
                    text("Reason", (volume, _) -> volume.text("status", "reason")), age(),
                    wide("VolumeMode", (volume, _) -> volume.text("spec", "volumeMode")));
            case "PersistentVolumeClaim" -> List.of(name(),
                    text("Status", (claim, _) -> claim.terminating() ? "Terminating" : claim.text("status", "phase")),
                    text("Volume", (claim, _) -> claim.text("spec", "volumeName")),
                    text("Capacity", (claim, _) -> claim.text("spec", "volumeName").isEmpty() ? "" : claim.text("status", "capacity", "storage")),
                    text("Access Modes", (claim, _) -> claim.text("spec", "volumeName").isEmpty() ? "" : modes(claim, "status")),
                    text("StorageClass", (claim, _) -> claim.text("spec", "storageClassName")),
                    text("VolumeAttributesClass", (claim, _) -> Columns.orUnset(claim.text("spec", "volumeAttributesClassName"))), age(),
                    wide("VolumeMode", (claim, _) -> claim.text("spec", "volumeMode")));
            default -> List.of(
                    new Column("Name", "string", "name", "Name must be unique within a namespace.", 0, (type, _) -> type.name()
                            + (type.annotations().getOrDefault("storageclass.kubernetes.io/is-default-class", "").equals("true") ? " (default)" : "")),
                    text("Provisioner", (type, _) -> type.text("provisioner")),
                    text("ReclaimPolicy", (type, _) -> type.text("reclaimPolicy")),
                    text("VolumeBindingMode", (type, _) -> type.text("volumeBindingMode")),
                    text("AllowVolumeExpansion", (type, _) -> Boolean.toString(type.at("allowVolumeExpansion").asBoolean())), age());
        };
    }

    private static String modes(Document object, String part) {
        List<String> modes = new ArrayList<>();
        object.at(part, "accessModes").forEach(mode -> modes.add(switch (mode.asText()) {
            case "ReadWriteOnce" -> "RWO";
            case "ReadOnlyMany" -> "ROX";
            case "ReadWriteMany" -> "RWX";
            default -> "RWOP";
        }));
        return String.join(",", modes);
    }
}
