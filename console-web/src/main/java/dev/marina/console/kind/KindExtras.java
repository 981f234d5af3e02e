package dev.marina.console.kind;

import dev.marina.console.kube.Tone;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// What the lists of some kinds show beyond the API's own columns.
///
/// @param toned the column whose cell is a status
/// @param tone how a row's status is to be taken
record KindExtras(String group, String plural, String toned, BiFunction<Cells, String, Tone> tone) {

    static final List<KindExtras> ALL = List.of(
            new KindExtras("", "pods", "Status", KindExtras::pod),
            new KindExtras("", "nodes", "Status", (_, status) -> status.equals("Ready") ? Tone.GOOD : status.startsWith("Ready") ? Tone.BUSY : Tone.BAD),
            new KindExtras("", "namespaces", "Status", (_, status) -> status.equals("Active") ? Tone.GOOD : Tone.BUSY),
            new KindExtras("", "events", "Type", (_, type) -> type.equals("Warning") ? Tone.BAD : Tone.QUIET),
            new KindExtras("", "persistentvolumeclaims", "Status", (_, phase) -> phase(phase)),
            new KindExtras("", "persistentvolumes", "Status", (_, phase) -> phase(phase)),
            new KindExtras("apps.marina.dev", "applications", "Status", (_, phase) -> application(phase)),
            new KindExtras("apps.marina.dev", "addons", "Status", (_, phase) -> application(phase)),
            new KindExtras("apps", "deployments", "Ready", (_, ready) -> fraction(ready)),
            new KindExtras("apps", "statefulsets", "Ready", (_, ready) -> fraction(ready)),
            new KindExtras("batch", "jobs", "Status", (_, status) -> switch (status) {
                case "Complete" -> Tone.GOOD;
                case "Failed", "FailureTarget" -> Tone.BAD;
                default -> Tone.BUSY;
            }));

    static Optional<KindExtras> of(KindRef kind) {
        return ALL.stream().filter(extras -> extras.group.equals(kind.group()) && extras.plural.equals(kind.plural())).findFirst();
    }

    /// How the object in this row is doing, where that can be said.
    Optional<Tone> tone(Cells cells) {
        return cells.find(toned).map(text -> tone.apply(cells, text));
    }

    private static Tone pod(Cells cells, String status) {
        return switch (status) {
            case "Running" -> cells.find("Ready").map(KindExtras::fraction).orElse(Tone.BUSY);
            case "Completed", "Succeeded" -> Tone.QUIET;
            case "Pending", "ContainerCreating", "PodInitializing", "Terminating", "SchedulingGated" -> Tone.BUSY;
            default -> status.startsWith("Init:") && status.contains("/") ? Tone.BUSY : Tone.BAD;
        };
    }

    static Tone application(String phase) {
        return switch (phase) {
            case "Available", "Scheduled" -> Tone.GOOD;
            case "Degraded" -> Tone.BAD;
            case "Stopped" -> Tone.QUIET;
            default -> Tone.BUSY;
        };
    }

    private static Tone phase(String phase) {
        return switch (phase) {
            case "Bound", "Available" -> Tone.GOOD;
            case "Pending", "Released", "Terminating" -> Tone.BUSY;
            case "Lost", "Failed" -> Tone.BAD;
            default -> Tone.QUIET;
        };
    }

    /// Such as `2/3`.
    private static Tone fraction(String ready) {
        int slash = ready.indexOf('/');
        return slash > 0 && ready.substring(0, slash).equals(ready.substring(slash + 1)) ? Tone.GOOD : Tone.BUSY;
    }
}
