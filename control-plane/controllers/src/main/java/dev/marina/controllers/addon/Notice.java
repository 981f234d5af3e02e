package dev.marina.controllers.addon;

import dev.marina.model.AddOn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What is worth an event in a change of an add-on's status.
record Notice(boolean warning, String reason, String message) {

    static List<Notice> of(AddOn.Status before, AddOn.Status now) {
        List<Notice> notices = new ArrayList<>();
        if (now.provisioned() != null && !now.provisioned().equals(before.provisioned())) {
            notices.add(new Notice(false, "Provisioned", "Its users are made; credentials are in Secret %s".formatted(now.secret())));
        }
        if (now.rotated() != null && !now.rotated().equals(before.rotated())) {
            notices.add(new Notice(false, "CredentialsRotated", "Its credentials were changed"));
        }
        now.backups().stream().filter(backup -> !before.backups().contains(backup)).forEach(backup -> notices.add(backup.checked()
                ? new Notice(false, "BackedUp", "Backup %s was made and restored for trial".formatted(backup.name()))
                : new Notice(true, "BackupFailed", "Backup %s failed: %s".formatted(backup.name(), backup.message()))));
        if (now.restored() != null && !Objects.equals(now.restored(), before.restored())) {
            boolean failed = AddOn.Backup.FAILED.equals(now.restored().phase());
            notices.add(new Notice(failed, failed ? "RestoreFailed" : "Restored", failed
                    ? "Backup %s was not restored: %s".formatted(now.restored().backup(), now.restored().message())
                    : "It is what backup %s holds".formatted(now.restored().backup())));
        }
        return notices;
    }
}
