package dev.marina.controllers.addon;

import dev.marina.model.AddOn;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The part of an add-on's status that its procedures keep. What is written there is how far they have come.
record Progress(String version, String provisioned, String rotated, AddOn.Handled handled, AddOn.Procedure procedure, List<AddOn.Backup> backups,
        AddOn.Restored restored) {

    static Progress of(AddOn addOn) {
        AddOn.Status status = addOn.getStatus() == null ? AddOn.Status.NONE : addOn.getStatus();
        return new Progress(status.version(), status.provisioned(), status.rotated(), status.handled(), status.procedure(), status.backups(), status.restored())
                .forgetting(addOn.getSpec());
    }

    /// A request that was taken back may be made again.
    private Progress forgetting(AddOn.Spec spec) {
        return handled(new AddOn.Handled(spec.rotateRequest().isEmpty() ? "" : handled.rotate(), spec.backupRequest().isEmpty() ? "" : handled.backup(),
                spec.restoreRequest().isEmpty() ? "" : handled.restore(), handled.scheduled()));
    }

    Progress handled(AddOn.Handled now) {
        return new Progress(version, provisioned, rotated, now, procedure, backups, restored);
    }

    Progress procedure(AddOn.Procedure now) {
        return new Progress(version, provisioned, rotated, handled, now, backups, restored);
    }

    Progress version(String seen) {
        return new Progress(seen, provisioned, rotated, handled, procedure, backups, restored);
    }

    Progress provisioned(String passwords) {
        return new Progress(version, passwords, rotated, handled, procedure, backups, restored);
    }

    Progress rotated(String at) {
        return new Progress(version, provisioned, at, handled, procedure, backups, restored);
    }

    Progress backups(List<AddOn.Backup> seen) {
        return new Progress(version, provisioned, rotated, handled, procedure, seen, restored);
    }

    Progress restored(AddOn.Restored outcome) {
        return new Progress(version, provisioned, rotated, handled, procedure, backups, outcome);
    }

    /// Whether it was made ready with these passwords, and not with others that there were before.
    boolean provisionedWith(String passwords) {
        return passwords.equals(provisioned);
    }

    /// With what a job has seen. Failures are remembered beside it.
    Progress reported(Optional<Report> report) {
        if (report.isEmpty()) {
            return this;
        }
        Progress known = version(report.get().version());
        return report.get().backups().map(seen -> known.backups(newestFirst(
                Stream.concat(seen.stream(), backups.stream().filter(backup -> !backup.checked())).toList()))).orElse(known);
    }

    static List<AddOn.Backup> newestFirst(List<AddOn.Backup> any) {
        return any.stream().sorted(Comparator.comparing(AddOn.Backup::at).reversed()).toList();
    }
}
